"""What admission tells: the season, its clock and its moments."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from shared.contracts import Event, Kind, event
from shared.contracts.parts import ClockSegment, CollegeProfile, CollegeTest, PlannedMajor, Seats

HAS_A_PLACE: Mapping[str, bool] = MappingProxyType({
    "dispatched": False, "not_admitted": False, "admitted": True, "passed_over": False, "unplaced": False,
    "free": False,
})
"""Every status that is released, and whether its candidate is admitted."""


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


@event("admission.order_given.v1", Kind.STATE, urgent=True)
class OrderGiven(Event):
    """Two officers' order beside the season, as every service applies it. Key: ``admission/order/<order>``.

    ``kind``: ``extension`` (``closes_at`` moves for one college or candidate) | ``reopening`` (one more span for one
    candidate, filings in ``batch``) | ``announcement`` (a window that was to be announced is) | ``cancellation`` (it is
    not held). ``target``: a window's id, ``import`` or ``round.<no>``. ``number``: the order's 批准文号.
    """

    intake: str
    season: str
    order: str
    number: str
    kind: str
    target: str
    officers: list[str]
    given_at: datetime
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    college: str | None = None
    candidate: str | None = None
    batch: str | None = None


@event("admission.plan_published.v1", Kind.STATE)
class PlanPublished(Event):
    """The plan and every college's profile, published together. Key: ``admission/plan/<season>``."""

    intake: str
    season: str
    revision: int
    majors: list[PlannedMajor]
    colleges: list[CollegeProfile]
    published_at: datetime


@event("admission.round_dispatched.v1", Kind.FACT)
class RoundDispatched(Event):
    """A round's files went down to the colleges. Key: ``admission/round/<season>/<no>``."""

    intake: str
    season: str
    round: str
    seal: int
    files: int
    colleges: int
    dispatched_at: datetime


@event("admission.round_closed.v1", Kind.FACT)
class RoundClosed(Event):
    """Every file of a round has come to an end, or is held by name. Key: ``admission/round/<season>/<no>``."""

    intake: str
    season: str
    round: str
    admitted: int
    returned: int
    held: int
    closed_at: datetime


@event("admission.status_released.v1", Kind.FACT)
class StatusReleased(Event):
    """What a candidate may know now of their own admission. Key: ``admission/status/<account>``.

    ``status``: ``dispatched`` (a college has the file: which one is not said but for its ``test``) | ``not_admitted``
    (by this choice) | ``admitted`` (``college`` and ``major`` by name) | ``passed_over`` (this choice did not go down
    with its round: the college is full, or takes higher awards only; ``reason`` names none) | ``unplaced`` (the season
    is over) | ``free`` (a file was taken back: eligibility was revoked). ``next_at``: when the next choice goes down,
    if one does. ``again``: how often the file had been taken back in this round before; each status is told once for
    each time.
    """

    account: str
    intake: str
    season: str
    round: str
    choice: str
    choice_title: str
    status: str
    released_at: datetime
    college: str | None = None
    college_name: str | None = None
    major: str | None = None
    major_name: str | None = None
    reason: str | None = None
    test: CollegeTest | None = None
    next_at: datetime | None = None
    again: int = 0


@event("admission.results_released.v1", Kind.FACT)
class ResultsReleased(Event):
    """Every result of a round was released before this was told. Key: ``admission/round/<season>/<no>``.

    ``released``: how many ``status_released`` of this round there were in all, for whoever counts what was heard.
    """

    intake: str
    season: str
    round: str
    released: int
    released_at: datetime


@event("admission.vacancies_published.v1", Kind.STATE)
class VacanciesPublished(Event):
    """Seats left for a supplementary batch, as announced. Key: ``admission/vacancies/<season>/<batch>``.

    ``held``: whether the batch is held at all; with no seat left it is not.
    """

    intake: str
    season: str
    batch: str
    held: bool
    seats: list[Seats]
    published_at: datetime


@event("admission.return_overdue.v1", Kind.FACT)
class ReturnOverdue(Event):
    """A college has not returned all results by its deadline. Key: ``admission/overdue/<season>/<round>/<college>``."""

    intake: str
    season: str
    round: str
    round_title: str
    college: str
    missing: int
    return_by: datetime
