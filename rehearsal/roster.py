"""A source college's list of students as the college would send it: an XLSX workbook of text cells."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from rehearsal.courses import Candidate
from rehearsal.people import Habit, Person

HEADER = ("姓名", "证件号码", "性别", "学号", "专业代码", "专业名称", "入学年月", "预计毕业日期", "限报", "考试类别")


def enrolled(persons: Iterable[Person]) -> list[Person]:
    """Who stands in the college's list."""
    return [person for person in persons if person.habit is not Habit.NOT_IN_ROSTER]


def workbook(persons: Iterable[Person], *, spoiled: bool = False) -> bytes:
    """The list; ``spoiled`` has the mistakes that colleges make: a wrong check digit, a row twice."""
    rows = [_row(person) for person in enrolled(persons)]
    if spoiled and rows:
        first = list(rows[0])
        first[1] = first[1][:-1] + ("0" if first[1][-1] != "0" else "1")
        rows = [first, *rows[1:], rows[-1]]
    return _written("学籍信息", HEADER, rows)


GRADES = ("学号", "证件号码", "平均成绩", "排名", "总人数", "不及格门数", "操行评定")


def grades(students: Iterable[Candidate]) -> bytes:
    """The grades and conduct of those who registered."""
    return _written("成绩", GRADES, [
        (each.person.student_number, each.person.id_number, *map(str, each.grades), each.conduct) for each in students
    ])


def _row(person: Person) -> Sequence[str]:
    blocked = "是" if person.habit is Habit.BLOCKED else "否"
    return (person.name, person.id_number, person.sex, person.student_number, person.major_code, person.major,
            "2021-09", "2024-06-30", blocked, "免试")


def _written(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name)
    text = book.add_format({"num_format": "@"})
    for number, row in enumerate([header, *rows]):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text)
    book.close()
    return held.getvalue()
