"""Officers' rulings on what a college returned late or beyond its seats, or did not return at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.admission.domain.proposal import Kind
from services.admission.domain.ruling import Becomes, Key, Verdict, becomes, check_ruling, grants
from services.admission.domain.status import Ended, Held, Mover, Status
from services.admission.store import file as files
from services.admission.store import plan as plans
from services.admission.store.file import File
from services.admission.usecases import order, outcome, proposal, release
from services.admission.usecases.file import Move, moved
from services.admission.usecases.proposal import About, Seen, Signing
from services.admission.usecases.round import close_if_ended, round_of
from shared.db import Seal, Tx
from shared.season import Season
from shared.season.windows import Place, returns_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A college in a round."""

    season: Season
    no: str
    college: str

    @property
    def about(self) -> About:
        """What is proposed of it."""
        return About(season=self.season.code, kind=Kind.RULING, subject=f"{self.no}/{self.college}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """What officers decide, by an order of theirs that has a number."""

    verdict: Verdict
    number: str
    reason: str


def standing(conn: Connection, box: Seal, case: Case) -> Seen | None:
    """The ruling that waits for its second signature, to look at."""
    return proposal.look(conn, box, case.about)


def weigh(tx: Tx, case: Case, ruling: Ruling) -> None:
    """Whether officers may rule so now; nothing is written."""
    round_of(case.season, case.no)
    check_ruling(ruling.verdict, _why(_held(tx, case)), number=ruling.number, reason=ruling.reason)


def propose(tx: Tx, case: Case, ruling: Ruling, *, officer: str) -> Seen:
    """A ruling, signed by who proposes it; it stands over the files that are held now and no others."""
    round_of(case.season, case.no)
    held = _held(tx, case)
    check_ruling(ruling.verdict, _why(held), number=ruling.number, reason=ruling.reason)
    body = {
        "ruling": ruling.verdict.value, "number": ruling.number, "reason": ruling.reason,
        "files": [[each.id, each.account, each.held_why, each.status.value] for each in held],
    }
    return proposal.propose(tx, case.about, body, signed_by=officer)


def sign(tx: Tx, case: Case, signing: Signing) -> Seen:
    """The second officer's signature: the ruling takes effect on what is still held as it was."""
    round_ = round_of(case.season, case.no)
    signed = proposal.sign(tx, case.about, signing)
    if not signed.complete:
        return signed
    body = signed.proposal.body
    ruled = {row[0]: (row[2], row[3]) for row in body["files"]}
    held = [each for each in _held(tx, case) if ruled.get(each.id) == (each.held_why, each.status.value)]
    check_ruling(Verdict(body["ruling"]), _why(held), number=body["number"], reason=body["reason"])
    _apply(tx, case, held, Ruling(verdict=Verdict(body["ruling"]), number=body["number"], reason=body["reason"]))
    close_if_ended(tx, case.season, round_)
    release.tell_late_results(tx, case.season, round_)
    outcome.settle(tx, case.season)
    return proposal.settle(tx, signed)


def _apply(tx: Tx, case: Case, held: Sequence[File], ruling: Ruling) -> None:
    place = Place(round=case.no, college=case.college)
    standing = returns_at(case.season, at=tx.now, place=place, orders=order.in_force(tx, case.season.code))
    put = []
    for file in held:
        why = file.held_why
        wanted = None if why is None else becomes(ruling.verdict, why, window_open=standing.open)
        if wanted is not None:
            put.append(_ruled(tx, file, wanted, reason=ruling.reason))
    if ruling.verdict is Verdict.ACCEPT:
        given = _grant(tx, case, [each for each in held if each.held_why is Held.OVER_FULL])
    else:
        given = {}
    files.put(tx, put)
    tx.audit(
        "ruling.apply", f"ruling/{case.season.code}/{case.no}/{case.college}", ruling=ruling.verdict,
        number=ruling.number, files=len(put), granted={"/".join(key): n for key, n in given.items()},
    )


def _ruled(tx: Tx, file: File, wanted: Becomes, *, reason: str) -> File:
    if wanted is Becomes.COUNTS:
        return replace(file, held_why=None)
    if wanted is Becomes.GOES_BACK:
        return moved(file, Move(wanted=Status.READING, by=Mover.AUTHORITY), at=tx.now, actor=tx.actor)
    free = Move(wanted=Status.FREE, by=Mover.AUTHORITY, reason=reason, ended=Ended.RULED)
    return moved(file, free, at=tx.now, actor=tx.actor)


def _grant(tx: Tx, case: Case, over_full: Sequence[File]) -> dict[Key, int]:
    """An over-full return that is accepted gets the seats that it lacks, by the ruling's number."""
    if not over_full:
        return {}
    wanted = Counter(
        (each.college, each.admitted_major or "", each.category)
        for each in files.locked_of_college(tx, case.season.code, case.no, case.college)
        if each.returned and each.status in (Status.PRE_ADMIT, Status.PENDING_STAMP)
    )
    given = grants(wanted, plans.left(tx.conn, case.season.code))
    plans.grant(tx, case.season.code, given)
    return given


def _held(tx: Tx, case: Case) -> list[File]:
    every = files.locked_of_college(tx, case.season.code, case.no, case.college)
    return [each for each in every if each.held_why is not None]


def _why(held: Sequence[File]) -> list[Held]:
    return [each.held_why for each in held if each.held_why is not None]
