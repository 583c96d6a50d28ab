"""What review tells."""

from shared.contracts import Event, Kind, event


@event("review.season_adopted.v1", Kind.STATE)
class SeasonAdopted(Event):
    """Review's own copy is at this version. Key: ``review/adopted/<season>``."""

    intake: str
    season: str
    season_version: int
