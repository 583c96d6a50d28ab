"""A source college's list of grades and conduct: its columns, what each cell must be, and until when it is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.registration.domain.cells import Cells, Fault, fault_in
from services.registration.domain.persons import id_number_fault, plain_id_number
from services.registration.domain.rosters import MOST_ROWS, RosterUnreadable, Sheet, header_faults
from shared.kernel import Conflict

STUDENT_NUMBER, ID_NUMBER, AVERAGE, RANK = "学号", "证件号码", "平均成绩", "排名"
AMONG, FAILED, CONDUCT = "总人数", "不及格门数", "操行评定"
COLUMNS = (STUDENT_NUMBER, ID_NUMBER, AVERAGE, RANK, AMONG, FAILED, CONDUCT)
"""The template's header. A student is found by student number or ID number; where both stand they must be one's own."""
LONGEST_CONDUCT = 100


class GradesFrozen(Conflict):
    """«结合考生志愿、在校期间成绩、在校期间表现»: colleges decide by one state of them, that of the first dispatch."""

    code = "grades_frozen"
    message = "在校成绩和操行评定已于{closed}冻结，不能再上传或更改。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One row of a list, in plain spelling; ``average`` of 100, with two decimals at most."""

    student_number: str
    id_number: str
    average: str
    rank: int
    among: int
    failed: int
    conduct: str


@dataclass(slots=True)
class CheckedGrades:
    """Rows that are as they should be, and every fault of the others."""

    grades: list[tuple[int, Grade]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


def grade_fault(row: int, column: str, message: str) -> Fault:
    """A fault in the cell of this row and column."""
    return fault_in(COLUMNS, row, column, message)


def check_grades(sheet: Sheet) -> CheckedGrades:
    """Look at every cell."""
    found = CheckedGrades(faults=list(header_faults(sheet, COLUMNS)))
    if found.faults:
        return found
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if any(cell not in (None, "") for cell in cells):
            found.rows += 1
            row = GradeRow(COLUMNS, number, cells, sheet.formulas)
            grade = row.grade()
            found.faults.extend(row.faults)
            if grade is not None:
                found.grades.append((number, grade))
    if not found.rows:
        found.faults.append(grade_fault(2, STUDENT_NUMBER, "名单中没有学生。"))
    if found.rows > MOST_ROWS:
        said = f"一次最多上传{MOST_ROWS}人，本表有{found.rows}人，请分批上传。"
        found.faults = [grade_fault(MOST_ROWS + 2, STUDENT_NUMBER, said)]
    return found


def unread_grades(error: RosterUnreadable) -> CheckedGrades:
    """What a file is worth that could not be read: one fault, where faults are looked for."""
    return CheckedGrades(faults=[Fault(row=1, cell="", column="", message=error.text)])


def twice(records: Sequence[tuple[int, str]]) -> Iterator[Fault]:
    """Rows that are about a student of an earlier row. ``records``: (row, whose record)."""
    seen: dict[str, int] = {}
    for row, record in records:
        first = seen.setdefault(record, row)
        if first != row:
            yield grade_fault(row, STUDENT_NUMBER, f"与第{first}行是同一名学生。")


class GradeRow(Cells):
    """One row while it is looked at."""

    def grade(self) -> Grade | None:
        """The grades of this row, or None with the reasons in ``faults``."""
        student_number, id_number = self._text(STUDENT_NUMBER, required=False), self._id_number()
        if not student_number and not id_number and not self.faults:
            self._note(STUDENT_NUMBER, "学号和证件号码至少填写一项。")
        average = self._number(AVERAGE, "平均成绩须为0至100，最多两位小数。", low=0, high=100, places=2)
        rank = self._number(RANK, "排名须为不小于1的整数。", low=1, high=MOST_ROWS)
        among = self._number(AMONG, "总人数须为不小于1的整数。", low=1, high=MOST_ROWS)
        failed = self._number(FAILED, "不及格门数须为0至99的整数。", low=0, high=99)
        conduct = self._words(CONDUCT, most=LONGEST_CONDUCT)
        if rank is not None and among is not None and rank > among:
            self._note(RANK, "排名大于总人数，请核对。")
        if self.faults or average is None or rank is None or among is None or failed is None:
            return None
        return Grade(student_number=student_number, id_number=id_number, average=_plain(average), rank=int(rank),
                     among=int(among), failed=int(failed), conduct=conduct)

    def _id_number(self) -> str:
        number = plain_id_number(self._text(ID_NUMBER, required=False))
        if number and (fault := id_number_fault(number)):
            self._note(ID_NUMBER, fault)
        return number


def _plain(average: Any) -> str:
    text = f"{average:.2f}"
    return text.rstrip("0").rstrip(".")
