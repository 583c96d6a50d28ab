"""The provincial check (录检): what colleges returned in time is looked at, signed by two officers, and stamped."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.admission.domain.plan import SeatsExceeded
from services.admission.domain.proposal import Kind
from services.admission.domain.round import RoundNotDispatched
from services.admission.domain.ruling import Key
from services.admission.domain.status import CHECKED, Ended, Held, Mover, Status
from services.admission.store import dossier as dossiers
from services.admission.store import file as files
from services.admission.store import plan as plans
from services.admission.store import round as rounds
from services.admission.store.file import File
from services.admission.usecases import outcome, overdue, proposal, release, roll
from services.admission.usecases.file import Move, moved
from services.admission.usecases.proposal import About, Seen, Signing
from services.admission.usecases.round import close_if_ended, round_of
from shared.db import Seal, Tx
from shared.season import Season
from shared.season.model import Round
from shared.security.signing import SigningKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A returned file as an officer looks at it. ``to_sign``: it stands in what waits for signatures."""

    file: File
    name: str
    to_sign: bool


def standing(conn: Connection, box: Seal, season: Season, no: str) -> Seen | None:
    """The check that waits for signatures, to look at."""
    round_of(season, no)
    return proposal.look(conn, box, _about(season, no))


def of_college(conn: Connection, box: Seal, season: Season, no: str, *, college: str) -> list[Checked]:
    """What a college returned and the authority has not decided, by candidate number, with names and reasons."""
    seen = standing(conn, box, season, no)
    body = seen.proposal.body if seen else {"admit": [], "return": []}
    to_sign = {row[0] for row in [*body["admit"], *body["return"]]}
    every = files.opened_of_college(conn, box, season.code, no, college=college)
    found = [each for each in every if each.status in CHECKED and each.returned and each.held_why is None]
    names = dossiers.of_accounts(conn, box, [each.account for each in found])
    return [
        Checked(file=each, name=names[each.account].name if each.account in names else "", to_sign=each.id in to_sign)
        for each in found
    ]


def propose(tx: Tx, season: Season, no: str, *, send_back: Sequence[str]) -> Seen:
    """Look at everything returned and not held. ``send_back``: accounts whose decision is not approved: their files go
    back to the college. What is beyond a major's seats is held for officers; the rest waits for the stamp."""
    round_ = round_of(season, no)
    _check_dispatched(tx, season, round_)
    put, ready = [], []
    for file in files.locked_of_round(tx, season.code, no):
        if file.status not in CHECKED or not file.returned or file.held_why is not None:
            continue
        if file.account in send_back:
            put.append(moved(file, Move(wanted=Status.READING, by=Mover.AUTHORITY), at=tx.now, actor=tx.actor))
        else:
            ready.append(file)
    over = _over(tx, season, ready)
    for file in ready:
        if file.admitted_major and _key(file) in over:
            put.append(replace(file, held_why=Held.OVER_FULL))
        elif file.status is Status.PRE_ADMIT:
            put.append(moved(file, Move(wanted=Status.PENDING_STAMP, by=Mover.AUTHORITY), at=tx.now, actor=tx.actor))
    files.put(tx, put)
    overdue.note_late(tx, season, round_)
    passed = [each for each in ready if not (each.admitted_major and _key(each) in over)]
    return proposal.propose(tx, _about(season, no), {
        "admit": [[each.id, *_key(each), each.account] for each in passed if each.admitted_major],
        "return": [[each.id, each.college, each.account] for each in passed if not each.admitted_major],
    })


def sign(tx: Tx, season: Season, no: str, signing: Signing, key: SigningKey) -> Seen:
    """An officer's signature under a check. With the second one the rolls are signed, who stands on them is admitted,
    and returns are approved."""
    round_ = round_of(season, no)
    signed = proposal.sign(tx, _about(season, no), signing)
    if not signed.complete:
        return signed
    body = signed.proposal.body
    admits, returns = {row[0] for row in body["admit"]}, {row[0] for row in body["return"]}
    every = files.locked_of_round(tx, season.code, no)
    stamped = [each for each in every if each.id in admits and each.status is Status.PENDING_STAMP]
    approved = [each for each in every if each.id in returns and each.status is Status.PRE_REJECT and each.returned]
    _take_seats(tx, season, stamped)
    admitted = [moved(each, Move(wanted=Status.ADMITTED, by=Mover.AUTHORITY), at=tx.now, actor=tx.actor)
                for each in stamped]
    free = Move(wanted=Status.FREE, by=Mover.AUTHORITY, ended=Ended.RETURNED)
    files.put(tx, [*admitted, *(moved(each, free, at=tx.now, actor=tx.actor) for each in approved)])
    roll.stamp(tx, season, round_, admitted, roll.Stamp(officers=proposal.officers(signed), key=key))
    tx.audit("check.apply", f"round/{season.code}/{no}", admitted=len(admitted), returned=len(approved))
    done = proposal.settle(tx, signed)
    close_if_ended(tx, season, round_)
    release.tell_late_results(tx, season, round_)
    outcome.settle(tx, season)
    return done


def _take_seats(tx: Tx, season: Season, stamped: Sequence[File]) -> None:
    for (college, major, category), n in sorted(Counter(_key(each) for each in stamped).items()):
        if not plans.take(tx, season.code, (college, major, category), n):
            left = plans.left(tx.conn, season.code).get((college, major, category), 0)
            found = season.category(category)
            raise SeatsExceeded(college=college, major=major, category=found.title if found else category, seats=left)


def _over(tx: Tx, season: Season, ready: Sequence[File]) -> frozenset[Key]:
    """Majors for which a college pre-admits more than are left: none of these is chosen in its stead."""
    left = plans.left(tx.conn, season.code)
    wanted = Counter(_key(each) for each in ready if each.admitted_major)
    return frozenset(key for key, n in wanted.items() if n > left.get(key, 0))


def _key(file: File) -> Key:
    return (file.college, file.admitted_major or "", file.category)


def _check_dispatched(tx: Tx, season: Season, round_: Round) -> None:
    state = rounds.of_season(tx.conn, season.code).get(round_.no)
    if state is None or state.dispatched_at is None:
        raise RoundNotDispatched(title=round_.title)


def _about(season: Season, no: str) -> About:
    return About(season=season.code, kind=Kind.CHECK, subject=no)
