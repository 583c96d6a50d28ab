"""What admission tells: the season, its clock and its moments."""

from datetime import datetime
from typing import Any

from shared.contracts import Event, Kind, event
from shared.contracts.parts import ClockSegment


@event("admission.season_published.v1", Kind.STATE, urgent=True)
class SeasonPublished(Event):
    """A version of a season is in force from now. Key: ``admission/season/<season>``.

    ``document`` is the season file as checked; ``signature`` is Ed25519 by admission's season key over the
    canonical JSON of all other fields. A service adopts nothing whose signature does not hold.
    """

    intake: str
    season: str
    season_version: int
    rehearsal: bool
    document: dict[str, Any]
    officers: list[str]
    signed_at: datetime
    signature: str


@event("admission.clock_set.v1", Kind.STATE, urgent=True)
class ClockSet(Event):
    """All segments of a rehearsal's clock. Key: ``admission/clock/<intake>``. ``clock_version`` counts them."""

    intake: str
    clock_version: int
    segments: list[ClockSegment]


@event("admission.milestone_reached.v1", Kind.FACT)
class MilestoneReached(Event):
    """A moment of the season has come, named as in ``shared.season.moments``. Key: ``admission/season/<season>``."""

    intake: str
    season: str
    season_version: int
    moment: str
    instant: datetime


@event("admission.season_adopted.v1", Kind.STATE)
class SeasonAdopted(Event):
    """Admission's own copy is at this version. Key: ``admission/adopted/<season>``."""

    intake: str
    season: str
    season_version: int

