"""What waits for officers: of each round its present step, of a season the one thing to do next."""

from collections.abc import Sequence
from datetime import datetime

from services.admission.domain.proposal import Stage
from services.admission.store import plan as plans
from services.admission.usecases import order, plan, profile, vacancy
from services.admission.usecases.board import Looking, Row
from services.admission.usecases.proposal import Seen
from services.admission.usecases.step import ACTS, Due, Step
from shared.contracts.parts import CollegeProfile
from shared.season.words import WindowKind


def dues(look: Looking, rows: Sequence[Row]) -> list[Due]:
    """The present step of every round, in their order."""
    cancelled = order.cancelled_batches(look.conn, look.season)
    found = []
    for row in rows:
        waits = any(_is_before(each, row) and _is_early(each, look.now) for each in rows)
        found.append(_due(row, look.now, cancelled=row.round.batch in cancelled, waits=waits))
    return found


def next_due(look: Looking, every: Sequence[Due], *, officer: str) -> Due | None:
    """The one thing to do next, what this officer has signed last; with nothing to do the first that is waited for;
    None: all is done."""
    acts = [*_of_season(look, every), *(each for each in every if each.is_act)]
    if acts:
        return min(acts, key=lambda due: (due.awaits_another(officer), ACTS.index(due.step)))
    return next((each for each in every if each.step not in (Step.DONE, Step.CANCELLED)), None)


def unsigned_of(row: Row, college: str | None = None) -> int:
    """How many files of a check wait for signatures."""
    if row.check is None or row.check.proposal.status is not Stage.OPEN:
        return 0
    body = row.check.proposal.body
    return sum(college in (None, each[1]) for each in [*body["admit"], *body["return"]])


def unchecked_of(row: Row) -> int:
    """How many returned files wait to be checked, or to be signed for."""
    return sum(each.unchecked for each in row.colleges)


def _due(row: Row, now: datetime, *, cancelled: bool, waits: bool) -> Due:
    if cancelled:
        return Due(step=Step.CANCELLED, row=row)
    if row.held:
        return Due(step=Step.RULE, row=row, count=len(row.held))
    if row.preview is not None and row.stale:
        return Due(step=Step.RESEAL, row=row, at=row.round.down_at)
    if row.late:
        return Due(step=Step.RENEW, row=row, count=row.late, at=row.round.down_at)
    if row.preview is not None and row.preview.proposal.status is Stage.OPEN:
        late = row.round.down_at <= now
        return Due(step=Step.SIGN_LATE if late else Step.SIGN_PREVIEW, row=row, at=row.round.down_at,
                   count=len(row.preview.proposal.body["lines"]), signed=_signers(row.preview))
    return _before(row, waits=waits) if row.state.dispatched_at is None else _after(row)


def _before(row: Row, *, waits: bool) -> Due:
    at = row.round.down_at
    if row.preview is not None:
        return Due(step=Step.WAIT_DOWN, row=row, at=at, count=len(row.preview.proposal.body["lines"]))
    if waits:
        return Due(step=Step.WAIT_TURN, row=row, at=at)
    if row.seal is not None and row.seal.differs:
        return Due(step=Step.SEAL_DIFFERS, row=row, at=at)
    ready = row.seal is not None and row.seal.agrees
    return Due(step=Step.PREVIEW if ready else Step.WAIT_SEAL, row=row, at=at)


def _after(row: Row) -> Due:
    unsigned, unchecked = unsigned_of(row), unchecked_of(row)
    missing = sum(each.missing for each in row.colleges)
    if row.check and unsigned and unsigned >= unchecked:
        return Due(step=Step.SIGN_CHECK, row=row, count=unsigned, signed=_signers(row.check))
    if unchecked:
        return Due(step=Step.CHECK, row=row, count=unchecked)
    if missing:
        return Due(step=Step.WAIT_RETURNS, row=row, count=missing, at=row.round.return_by)
    if row.state.results_at is None:
        return Due(step=Step.WAIT_RESULTS, row=row, at=row.round.result_visible_at)
    return Due(step=Step.DONE, row=row)


def _of_season(look: Looking, every: Sequence[Due]) -> list[Due]:
    present = plans.in_force(look.conn, look.season.code)
    drafted = plan.standing(look.conn, look.box, look.season)
    if present is None:
        first = min(each.opens_at for each in look.season.windows if each.kind is WindowKind.FILING)
        return [Due(step=Step.PLAN, at=first, signed=_signers(drafted) if drafted else frozenset())]
    return [*_of_plan(look, every, present.colleges, drafted), *_of_vacancies(look, every)]


def _of_plan(
    look: Looking, every: Sequence[Due], published: Sequence[CollegeProfile], drafted: Seen | None
) -> list[Due]:
    if all(each.step in (Step.DONE, Step.CANCELLED) for each in every):
        return []
    if drafted is not None:
        return [Due(step=Step.SIGN_PLAN, signed=_signers(drafted))]
    newer = profile.newer(look.conn, look.season, published)
    return [Due(step=Step.PROFILES, colleges=newer)] if newer else []


def _of_vacancies(look: Looking, every: Sequence[Due]) -> list[Due]:
    standing = vacancy.standing(look.conn, look.box, look.season)
    if standing is not None:
        return [Due(step=Step.SIGN_VACANCIES, signed=_signers(standing))]
    at_colleges = any(each.step in (Step.WAIT_RETURNS, Step.WAIT_DOWN, Step.WAIT_SEAL, Step.WAIT_TURN)
                      and not _is_supplementary(look, each) for each in every)
    due = not at_colleges and vacancy.is_due(look.conn, look.season, now=look.now)
    return [Due(step=Step.VACANCIES)] if due else []


def _signers(seen: Seen) -> frozenset[str]:
    return frozenset(each.officer for each in seen.signatures)


def _is_supplementary(look: Looking, due: Due) -> bool:
    held = look.season.supplementary
    return held is not None and due.row is not None and due.row.round.batch == held.batch


def _is_early(row: Row, now: datetime) -> bool:
    """Whether the next choice has to wait: who is at a college is left out of its dry run."""
    gone, missing = row.state.dispatched_at is not None, any(each.missing for each in row.colleges)
    return not gone or (missing and now < row.round.return_by)


def _is_before(earlier: Row, row: Row) -> bool:
    return earlier.round.batch == row.round.batch and earlier.round.down_at < row.round.down_at

