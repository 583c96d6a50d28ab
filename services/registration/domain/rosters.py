"""A source college's list of students: its header, what it may not hold twice, and when it is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.registration.domain.cells import Fault, plain_text
from services.registration.domain.students import (
    COLUMNS,
    ID_NUMBER,
    NAME,
    STUDENT_NUMBER,
    Row,
    Student,
    fault_at,
)
from shared.kernel import Conflict, RuleBroken

MOST_ROWS = 20_000
LARGEST = 10 * 1024 * 1024
"""Bytes of a file: more than any list of so many rows needs."""
MOST_FAULTS = 500


class RosterUnreadable(RuleBroken):
    """The file is not one that we can read whole and safely."""

    code = "roster_unreadable"
    message = "{reason}"


class ImportClosed(Conflict):
    """The season's import has closed: «1月9日17:00前导入» (registration 2024)."""

    code = "import_closed"
    message = "学籍信息导入已于{closed}截止。"


class NotASourceCollege(RuleBroken):
    """Only the source colleges of a season import for it, each its own students."""

    code = "not_a_source_college"
    message = "贵校不在可导入的生源院校名单中，或所指年度未发布。"


class NothingKept(Conflict):
    """A list is imported from the file that was checked, while it is kept: for a day, and once."""

    code = "roster_not_kept"
    message = "该文件已提交写入，或校验未通过，或已超过保存期限，请重新上传。"


class IntakeUnclear(RuleBroken):
    """The college is in several intakes whose import is open: the caller must say which one is meant."""

    code = "intake_unclear"
    message = "请指明导入到哪一个招生年度：{intakes}。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's cells as read, the header first. ``formulas``: addresses whose value somebody else could change."""

    rows: Sequence[Sequence[Any]]
    formulas: frozenset[str] = frozenset()


@dataclass(slots=True)
class Checked:
    """Rows that are as they should be, and every fault of the others."""

    students: list[tuple[int, Student]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


def check_sheet(sheet: Sheet, *, year: int) -> Checked:
    """Look at every cell. ``year`` is the intake's: nobody in it graduates later."""
    found = Checked()
    found.faults.extend(header_faults(sheet, COLUMNS))
    if found.faults:
        return found
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if any(cell not in (None, "") for cell in cells):
            found.rows += 1
            row = Row(number, cells, sheet.formulas, year)
            student = row.student()
            found.faults.extend(row.faults)
            if student is not None:
                found.students.append((number, student))
    if not found.rows:
        found.faults.append(fault_at(2, NAME, "名单中没有学生。"))
    if found.rows > MOST_ROWS:
        found.faults = [fault_at(MOST_ROWS + 2, NAME, f"一次最多导入{MOST_ROWS}人，本表有{found.rows}人，请分批导入。")]
    found.faults.extend(_twice(found.students))
    return found


def unread(error: RosterUnreadable) -> Checked:
    """What a file is worth that could not be read: one fault, where faults are looked for."""
    return Checked(faults=[Fault(row=1, cell="", column="", message=error.text)])


def header_faults(sheet: Sheet, columns: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with a list's first row: it must be the template's."""
    header = [plain_text(cell) if isinstance(cell, str) else cell for cell in (sheet.rows[0] if sheet.rows else [])]
    while header and header[-1] in (None, ""):
        header.pop()
    if header == list(columns):
        return
    missing = [column for column in columns if column not in header]
    strange = [str(cell) for cell in header if cell not in columns]
    said = [f"缺少“{'、'.join(missing)}”" if missing else "", f"多出“{'、'.join(strange)[:100]}”" if strange else ""]
    what = "，".join(part for part in said if part) or "列的顺序或次数不同"
    yield Fault(row=1, cell="A1", column="", message=f"表头与模板不一致：{what}。须依次为：{'、'.join(columns)}。")


def _twice(students: Sequence[tuple[int, Student]]) -> Iterator[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for row, student in students:
        for column, value in ((ID_NUMBER, student.id_number), (STUDENT_NUMBER, student.student_number)):
            first = seen.setdefault((column, value), row)
            if first != row:
                yield fault_at(row, column, f"{column}与第{first}行重复。")
