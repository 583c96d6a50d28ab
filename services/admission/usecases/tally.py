"""Counting a signed return: every file gets its decision, and what holds it for officers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.admission.domain import result, returns
from services.admission.domain.result import Fault, HeldFile, Row
from services.admission.domain.returns import Cause, Standing
from services.admission.domain.round import RoundUnknown
from services.admission.domain.status import DECIDED, OPEN, WITH_COLLEGE, Held, Mover, Status
from services.admission.store import file as files
from services.admission.store import plan as plans
from services.admission.store import returns as store
from services.admission.store.file import File
from services.admission.store.returns import Return, Signed
from services.admission.usecases import order
from services.admission.usecases.file import Move, moved
from shared.db import Tx
from shared.kernel import shown
from shared.season import Season
from shared.season.windows import Place, State, returns_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A college's part in a round. ``listening_since``: since when we could hear it (season's time), where its letters
    wait for us; None where they come straight in."""

    season: Season
    round: str
    college: str
    door: str
    listening_since: datetime | None = None


def count(tx: Tx, turn: Turn, made: Return, held: Sequence[File], signed: Sequence[Signed]) -> Return:
    """The return counts, or waits for officers: every file gets its decision, and what holds it."""
    rows = store.rows_of(tx, made)
    if faults := [each for each in result.faults_of(rows, checked(held)) if each.code != "file_taken_back"]:
        raise result.ReturnFaulty(faults)
    late = is_late(tx, turn)
    full = over(tx, turn, rows, held)
    causes = ([Cause.LATE] if late else []) + ([Cause.OVER_SEATS] if full else [])
    by_number = {row.candidate_number: row for row in rows}
    decided = [
        _decided(tx, file, by_number[file.candidate_number], made) for file in held
        if file.candidate_number in by_number and file.status in WITH_COLLEGE
    ]
    files.put(tx, [replace(file, held_why=_held_why(causes, file)) for file in decided])
    settled = replace(
        made, standing=Standing.HELD if causes else Standing.SIGNED, held_for=tuple(causes), signed_at=tx.now,
        held_by_us=late and _held_by_us(tx, turn, signed),
    )
    store.put(tx, settled)
    tx.audit("return.count", subject_of(turn), revision=made.revision, standing=settled.standing,
             held_for=list(settled.held_for), held_by_us=settled.held_by_us)
    return settled


def _decided(tx: Tx, file: File, row: Row, made: Return) -> File:
    """A file with the decision of a row, moved as the machine of states has it."""
    wanted = Status.PRE_ADMIT if row.admit else Status.PRE_REJECT
    if file.status is Status.DISPATCHED or file.status in DECIDED:
        file = _step(tx, file, Move(wanted=Status.READING, by=Mover.COLLEGE))
    decided = _step(tx, file, Move(wanted=wanted, by=Mover.COLLEGE, major=row.admit, reason=row.reason))
    return replace(decided, returned_at=tx.now, return_revision=made.revision)


def _step(tx: Tx, file: File, move: Move) -> File:
    return moved(file, move, at=tx.now, actor=tx.actor)


def _held_why(causes: Sequence[Cause], file: File) -> Held | None:
    """A late return holds every file of it; an over-full one those whom it would admit: nobody can say which of them
    have a seat."""
    if Cause.LATE in causes:
        return Held.LATE
    return Held.OVER_FULL if causes and file.status is Status.PRE_ADMIT else None


def over(tx: Tx, turn: Turn, rows: Sequence[Row], held: Sequence[File]) -> list[Fault]:
    left = plans.left(tx.conn, turn.season.code)
    for file in held:
        if file.returned and file.admitted_major and file.status in OPEN:
            key = (file.college, file.admitted_major, file.category)
            left[key] = left.get(key, 0) - 1
    return result.over_seats(rows, checked(held), left, college=turn.college)


def is_late(tx: Tx, turn: Turn) -> bool:
    """Whether the deadline has passed at this receipt. Raises ReturnsNotOpen before returns are taken."""
    found = returns_at(turn.season, at=tx.now, place=_place(turn), orders=order.in_force(tx, turn.season.code))
    if found.state is State.NONE:
        raise RoundUnknown(no=turn.round)
    if found.state is State.CLOSED:
        return True
    if not found.open:
        opens = found.span.opens_at if found.span else None
        raise returns.ReturnsNotOpen(opens=shown(opens) if opens else "")
    return False


def _held_by_us(tx: Tx, turn: Turn, signed: Sequence[Signed]) -> bool:
    """Whether they say that it was in time, and we began to listen only after the deadline."""
    found = returns_at(turn.season, at=tx.now, place=_place(turn), orders=order.in_force(tx, turn.season.code))
    if turn.listening_since is None or found.span is None:
        return False
    said_at = max(each.said_at for each in signed)
    return said_at < found.span.closes_at < turn.listening_since


def _place(turn: Turn) -> Place:
    return Place(round=turn.round, college=turn.college)


def checked(held: Sequence[File]) -> list[HeldFile]:
    return [
        HeldFile(candidate_number=file.candidate_number, category=file.category, majors=file.majors,
                 ended=file.status not in OPEN, returned=file.returned)
        for file in held
    ]


def subject_of(turn: Turn) -> str:
    """As the audit names it."""
    return f"return/{turn.season.code}/{turn.round}/{turn.college}"
