"""Many decisions at once: each line looked at, and written down or refused by itself, as work of the worker's."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from services.review.domain.batch import HonoursOneByOne, Line
from services.review.domain.case import Decision, Stage
from services.review.domain.decision import Reviewer, Ruling
from services.review.store import case as store
from services.review.store import queue
from services.review.store.case import Case
from services.review.usecases.case import own_chain
from services.review.usecases.chain import claimed_honours
from services.review.usecases.decision import Sitting, decide, weigh
from services.review.usecases.queue import Desk
from shared import jobs
from shared.db import Database, Seal, Tx
from shared.jobs import Job, Step
from shared.kernel import Conflict, LongmenError, NotFound
from shared.season.replica import SeasonReplica

KIND = "decisions"
SLICE = 50
"""Lines in one transaction: few enough to hold nobody up, enough that a thousand take seconds."""


class OtherIntake(Conflict):
    """Windows are looked up by one clock for a batch: that of its intake."""

    code = "other_intake"
    message = "该考生属于另一招生年度，请另行提交。"


class NothingToCommit(Conflict):
    """Only lines that were looked at and found good are written down, and only once the look is over."""

    code = "nothing_to_commit"
    message = "没有可以提交的审核结论。"


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """What was asked for. ``dry_run``: look at each line and write nothing."""

    by: str
    scope: str | None
    name: str | None
    intake: str | None
    dry_run: bool
    lines: Sequence[Mapping[str, Any]] = field(default_factory=list)

    @property
    def reviewer(self) -> Reviewer:
        return Reviewer(by=self.by, scope=self.scope)


def hand_in(tx: Tx, handed: HandedIn) -> str:
    """Ask for the work, as of now; returns the job's id, where the report will be."""
    job = jobs.enqueue(tx, KIND, **asdict(handed))
    tx.audit("batch.check" if handed.dry_run else "batch.hand_in", f"batch/{job}", lines=len(handed.lines),
             scope=handed.scope)
    return job


def note_taken(tx: Tx, reviewer: Reviewer, cases: int) -> None:
    """A list with names left the house: who took it is kept."""
    tx.audit("queue.export", f"queue/{reviewer.scope}", cases=cases)


def commit(tx: Tx, checked: Job) -> str:
    """Hand in what a look found good. Raises NothingToCommit."""
    handed = HandedIn(**checked.input)
    good = {row["row"] for row in checked.report.get("rows", []) if row["message"] is None}
    lines = [line for line in handed.lines if line["row"] in good]
    if checked.status != jobs.DONE or not handed.dry_run or not lines:
        raise NothingToCommit
    return hand_in(tx, replace(handed, dry_run=False, lines=lines))


def handed_in(conn: Connection, box: Seal, desk: Desk, lines: Sequence[Line], **said: Any) -> HandedIn:
    """Lines as they are handed in, by the clock of the first case among them that who asks may see."""
    numbers = queue.accounts_of(conn, [line.number for line in lines if line.number])
    accounts = [account for line in lines if (account := line.account or numbers.get(line.number))]
    cases = chosen(conn, box, desk, accounts[:SLICE])
    return HandedIn(by=desk.reviewer.by, scope=desk.reviewer.scope, intake=cases[0].dossier.intake if cases else None,
                    lines=[asdict(line) for line in lines], **said)


def prepare(db: Database, _job: Job) -> SeasonReplica:
    """The seasons that its lines are decided by."""
    return SeasonReplica(db, public_key="")


def decide_lines(tx: Tx, job: Job, seasons: SeasonReplica) -> Step:
    """One slice. Cases are held in one order by everybody, so that two batches never wait for each other."""
    handed, done = HandedIn(**job.input), int(job.state.get("done", 0))
    lines = [Line(**line) for line in handed.lines[done : done + SLICE]]
    accounts = queue.accounts_of(tx.conn, [line.number for line in lines if line.number])
    meant = [(line, line.account or accounts.get(line.number)) for line in lines]
    held = store.hold(tx, [account for line, account in meant if account and not line.fault])
    sitting = Sitting(reviewer=handed.reviewer, seasons=seasons, name=handed.name)
    rows = [_row(tx, line, held.get(account or ""), sitting, handed) for line, account in meant]
    done += len(lines)
    report = {"dry_run": handed.dry_run, "rows": [*job.report.get("rows", []), *rows]}
    return Step(progress=done, total=len(handed.lines), report=report, state={"done": done},
                done=done >= len(handed.lines))


def chosen(conn: Connection, box: Seal, desk: Desk, accounts: Sequence[str]) -> list[Case]:
    """Of these cases, those that who asks may see, in the order asked."""
    found = store.of_accounts(conn, box, accounts)
    return [found[account] for account in accounts if account in found and _is_seen(found[account], desk)]


def has_honours(case: Case, desk: Desk) -> bool:
    """Whether a case must be approved by itself."""
    return _claims(case, desk.seasons)


def _row(tx: Tx, line: Line, case: Case | None, sitting: Sitting, handed: HandedIn) -> dict[str, Any]:
    row = {"row": line.row, "number": line.number, "name": "", "decision": line.decision, "message": line.fault,
           "account": ""}
    if line.fault:
        return row
    try:
        chain = own_chain(case, sitting.reviewer, sitting.seasons)
        assert case is not None
        row |= {"number": case.dossier.candidate_number, "name": case.dossier.name, "account": case.account}
        if case.dossier.intake != handed.intake:  # its clock is another one
            raise OtherIntake
        ruling = _ruling(line, case, chain, sitting)
        (weigh if handed.dry_run else decide)(tx, case.account, ruling, replace(sitting, version=line.version))
    except NotFound:
        row["message"] = "没有这名考生的申报，或不由本单位审核。"
    except LongmenError as error:
        row["message"] = error.text
    return row


def _ruling(line: Line, case: Case, chain: Sequence[Stage], sitting: Sitting) -> Ruling:
    """What the line says, of the stage of who says it."""
    own = [each.id for each in chain if (each.by, each.owner) == (sitting.reviewer.by, sitting.reviewer.scope)]
    stage = case.stage if case.stage in own or not own else own[-1]
    decision = Decision(line.decision)
    if decision is Decision.APPROVED and line.version == case.version and _claims(case, sitting.seasons):
        raise HonoursOneByOne
    return Ruling(stage=stage or "", revision=case.dossier.revision, decision=decision, reason=line.reason)


def _claims(case: Case, seasons: SeasonReplica) -> bool:
    dossier = case.dossier
    return bool(claimed_honours(seasons.season(dossier.season), dossier.category, dossier.claim))


def _is_seen(case: Case, desk: Desk) -> bool:
    try:
        own_chain(case, desk.reviewer, desk.seasons)
    except NotFound:
        return False
    return True
