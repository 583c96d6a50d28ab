"""One student of a source college's list: its columns, and what each cell must be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.registration.domain.cells import day_of, plain_text
from services.registration.domain.persons import id_number_fault, name_fits, plain_id_number, plain_name, sex_of

NAME, ID_NUMBER, SEX, STUDENT_NUMBER = "姓名", "证件号码", "性别", "学号"
MAJOR_CODE, MAJOR_NAME, ENTERED, GRADUATES = "专业代码", "专业名称", "入学年月", "预计毕业日期"
BLOCKED, EXAM_CLASS = "限报", "考试类别"
COLUMNS = (NAME, ID_NUMBER, SEX, STUDENT_NUMBER, MAJOR_CODE, MAJOR_NAME, ENTERED, GRADUATES, BLOCKED, EXAM_CLASS)
"""The template's header, in this order: a list of another shape is refused whole."""

LONGEST_STUDY = 12
EARLIEST = 1950
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CODE = re.compile(r"[0-9A-Za-z]{2,10}")
_STUDENT_NUMBER = re.compile(r"[0-9A-Za-z\-]{2,30}")
_SCIENTIFIC = re.compile(r"[0-9.]+E\+?[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """One row of a list, in plain spelling. ``entered`` is ``YYYY-MM``."""

    name: str
    id_number: str
    sex: str
    student_number: str
    major_code: str
    major_name: str
    entered: str
    graduates_on: date
    blocked: bool
    exam_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong where. ``row`` counts as the spreadsheet shows it, from 1; ``cell`` is ``B7``."""

    row: int
    cell: str
    column: str
    message: str


def fault_at(row: int, column: str, message: str) -> Fault:
    """A fault in the cell of this row and column."""
    return Fault(row=row, cell=f"{chr(ord('A') + COLUMNS.index(column))}{row}", column=column, message=message)


class Row:
    """One row while it is looked at: each reader takes a cell and notes what is wrong with it."""

    def __init__(self, number: int, cells: Sequence[Any], formulas: frozenset[str], year: int) -> None:
        self.number = number
        self.faults: list[Fault] = []
        self._year = year
        self._formulas = formulas
        self._cells: Mapping[str, Any] = dict(zip(COLUMNS, cells, strict=False))
        if any(cell not in (None, "") for cell in cells[len(COLUMNS):]):
            self.faults.append(Fault(row=number, cell=f"{chr(ord('A') + len(COLUMNS))}{number}", column="",
                                     message="模板之外的列中有内容，请删除。"))

    def student(self) -> Student | None:
        """The student of this row, or None with the reasons in ``faults``."""
        id_number = self._id_number()
        entered, graduates_on = self._entered(), self._graduates_on()
        found = Student(
            name=self._name(), id_number=id_number, sex=self._sex(id_number),
            student_number=self._matching(STUDENT_NUMBER, _STUDENT_NUMBER, "学号须为2至30位字母或数字。"),
            major_code=self._matching(MAJOR_CODE, _CODE, "专业代码须为2至10位字母或数字。"),
            major_name=self._words(MAJOR_NAME, most=50), entered=entered, graduates_on=graduates_on or date.min,
            blocked=self._blocked(), exam_class=self._words(EXAM_CLASS, most=20),
        )
        if entered and graduates_on and not _plausible(entered, graduates_on):
            self._note(GRADUATES, "预计毕业日期早于入学年月，或学习年限过长。")
        return None if self.faults else found

    def _name(self) -> str:
        name = plain_name(self._text(NAME))
        if name and not name_fits(name):
            self._note(NAME, "姓名须为2至50个汉字，间隔号用“·”。")
        return name

    def _id_number(self) -> str:
        number = plain_id_number(self._text(ID_NUMBER))
        if number and (fault := id_number_fault(number)):
            lost = "证件号码已被表格软件改为科学计数，末几位已丢失，请按文本重新填写。"
            self._note(ID_NUMBER, lost if _SCIENTIFIC.fullmatch(number) else fault)
            return ""
        return number

    def _sex(self, id_number: str) -> str:
        sex = self._text(SEX)
        if sex and sex not in ("男", "女"):
            self._note(SEX, "性别须为“男”或“女”。")
        elif sex and id_number and sex != sex_of(id_number):
            self._note(SEX, "性别与证件号码不一致，请核对。")
        return sex

    def _entered(self) -> str:
        found = self._day(ENTERED, "入学年月须写作2021-09。", day_needed=False)
        return f"{found:%Y-%m}" if found else ""

    def _graduates_on(self) -> date | None:
        found = self._day(GRADUATES, "预计毕业日期须写作2024-06-30。", day_needed=True)
        if found and found.year > self._year:
            self._note(GRADUATES, f"预计毕业日期晚于{self._year}年，不是本年度毕业生。")
        return found

    def _blocked(self) -> bool:
        said = self._text(BLOCKED, required=False)
        if said not in ("", "是", "否"):
            self._note(BLOCKED, "限报须为“是”“否”或留空。")
        return said == "是"

    def _matching(self, column: str, form: re.Pattern[str], message: str) -> str:
        text = self._text(column)
        if text and not form.fullmatch(text):
            self._note(column, message)
        return text

    def _words(self, column: str, *, most: int) -> str:
        text = self._text(column)
        if len(text) > most:
            self._note(column, f"{column}最多{most}个字符。")
        return text

    def _day(self, column: str, message: str, *, day_needed: bool) -> date | None:
        value = self._cells.get(column)
        if isinstance(value, date) and self._is_plain(column):
            return self._possible(column, value.date() if isinstance(value, datetime) else value, message)
        text = self._text(column)
        return self._possible(column, day_of(text, day_needed=day_needed), message) if text else None

    def _possible(self, column: str, found: date | None, message: str) -> date | None:
        if found is not None and found.year >= EARLIEST:
            return found
        self._note(column, message)
        return None

    def _text(self, column: str, *, required: bool = True) -> str:
        """The cell as text; numbers, formulas and other kinds are noted and give nothing."""
        value = self._cells.get(column)
        if not self._is_plain(column):
            return ""
        if value is None or value == "":
            if required:
                self._note(column, f"{column}必填。")
            return ""
        if not isinstance(value, str):
            self._note(column, f"{column}须为文本格式，当前为数值或日期，前导零或末几位可能已丢失。")
            return ""
        text = plain_text(value)
        if not text and required:
            self._note(column, f"{column}必填。")
        return text

    def _is_plain(self, column: str) -> bool:
        value = self._cells.get(column)
        address = fault_at(self.number, column, "").cell
        if address in self._formulas or (isinstance(value, str) and value.startswith(FORMULA_STARTS)):
            self._note(column, f"{column}是公式或以“= + - @”开头，不能导入。")
            return False
        return True

    def _note(self, column: str, message: str) -> None:
        fault = fault_at(self.number, column, message)
        if fault not in self.faults:
            self.faults.append(fault)


def _plausible(entered: str, graduates_on: date) -> bool:
    years = graduates_on.year - int(entered[:4])
    return f"{graduates_on:%Y-%m}" > entered and years <= LONGEST_STUDY
