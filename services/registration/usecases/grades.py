"""Grades and conduct as source colleges state them: checked whole, written whole, told with whose files they are."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.registration.domain.cells import Fault
from services.registration.domain.grades import (
    ID_NUMBER,
    STUDENT_NUMBER,
    CheckedGrades,
    Grade,
    GradesFrozen,
    check_grades,
    grade_fault,
    twice,
)
from services.registration.domain.rosters import MOST_FAULTS, Sheet
from services.registration.store import box_of, records
from services.registration.store import grades as store
from services.registration.usecases.dossiers import tell_dossiers
from services.registration.usecases.progress import season_of_college
from shared import codec, jobs
from shared.contracts.parts import Marks
from shared.db import Tx
from shared.jobs import Job, Step
from shared.kernel import shown
from shared.season import Season

KIND = "grades"


@dataclass(frozen=True, slots=True, kw_only=True)
class GradesIn:
    """A file at the door: its sealed content rests in storage under ``digest``, sealed for ``roster``. ``keep``: as
    of a list of students."""

    roster: str
    intake: str
    source_college: str
    digest: str
    dry_run: bool
    keep: bool = False


def grading_season(
    seasons: Sequence[Season], college: str, *, now: Mapping[str, datetime], wanted: str | None
) -> Season:
    """The season that this college states grades for, until its first dispatch. ``now``: each intake's season time.
    Raises NotASourceCollege, IntakeUnclear, GradesFrozen."""
    season = season_of_college(seasons, college, wanted=wanted)
    frozen_at = min(each.down_at for each in season.rounds)
    if now[season.intake] >= frozen_at:
        raise GradesFrozen(closed=shown(frozen_at))
    return season


def hand_in_grades(tx: Tx, handed: GradesIn) -> str:
    """Ask for the work; returns the job's id, where the report will be."""
    tx.audit("grades.hand_in", f"college/{handed.source_college}", intake=handed.intake, dry_run=handed.dry_run)
    return jobs.enqueue(tx, KIND, **asdict(handed))


def check(sheet: Sheet) -> CheckedGrades:
    """What the file by itself says: slow for a long one, and so outside any transaction."""
    return check_grades(sheet)


def import_grades(tx: Tx, job: Job, checked: CheckedGrades) -> Step:
    """Find each row's student; write them all, or report every fault and write nothing."""
    handed = GradesIn(**job.input)
    plan = _Plan(tx, handed)
    for row, grade in checked.grades:
        plan.place(row, grade)
    faults = sorted([*checked.faults, *plan.faults, *twice(plan.placed)], key=lambda fault: (fault.row, fault.cell))
    imported = not faults and not handed.dry_run
    told = 0
    if imported:
        store.keep(tx.conn, plan.changed)
        told = tell_dossiers(tx, [row["record"] for row in plan.changed])
    counted = {"rows": checked.rows, "changed": len(plan.changed), "same": plan.same}
    tx.audit("grades.import" if imported else "grades.check", f"college/{handed.source_college}", faults=len(faults),
             told=told, **counted)
    report = {
        **counted, "intake": handed.intake, "source_college": handed.source_college, "dry_run": handed.dry_run,
        "imported": imported, "faults": len(faults), "errors": [asdict(fault) for fault in faults[:MOST_FAULTS]],
    }
    return Step(progress=checked.rows, total=checked.rows, report=report, done=True)


class _Plan:
    """What writing a list would do; and what forbids it."""

    def __init__(self, tx: Tx, handed: GradesIn) -> None:
        self.changed: list[dict[str, Any]] = []
        self.same = 0
        self.faults: list[Fault] = []
        self.placed: list[tuple[int, str]] = []
        self._tx, self._box, self._college = tx, box_of(tx.box), handed.source_college
        records.hold_of_college(tx.conn, intake=handed.intake, college=handed.source_college)
        there = store.of_college(tx.conn, intake=handed.intake, college=handed.source_college)
        self._by_person = {row.person: row for row in there}
        self._by_student = {row.student_index: row for row in there}

    def place(self, row: int, grade: Grade) -> None:
        """Sort one row in."""
        number = f"{self._college} {grade.student_number}"
        found = {
            STUDENT_NUMBER: self._by_student.get(self._box.blind_index("student_number", number)),
            ID_NUMBER: self._by_person.get(self._box.blind_index("person", grade.id_number)),
        }
        asked = {STUDENT_NUMBER: grade.student_number, ID_NUMBER: grade.id_number}
        missing = [column for column, written in asked.items() if written and found[column] is None]
        self.faults.extend(grade_fault(row, column, f"本校学籍信息中没有这个{column}。") for column in missing)
        ours = [held for column, held in found.items() if asked[column] and held is not None]
        if missing or not ours:
            return
        if len({held.id for held in ours}) > 1:
            self.faults.append(grade_fault(row, ID_NUMBER, "学号与证件号码不是同一名学生，请核对。"))
            return
        self._keep(row, ours[0], grade)

    def _keep(self, row: int, held: Any, grade: Grade) -> None:
        self.placed.append((row, held.id))
        marks = codec.canonical(
            Marks(average=grade.average, rank=grade.rank, among=grade.among, failed=grade.failed)
        ).decode()
        digest = self._box.keyed_digest("grades.row", codec.canonical([held.id, marks, grade.conduct]))
        if held.digest == digest:
            self.same += 1
            return
        self.changed.append({
            "record": held.id, "digest": digest, "graded_at": self._tx.now, "recorded_at": self._tx.wall,
            **self._box.seal_row("grades", held.id, {"marks": marks, "conduct": grade.conduct}),
        })
