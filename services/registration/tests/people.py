"""People of the sample season's one source college, and their college's list as a file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import xlsxwriter

from services.registration.domain.persons import check_character
from services.registration.domain.students import COLUMNS

PASSWORD = "correct horse 42"
OTHER_PASSWORD = "battery staple 17"


def id_number(sequence: int, *, born: str = "20020304", area: str = "500101") -> str:
    """A number whose check character is right; an odd sequence is a man's."""
    digits = f"{area}{born}{sequence:03d}"
    return digits + check_character(digits)


@dataclass(frozen=True, kw_only=True)
class Student:
    """One line of the list."""

    name: str = "张伟"
    id_number: str = id_number(101)
    phone: str = "13900000001"
    student_number: str = "2027000001"
    blocked: str = ""

    @property
    def cells(self) -> list[Any]:
        sex = "男" if int(self.id_number[16]) % 2 else "女"
        return [self.name, self.id_number, sex, self.student_number, "510203", "软件技术", "2027-09", "2030-06-30",
                self.blocked, "普通"]


ZHANG = Student()
LI = Student(name="李娜", id_number=id_number(202), phone="13900000002", student_number="2027000002")
WANG = Student(name="阿依古丽·买买提", id_number=id_number(304), phone="13900000003", student_number="2027000003")
BARRED = Student(name="赵强", id_number=id_number(405), phone="13900000004", student_number="2027000004", blocked="是")
QIAN = Student(name="钱进", phone="13900000005", student_number="2027000005",
               id_number=next(number for number in map(id_number, range(501, 999, 2)) if number.endswith("X")))
EVERYBODY = (ZHANG, LI, WANG, BARRED)


def changed(rows: Sequence[Sequence[Any]], row: int, column: str, value: Any) -> list[list[Any]]:
    """The same lines with another value in one cell; ``row`` as the spreadsheet counts, its header being 1."""
    made = [list(cells) for cells in rows]
    made[row - 2][COLUMNS.index(column)] = value
    return made


def renamed(student: Student, name: str) -> Student:
    """The same person under another name."""
    return replace(student, name=name)


def lines(students: Sequence[Student] = EVERYBODY) -> list[list[Any]]:
    """The list without its header."""
    return [student.cells for student in students]


def as_csv(rows: Sequence[Sequence[Any]], *, header: Sequence[str] = COLUMNS, encoding: str = "utf-8-sig") -> bytes:
    """The list as CSV."""
    held = io.StringIO()
    csv.writer(held).writerows([header, *rows])
    return held.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], *, header: Sequence[str] = COLUMNS) -> bytes:
    """The list as a workbook, each cell of the kind that its value has; text starting with ``=`` becomes a formula."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, cells in enumerate([header, *rows]):
        for column, value in enumerate(cells):
            sheet.write(number, column, value)
    book.close()
    return held.getvalue()
