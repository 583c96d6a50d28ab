"""What choices tells."""

from shared.contracts import Event, Kind, event


@event("choices.season_adopted.v1", Kind.STATE)
class SeasonAdopted(Event):
    """Choices's own copy is at this version. Key: ``choices/adopted/<season>``."""

    intake: str
    season: str
    season_version: int
