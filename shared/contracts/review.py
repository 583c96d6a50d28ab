"""What review tells."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from shared.contracts import Event, Kind, Personal, event

MAY_FILE: Mapping[str, bool] = MappingProxyType({"eligible": True, "not_eligible": False, "revoked": False})
"""Every word for a standing, and whether its holder may file."""


@event("review.correction_requested.v1", Kind.FACT)
class CorrectionRequested(Event):
    """A reviewer returned a dossier for correction. Key: ``review/case/<account>``. ``until``: as long as it may be
    handed in again."""

    account: str
    intake: str
    season: str
    revision: int
    stage: str
    reason: Personal
    until: datetime
    requested_at: datetime


@event("review.claim_decided.v1", Kind.FACT)
class ClaimDecided(Event):
    """One stage of a claim's review was decided. Key: ``review/case/<account>``. ``decision``: ``approved`` |
    ``rejected``; ``last`` when nothing follows."""

    account: str
    intake: str
    season: str
    revision: int
    stage: str
    decision: str
    reason: Personal | None
    last: bool
    decided_at: datetime


@event("review.eligibility_settled.v1", Kind.STATE)
class EligibilitySettled(Event):
    """Whether a candidate may file, and what checks of choices need. Key: ``review/eligibility/<account>``.

    ``standing``: ``eligible`` | ``not_eligible`` | ``revoked``. ``honours``: the codes that were confirmed one by one.
    ``tier``: the award tier of an award claim. ``revision``: of the dossier that was judged.
    """

    account: str
    intake: str
    season: str
    candidate_number: str
    masked_name: Personal
    source_college: str
    category: str
    standing: str
    honours: list[str]
    tier: str | None
    revision: int
    settled_at: datetime
    reason: Personal | None = None


@event("review.season_adopted.v1", Kind.STATE)
class SeasonAdopted(Event):
    """Review's own copy is at this version. Key: ``review/adopted/<season>``."""

    intake: str
    season: str
    season_version: int
