"""The one thing that a candidate does next: a rule over what was heard of them and when what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.notify.domain.audience import APPLICATION, CONFIRMED, ELIGIBILITY, OUTCOME, REVIEWED, saved

CORRECTION = "correction"
"""The mark of the instant until which a returned application may be handed in again."""
_INSTANT = "%Y%m%dT%H%M%S%z"


class Act(StrEnum):
    """What a candidate does next, or waits for, or what it has come to."""

    WAIT_SEASON = "wait_season"
    WAIT_APPLY = "wait_apply"
    APPLY = "apply"
    NOT_APPLIED = "not_applied"
    CORRECT = "correct"
    CORRECTION_OVER = "correction_over"
    CONFIRM = "confirm"
    CONFIRM_OVER = "confirm_over"
    WAIT_REVIEW = "wait_review"
    WAIT_CONFIRM = "wait_confirm"
    WITHDRAWN = "withdrawn"
    NOT_ELIGIBLE = "not_eligible"
    REVOKED = "revoked"
    WAIT_FILING = "wait_filing"
    FILE = "file"
    FILE_EXTRA = "file_extra"
    CHECK = "check"
    WAIT_EXTRA = "wait_extra"
    NOTHING_FILED = "nothing_filed"
    WAIT_RESULTS = "wait_results"
    ADMITTED = "admitted"
    UNPLACED = "unplaced"


TO_DO = frozenset({Act.APPLY, Act.CORRECT, Act.CONFIRM, Act.FILE, Act.FILE_EXTRA, Act.CHECK})
"""What the candidate does; everything else they wait for, or it is over."""
ENDS = frozenset({Act.WITHDRAWN, Act.NOT_ELIGIBLE, Act.REVOKED, Act.ADMITTED, Act.UNPLACED, Act.NOT_APPLIED})
"""After these nothing of the calendar concerns the candidate any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """One span in which something may be done. ``extra``: of the supplementary filing."""

    opens_at: datetime | None
    closes_at: datetime
    batch: str = ""
    extra: bool = False

    def holds(self, now: datetime) -> bool:
        """Whether it is open."""
        return (self.opens_at is None or self.opens_at <= now) and now < self.closes_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """When what may be done, as far as it is announced and held; and when results are out."""

    registration: Sequence[Opening] = ()
    confirmation: Sequence[Opening] = ()
    filing: Sequence[Opening] = ()
    results: Sequence[datetime] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What is next. ``until``: by when, or since when it is too late; ``begins``: from when on."""

    act: Act
    until: datetime | None = None
    begins: datetime | None = None


def as_mark(until: datetime) -> str:
    """An instant as :data:`CORRECTION` keeps it."""
    return until.strftime(_INSTANT)


def next_step(marks: Mapping[str, str], calendar: Calendar, now: datetime) -> Step:
    """The one next step of a candidate of whom this was heard."""
    end = _end(marks)
    if end is not None:
        return Step(act=end)
    if marks.get(ELIGIBILITY) == "eligible":
        return _filing(marks, calendar, now)
    if marks.get(APPLICATION) == "returned":
        until = correction(marks)
        is_over = until is not None and now >= until
        return Step(act=Act.CORRECTION_OVER if is_over else Act.CORRECT, until=until)
    if marks.get(APPLICATION) == "submitted":
        return _reviewed(marks, calendar, now)
    return _applying(calendar, now)


def _end(marks: Mapping[str, str]) -> Act | None:
    """What is final. Who withdrew is not eligible either, and need not be told so; of who was admitted and lost the
    eligibility afterwards, the latter counts."""
    if marks.get(APPLICATION) == "withdrawn":
        return Act.WITHDRAWN
    standing = {"revoked": Act.REVOKED, "not_eligible": Act.NOT_ELIGIBLE}.get(marks.get(ELIGIBILITY, ""))
    return standing or {"admitted": Act.ADMITTED, "unplaced": Act.UNPLACED}.get(marks.get(OUTCOME, ""))


def _applying(calendar: Calendar, now: datetime) -> Step:
    if (found := _open(calendar.registration, now)) is not None:
        return Step(act=Act.APPLY, until=found.closes_at)
    if (begins := _begins(calendar.registration, now)) is not None:
        return Step(act=Act.WAIT_APPLY, begins=begins)
    if not calendar.registration:
        return Step(act=Act.WAIT_SEASON)
    return Step(act=Act.NOT_APPLIED, until=max(each.closes_at for each in calendar.registration))


def _reviewed(marks: Mapping[str, str], calendar: Calendar, now: datetime) -> Step:
    if marks.get(CONFIRMED) == "yes" or not calendar.confirmation:
        return Step(act=Act.WAIT_REVIEW)
    if (found := _open(calendar.confirmation, now)) is not None:
        return Step(act=Act.CONFIRM, until=found.closes_at)
    if (begins := _begins(calendar.confirmation, now)) is not None:
        return Step(act=Act.WAIT_CONFIRM if marks.get(REVIEWED) == "yes" else Act.WAIT_REVIEW, begins=begins)
    return Step(act=Act.CONFIRM_OVER, until=max(each.closes_at for each in calendar.confirmation))


def _filing(marks: Mapping[str, str], calendar: Calendar, now: datetime) -> Step:
    is_open = [each for each in calendar.filing if each.holds(now)]
    unsaved = [each for each in is_open if marks.get(saved(each.batch)) != "some"]
    if unsaved:
        first = min(unsaved, key=lambda each: each.closes_at)
        return Step(act=Act.FILE_EXTRA if first.extra else Act.FILE, until=first.closes_at)
    if is_open:
        return Step(act=Act.CHECK, until=max(each.closes_at for each in is_open))
    return _between_filings(marks, calendar, now)


def _between_filings(marks: Mapping[str, str], calendar: Calendar, now: datetime) -> Step:
    past = [each for each in calendar.filing if each.closes_at <= now]
    begins = _begins(calendar.filing, now)
    if not past:
        return Step(act=Act.WAIT_FILING if begins else Act.WAIT_SEASON, begins=begins)
    has_filed = any(marks.get(saved(each.batch)) == "some" for each in past)
    if begins is not None and (not has_filed or marks.get(OUTCOME) == "not_admitted"):
        return Step(act=Act.WAIT_EXTRA, begins=begins)
    if not has_filed:
        return Step(act=Act.NOTHING_FILED, until=max(each.closes_at for each in past))
    return Step(act=Act.WAIT_RESULTS, begins=min((each for each in calendar.results if each > now), default=None))


def _open(openings: Sequence[Opening], now: datetime) -> Opening | None:
    return max((each for each in openings if each.holds(now)), key=lambda each: each.closes_at, default=None)


def _begins(openings: Sequence[Opening], now: datetime) -> datetime | None:
    return min((each.opens_at for each in openings if each.opens_at and each.opens_at > now), default=None)


def correction(marks: Mapping[str, str]) -> datetime | None:
    """Until when a correction was asked for."""
    kept = marks.get(CORRECTION)
    return datetime.fromisoformat(kept) if kept else None
