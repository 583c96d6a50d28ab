"""A source college's list of students: handed in, checked whole, and only then written, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.registration.domain.rosters import (
    MOST_FAULTS,
    Checked,
    ImportClosed,
    IntakeUnclear,
    NotASourceCollege,
    Sheet,
    check_sheet,
)
from services.registration.domain.students import ID_NUMBER, NAME, STUDENT_NUMBER, Fault, Student, fault_at
from services.registration.store import accounts, box_of
from services.registration.store import records as store
from services.registration.store import rosters as files
from shared import codec, jobs
from shared.db import Seal, Tx
from shared.jobs import Job, Step
from shared.kernel import NotFound, new_id, shown
from shared.season import Season
from shared.season.windows import Place, window_at
from shared.season.words import WindowKind

KIND = "roster"
SEALED = ("name", "id_number", "student_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A file at the door: its sealed content rests in storage under ``digest``."""

    roster: str
    intake: str
    year: int
    source_college: str
    digest: str
    size: int
    dry_run: bool


def intake_of(seasons: Sequence[Season], college: str, *, now: Mapping[str, datetime], wanted: str | None) -> Season:
    """The season that this college imports for. ``now``: each intake's season time. Raises NotASourceCollege,
    ImportClosed, IntakeUnclear."""
    place = Place(college=college)
    ours = [
        (season, window_at(season, WindowKind.IMPORT, at=now[season.intake], place=place))
        for season in seasons
        if wanted in (None, season.intake, season.code)
        and any(each.code == college for each in season.source_colleges.items)
    ]
    if not ours:
        raise NotASourceCollege(field="source_college")
    ready = [season for season, standing in ours if standing.open]
    if not ready:
        closes = [standing.span.closes_at for _, standing in ours if standing.span]
        raise ImportClosed(closed=shown(max(closes)))
    if len({season.intake for season in ready}) > 1:
        raise IntakeUnclear(field="intake", intakes="、".join(sorted({season.intake for season in ready})))
    return ready[0]


def hand_in(tx: Tx, handed: HandedIn) -> str:
    """Ask for the work; returns the job's id, where the report will be."""
    files.add(tx.conn, {
        "id": handed.roster, "intake": handed.intake, "source_college": handed.source_college, "digest": handed.digest,
        "size": handed.size, "dry_run": handed.dry_run, "handed_in_by": tx.actor, "handed_in_at": tx.now,
        "recorded_at": tx.wall,
    })
    tx.audit("roster.hand_in", f"roster/{handed.roster}", source_college=handed.source_college, dry_run=handed.dry_run,
             size=handed.size)
    return jobs.enqueue(tx, KIND, **asdict(handed))


def new_roster() -> str:
    """The id of a file to be handed in: its content is sealed for it."""
    return new_id()


def check(sheet: Sheet, *, year: int) -> Checked:
    """What the file by itself says: slow for a long one, and so outside any transaction."""
    return check_sheet(sheet, year=year)


def import_roster(tx: Tx, job: Job, checked: Checked) -> Step:
    """Hold the checked rows against what is there; write them all, or report every fault and write nothing."""
    handed = HandedIn(**job.input)
    if files.roster(tx.conn, handed.roster) is None:
        raise NotFound(field="roster")
    plan = _Plan(tx, handed)
    for row, student in checked.students:
        plan.place(row, student)
    faults = sorted([*checked.faults, *plan.faults], key=lambda fault: (fault.row, fault.cell))
    if not faults and not handed.dry_run:
        store.add(tx.conn, plan.new)
        store.change(tx.conn, plan.changed)
    counted = {"rows": checked.rows, "new": len(plan.new), "changed": len(plan.changed), "same": plan.same}
    files.close(tx.conn, handed.roster, faults=len(faults), **counted)
    imported = not faults and not handed.dry_run
    tx.audit("roster.import" if imported else "roster.check", f"roster/{handed.roster}", faults=len(faults), **counted)
    report = {
        **counted, "intake": handed.intake, "source_college": handed.source_college, "dry_run": handed.dry_run,
        "imported": imported, "faults": len(faults), "errors": [asdict(fault) for fault in faults[:MOST_FAULTS]],
    }
    return Step(progress=checked.rows, total=checked.rows, report=report, done=True)


class _Plan:
    """What writing a list would do: rows to add, to change, the same; and what forbids it."""

    def __init__(self, tx: Tx, handed: HandedIn) -> None:
        self.new: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self.same = 0
        self.faults: list[Fault] = []
        self._tx = tx
        self._handed = handed
        self._box = box_of(tx.box)
        there = store.of_intake(tx.conn, handed.intake)
        own = [row for row in there if row.source_college == handed.source_college]
        self._by_person = {row.person: row for row in there}
        self._by_student = {row.student_index: row for row in own}
        self._with_account = accounts.persons_with_account(tx.conn, handed.intake)

    def place(self, row: int, student: Student) -> None:
        """Sort one student in."""
        person = self._box.blind_index("person", student.id_number)
        index = self._box.blind_index("student_number", f"{self._handed.source_college} {student.student_number}")
        digest = self._box.keyed_digest("student_records.row", codec.canonical(_plain(student)))
        known = self._by_person.get(person)
        if fault := self._forbidden(row, student, known, index):
            self.faults.append(fault)
        elif known is None:
            self.new.append(self._sealed(new_id(), student, person, index, digest))
        elif known.digest == digest:
            self.same += 1
        else:
            self.changed.append(self._sealed(known.id, student, person, index, digest))

    def _forbidden(self, row: int, student: Student, known: Row[Any] | None, index: bytes) -> Fault | None:
        if known is not None and known.source_college != self._handed.source_college:
            return fault_at(row, ID_NUMBER, "该证件号码已由其他生源院校导入，请核实。")
        holder = self._by_student.get(index)
        if holder is not None and (known is None or holder.id != known.id):
            return fault_at(row, STUDENT_NUMBER, "该学号已用于贵校另一名学生，请核实。")
        if known is not None and known.person in self._with_account:
            name = self._box.open_text(known.name, table="student_records", column="name", row=known.id)
            if name != student.name:
                return fault_at(row, NAME, "该考生已开通账号，姓名不能再通过导入更改。")
        return None

    def _sealed(self, record: str, student: Student, person: bytes, index: bytes, digest: bytes) -> dict[str, Any]:
        personal = {column: getattr(student, column) for column in SEALED}
        return {
            "id": record, "intake": self._handed.intake, "source_college": self._handed.source_college,
            "person": person, "student_index": index, "digest": digest, "sex": student.sex,
            "major_code": student.major_code, "major_name": student.major_name, "entered": student.entered,
            "graduates_on": student.graduates_on, "blocked": student.blocked, "exam_class": student.exam_class,
            "imported_at": self._tx.now, "recorded_at": self._tx.wall,
            **self._box.seal_row("student_records", record, personal),
        }


def _plain(student: Student) -> dict[str, Any]:
    return {**asdict(student), "graduates_on": student.graduates_on.isoformat()}


def sealed_content(seal: Seal, roster: str, content: bytes) -> bytes:
    """A file's content as storage keeps it: whole files of ID numbers rest nowhere in clear."""
    return seal.seal(content, table="rosters", column="content", row=roster)


def opened_content(seal: Seal, roster: str, sealed: bytes) -> bytes:
    """The opposite."""
    return seal.open(sealed, table="rosters", column="content", row=roster)
