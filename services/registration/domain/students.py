"""One student of a source college's list: its columns, and what each cell must be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.registration.domain.cells import Cells, Fault, fault_in
from services.registration.domain.persons import id_number_fault, name_fits, plain_id_number, plain_name, sex_of

NAME, ID_NUMBER, SEX, STUDENT_NUMBER = "姓名", "证件号码", "性别", "学号"
MAJOR_CODE, MAJOR_NAME, ENTERED, GRADUATES = "专业代码", "专业名称", "入学年月", "预计毕业日期"
BLOCKED, EXAM_CLASS = "限报", "考试类别"
COLUMNS = (NAME, ID_NUMBER, SEX, STUDENT_NUMBER, MAJOR_CODE, MAJOR_NAME, ENTERED, GRADUATES, BLOCKED, EXAM_CLASS)
"""The template's header, in this order: a list of another shape is refused whole."""

LONGEST_STUDY = 12
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


def fault_at(row: int, column: str, message: str) -> Fault:
    """A fault in the cell of this row and column."""
    return fault_in(COLUMNS, row, column, message)


class Row(Cells):
    """One row while it is looked at."""

    def __init__(self, number: int, cells: Sequence[Any], formulas: frozenset[str], year: int) -> None:
        super().__init__(COLUMNS, number, cells, formulas)
        self._year = year

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


def _plausible(entered: str, graduates_on: date) -> bool:
    years = graduates_on.year - int(entered[:4])
    return f"{graduates_on:%Y-%m}" > entered and years <= LONGEST_STUDY
