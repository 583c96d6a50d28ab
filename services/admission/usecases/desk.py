"""The desk of an admitting college: the files of a round, one opened, one decided, and the return made of decisions.

Every act is written down with who did it and for which college they may act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.admission.domain.result import LONGEST_REASON, Row
from services.admission.domain.returns import ReturnSettled, ReturnUnknown
from services.admission.domain.status import DECIDED, Ended, Mover, Status
from services.admission.store import desk as store
from services.admission.store import dossier as dossiers
from services.admission.store import eligibility
from services.admission.store import file as files
from services.admission.store import returns as kept
from services.admission.store.eligibility import Eligibility
from services.admission.store.file import File
from services.admission.usecases import returns
from services.admission.usecases.file import Move, moved
from services.admission.usecases.returns import Signature, Submission, Taken, Turn
from shared.contracts.parts import Paper
from shared.contracts.registration import DossierRecorded
from shared.db import Tx
from shared.files import Storage
from shared.kernel import Conflict, NotFound, RuleBroken, Unavailable


class MajorNotFiled(RuleBroken):
    """A candidate is admitted to a major that they filed in this choice, or not at all (domain.md 2.3)."""

    code = "major_not_filed"
    message = "考生在本志愿未填报该专业，不能录取。"


class DecisionUnclear(RuleBroken):
    """Admitted to a major or returned with a reason: one of the two."""

    code = "decision_unclear"
    message = "须选择录取专业或填写退档原因，且只填一项；原因最多{most}字。"


class FileChanged(Conflict):
    """A decision is made on what was seen: meanwhile somebody else of the college decided, or the authority did."""

    code = "file_changed"
    message = "该考生档案已由其他工作人员更新，本次意见未保存，请核对当前意见后再提交。"


class FileTakenBack(Conflict):
    """Its candidate is not eligible any more, or withdrew: who they are is none of the college's."""

    code = "file_taken_back"
    message = "该考生档案已由考试院收回，不能再查阅或处理。"


class EvidenceUnreadable(Unavailable):
    """The dossier names this paper, and the store of evidence does not have it (yet)."""

    code = "evidence_unreadable"
    message = "该材料文件暂时无法读取，请稍后再试。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A file on the desk: what the candidate handed in, and what review confirmed."""

    file: File
    dossier: DossierRecorded
    standing: Eligibility | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """Somebody of the college at the desk: their turn, and the scope that they act under."""

    turn: Turn
    scope: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A file in the list, with the candidate's name."""

    file: File
    name: str


def listed(tx: Tx, visit: Visit, *, after: str, most: int) -> list[Listed]:
    """The college's files of a round by candidate number."""
    turn = visit.turn
    found = files.page(tx, turn.season.code, turn.round, turn.college, after=after, most=most)
    known = dossiers.of_files(tx.conn, tx.box, found)
    return [Listed(file=each, name=known[each.account].name if each.account in known else "") for each in found]


def open_file(tx: Tx, visit: Visit, account: str) -> Opened:
    """A file with everything in it. Opened for the first time, it is being read from now on. Raises NotFound, or
    FileTakenBack."""
    file = _held(tx, visit, account)
    if file.status is Status.DISPATCHED:
        file = _moved(tx, file, Move(wanted=Status.READING, by=Mover.COLLEGE))
        _note(tx, visit, "opened", account)
    return _opened(tx, file)


def paper_of(tx: Tx, visit: Visit, account: str, digest: str) -> Paper:
    """A piece of evidence that the file's dossier names. Raises NotFound."""
    found = _opened(tx, _held(tx, visit, account))
    paper = next((each for each in found.dossier.papers if each.digest == digest), None)
    if paper is None:
        raise NotFound
    _note(tx, visit, "evidence", account)
    return paper


def content_of(paper: Paper, storage: Storage) -> bytes:
    """Its content. Raises EvidenceUnreadable."""
    if not storage.holds(paper.digest):
        raise EvidenceUnreadable
    with storage.open(paper.digest) as held:
        return held.read()


def held(tx: Tx, visit: Visit, account: str) -> File:
    """A file, held until the end of the transaction. Raises NotFound."""
    return _held(tx, visit, account)


def decide(tx: Tx, visit: Visit, file: File, *, major: str | None, reason: str | None) -> Opened:
    """Admit to a filed major, or return with a reason. It may be changed until the return is signed."""
    said = check_decision(file, major=major, reason=reason)
    if file.status is Status.DISPATCHED or file.status in DECIDED:
        file = _moved(tx, file, Move(wanted=Status.READING, by=Mover.COLLEGE))
    file = _moved(tx, file, decision(major, said))
    _note(tx, visit, "decided", file.account)
    return _opened(tx, file)


