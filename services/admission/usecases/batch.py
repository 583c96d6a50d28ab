"""Many decisions of a college at once: each line is looked at by itself, and kept or refused by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.admission.domain.batch import Line, major_of
from services.admission.domain.status import DECIDED, OPEN, Ended, Mover, Status
from services.admission.store import desk as actions
from services.admission.store import file as files
from services.admission.store.file import File
from services.admission.usecases import desk
from services.admission.usecases.desk import FileTakenBack, Visit
from services.admission.usecases.file import Move, moved
from shared.db import Tx
from shared.kernel import LongmenError

NOT_HERE = "本轮未向贵校下发该考生。"
MAJOR_WANTED = "考生填报了多个专业，须写明录取专业。"
STALE = "该考生档案在名单下载后已有变动，请重新下载名单。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """A line, the file that it means, and the major that it admits to; ``fault``: why it cannot be kept."""

    line: Line
    file: File | None = None
    major: str | None = None
    fault: str | None = None

    @property
    def changes(self) -> bool:
        """Whether a decision that stands becomes another one."""
        if self.fault or self.file is None or self.file.status not in DECIDED:
            return False
        reason = None if self.major else self.line.reason
        return (self.file.admitted_major, self.file.reason) != (self.major, reason)


def weigh(lines: Sequence[Line], held: Sequence[File], names: Mapping[str, str]) -> list[Weighed]:
    """What would become of each line; nothing is written. ``names``: of the college's majors."""
    known = {each.candidate_number: each for each in held}
    return [_weighed(line, known.get(line.number), names) for line in lines]


def decide(tx: Tx, visit: Visit, lines: Sequence[Line], names: Mapping[str, str]) -> list[Weighed]:
    """The same, and what can be kept is: one statement for all, and for each its entry in the audit."""
    turn = visit.turn
    held = files.locked_of_college(tx, turn.season.code, turn.round, turn.college)
    weighed = weigh(lines, held, names)
    good = [each for each in weighed if each.file is not None and each.fault is None]
    opened = [_step(tx, each.file, Move(wanted=Status.READING, by=Mover.COLLEGE)) if _is_to_open(each.file)
              else each.file for each in good if each.file is not None]
    files.put(tx, [file for file, each in zip(opened, good, strict=True) if file is not each.file])
    decided = [
        _step(tx, file, desk.decision(each.major, None if each.major else each.line.reason))
        for file, each in zip(opened, good, strict=True)
    ]
    files.put(tx, decided)
    for file in decided:
        actions.add(tx, "decided", scope=visit.scope, season=turn.season.code, no=turn.round, college=turn.college,
                    account=file.account)
    return weighed


def _weighed(line: Line, file: File | None, names: Mapping[str, str]) -> Weighed:
    if line.fault or file is None:
        return Weighed(line=line, file=file, fault=line.fault or NOT_HERE)
    if file.ended is Ended.REVOKED:
        return Weighed(line=replace(line, reason=""), fault=FileTakenBack.message)
    if file.status not in OPEN or line.version != desk.version_of(file):
        return Weighed(line=line, file=file, fault=STALE)
    major = major_of(line.admit, file.majors, names) if line.admits else None
    if line.admits and major is None:
        return Weighed(line=line, file=file, fault=MAJOR_WANTED)
    try:
        desk.check_decision(file, major=major, reason=line.reason)
    except LongmenError as error:
        return Weighed(line=line, file=file, fault=error.text)
    return Weighed(line=line, file=file, major=major)


def _is_to_open(file: File | None) -> bool:
    return file is not None and (file.status is Status.DISPATCHED or file.status in DECIDED)


def _step(tx: Tx, file: File, move: Move) -> File:
    changed = moved(file, move, at=tx.now, actor=tx.actor)
    tx.audit("file.move", f"file/{file.id}", was=file.status, becomes=changed.status, season=file.season)
    return changed


