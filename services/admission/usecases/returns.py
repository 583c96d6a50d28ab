"""A college's return of a round, by whichever door it comes: submitted, signed by two; then it counts or is held."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.admission.domain import result
from services.admission.domain import returns as rules
from services.admission.domain.result import Fault, Row
from services.admission.domain.returns import Standing
from services.admission.store import file as files
from services.admission.store import returns as store
from services.admission.store.file import File
from services.admission.store.returns import Return, Signed
from services.admission.usecases import tally
from services.admission.usecases.tally import Turn
from shared import codec
from shared.db import Tx
from shared.kernel import Conflict, NotFound


class NothingToReturn(Conflict):
    """Nothing of this round went down to the college."""

    code = "nothing_to_return"
    message = "本轮没有向贵校下发考生，不须返回。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """What a college hands in. ``digest``: over its rows as it wrote them (:func:`digest_of`)."""

    revision: int
    rows: Sequence[Row]
    digest: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """Who signs what, and when they say that they did."""

    revision: int
    digest: str
    signers: Sequence[str]
    said_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """How a return stands now; ``remarks``: what will hold it. No return: a signature waits for it. ``said_at``: when
    the last signature was made, as its letter says; what decides is the return's ``signed_at``."""

    made: Return | None
    signatures: int
    remarks: Sequence[Fault] = ()
    said_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A revision whole: how it stands, what it says, and who signed it."""

    taken: Taken
    rows: Sequence[Row]
    signed: Sequence[Signed]


def digest_of(turn: Turn, revision: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """What two persons sign: the return, as the page for colleges says it is computed."""
    said = {"college": turn.college, "season": turn.season.code, "round": turn.round, "revision": revision,
            "rows": list(rows)}
    return hashlib.sha256(codec.canonical(said)).hexdigest()


def submit(tx: Tx, turn: Turn, given: Submission) -> Taken:
    """A revision of the return. Raises ReturnFaulty with all that is wrong; handed in again it is the same one."""
    held = files.locked_of_college(tx, turn.season.code, turn.round, turn.college)
    late = tally.is_late(tx, turn)
    before = store.of_college(tx.conn, turn.season.code, turn.round, turn.college)
    same = next((each for each in before if each.revision == given.revision), None)
    newest = max((each.revision for each in before), default=0)
    if not rules.check_revision(
        given.revision, given.digest, newest=newest, same=same.digest if same else None
    ) and same is not None:
        return Taken(made=same, signatures=_signatures(tx, same))
    _check_outstanding(held)
    if faults := result.faults_of(given.rows, tally.checked(held)):
        raise result.ReturnFaulty(faults)
    remarks = [*tally.over(tx, turn, given.rows, held), *([_late_remark()] if late else [])]
    for each in before:
        if each.standing is Standing.SUBMITTED:
            store.put(tx, replace(each, standing=Standing.SUPERSEDED))
    made = _made(tx, turn, given)
    store.add(tx, made, given.rows)
    tx.audit("return.submit", tally.subject_of(turn), revision=made.revision, digest=made.digest,
             admitted=made.admitted, returned=made.returned, door=turn.door)
    return replace(_count_if_signed(tx, turn, made, held), remarks=remarks)


def sign(tx: Tx, turn: Turn, signature: Signature) -> Taken:
    """Signatures under a revision; with the second person's it counts by the time of this receipt. One under a return
    that has not come yet waits for it."""
    held = files.locked_of_college(tx, turn.season.code, turn.round, turn.college)
    tally.is_late(tx, turn)
    before = store.of_college(tx.conn, turn.season.code, turn.round, turn.college)
    made = next((each for each in before if each.revision == signature.revision), None)
    _check_signable(made, signature, newest=max((each.revision for each in before), default=0))
    new = [
        store.sign(tx, turn.season.code, turn.round, turn.college, Signed(
            revision=signature.revision, digest=signature.digest, signer=signer, signed_at=tx.now,
            said_at=signature.said_at))
        for signer in dict.fromkeys(signature.signers)
    ]
    if not any(new):
        raise rules.SignedTwice
    tx.audit("return.sign", tally.subject_of(turn), revision=signature.revision, digest=signature.digest,
             signatures=len(new))
    if made is None:
        return Taken(made=None, signatures=len(new))
    return _count_if_signed(tx, turn, made, held)


def standing(tx: Tx, turn: Turn) -> list[Taken]:
    """Every revision of a college's return, from the first."""
    return [
        Taken(made=each, signatures=_signatures(tx, each), said_at=_said_at(tx, each))
        for each in store.of_college(tx.conn, turn.season.code, turn.round, turn.college)
    ]


def read(tx: Tx, turn: Turn, revision: int) -> Opened:
    """One revision, to be read before it is signed. Raises NotFound."""
    made = next((each for each in store.of_college(tx.conn, turn.season.code, turn.round, turn.college)
                 if each.revision == revision), None)
    if made is None:
        raise NotFound
    rows, remarks = store.rows_of(tx, made), []
    if made.standing is Standing.SUBMITTED:
        held = files.locked_of_college(tx, turn.season.code, turn.round, turn.college)
        remarks = [*tally.over(tx, turn, rows, held), *([_late_remark()] if tally.is_late(tx, turn) else [])]
    signed = _signed(tx, made)
    taken = Taken(made=made, signatures=len(signed), remarks=remarks, said_at=_said_at(tx, made))
    return Opened(taken=taken, rows=rows, signed=signed)


def _check_signable(made: Return | None, signature: Signature, *, newest: int) -> None:
    if made is None:
        if signature.revision < newest:
            raise rules.ReturnUnknown(revision=signature.revision)
        return
    rules.check_digest(made.revision, signature.digest, made.digest)
    if made.standing is Standing.SUPERSEDED:
        raise rules.ReturnPassed(newest=newest)
    if made.standing is not Standing.SUBMITTED:
        raise rules.ReturnSettled


def _count_if_signed(tx: Tx, turn: Turn, made: Return, held: Sequence[File]) -> Taken:
    signed = _signed(tx, made)
    if len(signed) < rules.SIGNATURES:
        return Taken(made=made, signatures=len(signed))
    return Taken(made=tally.count(tx, turn, made, held, signed), signatures=len(signed))


def _check_outstanding(held: Sequence[File]) -> None:
    if not held:
        raise NothingToReturn
    if not any(file.wanted for file in tally.checked(held)):
        raise rules.ReturnSettled


def _made(tx: Tx, turn: Turn, given: Submission) -> Return:
    admitted, returned = result.counts(given.rows)
    return Return(
        season=turn.season.code, round=turn.round, college=turn.college, revision=given.revision,
        digest=given.digest, admitted=admitted, returned=returned, standing=Standing.SUBMITTED, door=turn.door,
        submitted_by=given.by, submitted_at=tx.now,
    )


def _late_remark() -> Fault:
    return Fault(code="return_late", message="已超过返回截止时间；可以签发，签发后由考试院处理。")


def _signatures(tx: Tx, made: Return) -> int:
    return len(_signed(tx, made))


def _said_at(tx: Tx, made: Return) -> datetime | None:
    return max((each.said_at for each in _signed(tx, made)), default=None)


def _signed(tx: Tx, made: Return) -> list[Signed]:
    return [each for each in store.signatures(tx.conn, made.season, made.round, made.college)
            if (each.revision, each.digest) == (made.revision, made.digest)]


__all__ = ["NothingToReturn", "Opened", "Signature", "Submission", "Taken", "Turn", "digest_of", "read", "sign",
           "standing", "submit"]