def check_decision(file: File, *, major: str | None, reason: str | None) -> str | None:
    """Whether a file may be decided so; returns the reason as it is kept. Raises DecisionUnclear, MajorNotFiled or
    ReturnSettled."""
    said = (reason or "").strip()
    if bool(major) == bool(said) or len(said) > LONGEST_REASON or not said.isprintable():
        raise DecisionUnclear(field="reason" if said else "admit", most=LONGEST_REASON)
    if major and major not in file.majors:
        raise MajorNotFiled(field="admit")
    if file.returned:
        raise ReturnSettled
    return said or None


def decision(major: str | None, reason: str | None) -> Move:
    """A college's decision as a move of the file."""
    wanted = Status.PRE_ADMIT if major else Status.PRE_REJECT
    return Move(wanted=wanted, by=Mover.COLLEGE, major=major, reason=reason)


def version_of(file: File) -> int:
    """What a decision is made on, to be named with it: a colleague who only opens the file changes nothing of it."""
    return file.revision + (file.status is Status.DISPATCHED)


def rows_of(held: Sequence[File]) -> list[Row]:
    """The decisions as they stand, as a return has them."""
    return [
        Row(candidate_number=each.candidate_number, admit=each.admitted_major,
            reason=each.reason if each.status is Status.PRE_REJECT else None)
        for each in held if each.status in DECIDED and not each.returned
    ]


def digest_of(turn: Turn, revision: int, held: Sequence[File]) -> str:
    """What two persons would sign, were the decisions handed in as they stand as this revision."""
    return returns.digest_of(turn, revision, _plain(rows_of(held)))


def hand_in(tx: Tx, visit: Visit) -> Taken:
    """The next revision of the return, made of the decisions as they stand. Raises ReturnFaulty with all its faults."""
    turn = visit.turn
    held = files.locked_of_college(tx, turn.season.code, turn.round, turn.college)
    rows = rows_of(held)
    before = kept.of_college(tx.conn, turn.season.code, turn.round, turn.college)
    revision = max((each.revision for each in before), default=0) + 1
    taken = returns.submit(tx, turn, Submission(
        revision=revision, rows=rows, digest=returns.digest_of(turn, revision, _plain(rows)), by=tx.actor,
    ))
    _note(tx, visit, "submitted")
    return taken


def sign(tx: Tx, visit: Visit, revision: int, digest: str) -> Taken:
    """The signature of the person at the desk under what they have read. Raises ReturnUnknown for no such return."""
    turn = visit.turn
    known = kept.of_college(tx.conn, turn.season.code, turn.round, turn.college)
    if revision not in {each.revision for each in known}:
        raise ReturnUnknown(revision=revision)
    taken = returns.sign(tx, turn, Signature(
        revision=revision, digest=digest, signers=[visit.subject], said_at=tx.now,
    ))
    _note(tx, visit, "signed")
    return taken


def _plain(rows: Sequence[Row]) -> list[Mapping[str, str]]:
    """Rows as a college's program would write them."""
    return [
        {"candidate_number": row.candidate_number, **({"admit": row.admit} if row.admit else {}),
         **({"reason": row.reason} if row.reason else {})}
        for row in rows
    ]


def _held(tx: Tx, visit: Visit, account: str) -> File:
    turn = visit.turn
    found = files.one(tx, turn.season.code, turn.round, turn.college, account=account, hold=True)
    if found is None:
        raise NotFound
    if found.ended is Ended.REVOKED:
        raise FileTakenBack
    return found


def _opened(tx: Tx, file: File) -> Opened:
    dossier = dossiers.of_files(tx.conn, tx.box, [file]).get(file.account)
    if dossier is None:
        raise Unavailable
    return Opened(file=file, dossier=dossier, standing=eligibility.one(tx.conn, file.account))


def _moved(tx: Tx, file: File, move: Move) -> File:
    changed = moved(file, move, at=tx.now, actor=tx.actor)
    files.put(tx, [changed])
    tx.audit("file.move", f"file/{file.id}", was=file.status, becomes=changed.status, season=file.season)
    return replace(changed, revision=file.revision + 1, has_reason=changed.reason is not None)


def _note(tx: Tx, visit: Visit, action: str, account: str | None = None) -> None:
    turn = visit.turn
    store.add(tx, action, scope=visit.scope, season=turn.season.code, no=turn.round, college=turn.college,
              account=account)
