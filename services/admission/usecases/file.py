"""Moving files along the machine of states, and taking one back when its candidate is not eligible any more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.admission.domain.status import OPEN, Ended, Mover, Status, check_move
from services.admission.store import file as store
from services.admission.store import plan as plans
from services.admission.store import roll as rolls
from services.admission.store.file import File
from services.admission.usecases import release
from shared.db import Tx
from shared.season.replica import kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Where to, by whom; ``major`` for PRE_ADMIT, ``reason`` for PRE_REJECT and FREE, ``ended`` for FREE."""

    wanted: Status
    by: Mover
    reason: str | None = None
    major: str | None = None
    ended: Ended | None = None


def moved(file: File, move: Move, *, at: datetime, actor: str) -> File:
    """The file after a move; not yet written. Raises StatusNotReached or ReasonWanted.

    A file that goes back to READING has no decision and no return any more; one that ends keeps its reason. What a
    college does with a held file does not let it go: a return that counts does, or the authority.
    """
    check_move(file.status, move.wanted, by=move.by, ended=move.ended, reason=move.reason or file.reason)
    changed = replace(file, status=move.wanted, held_why=file.held_why if move.by is Mover.COLLEGE else None)
    if move.wanted is Status.READING:
        return replace(changed, admitted_major=None, reason=None, decided_at=None, decided_by=None, returned_at=None,
                       return_revision=None)
    if move.wanted in (Status.PRE_ADMIT, Status.PRE_REJECT):
        rejected = move.wanted is Status.PRE_REJECT
        return replace(changed, admitted_major=None if rejected else move.major, decided_at=at, decided_by=actor,
                       reason=move.reason if rejected else None)
    if move.wanted is Status.FREE:
        return replace(changed, admitted_major=None, reason=move.reason or file.reason, ended=move.ended, ended_at=at)
    if move.wanted is Status.ADMITTED:
        return replace(changed, ended=Ended.ADMITTED, ended_at=at)
    return changed


def take_back(tx: Tx, intake: str, account: str, *, reason: str) -> Sequence[File]:
    """A candidate's files are taken back from wherever they stand, and a seat with them. Returns which."""
    taken = []
    for file in store.locked_of_account(tx, intake, account):
        if file.status not in OPEN and file.status is not Status.ADMITTED:
            continue
        if file.status is Status.ADMITTED:
            rolls.undo(tx, intake, account)
            plans.take(tx, file.season, (file.college, file.admitted_major or "", file.category), -1)
        move = Move(wanted=Status.FREE, by=Mover.AUTHORITY, reason=reason, ended=Ended.REVOKED)
        store.put(tx, [moved(file, move, at=tx.now, actor=tx.actor)])
        season = kept(tx.conn, file.season)
        release.tell_taken_back(tx, season, file, reason=reason)
        tx.audit("file.take_back", f"file/{file.id}", was=file.status, round=file.round, season=file.season)
        taken.append(file)
    return taken
