"""One line of a list: every cell, what is said of it, and where."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.cells import FORMULA_STARTS, day_of
from services.registration.domain.rosters import Sheet, check_sheet
from services.registration.domain.students import COLUMNS
from services.registration.tests.people import ZHANG, changed, lines

YEAR = 2030


def faults(cells: list[list[Any]], *, formulas: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    checked = check_sheet(Sheet([COLUMNS, *cells], formulas), year=YEAR)
    return [(fault.cell, fault.message) for fault in checked.faults]


def with_cell(column: str, value: Any) -> list[list[Any]]:
    return changed(lines(), 2, column, value)


def test_a_list_as_it_should_be() -> None:
    checked = check_sheet(Sheet([COLUMNS, *lines()]), year=YEAR)
    assert (checked.rows, len(checked.students), checked.faults) == (4, 4, [])
    assert checked.students[0][1].id_number == ZHANG.id_number


@pytest.mark.parametrize(("column", "value", "cell", "said"), [
    ("姓名", "", "A2", "姓名必填"), ("姓名", "Zhang", "A2", "2至50个汉字"), ("姓名", 5, "A2", "须为文本格式"),
    ("证件号码", 5.001e17, "B2", "须为文本格式"), ("证件号码", "5.00101E+17", "B2", "科学计数"),
    ("证件号码", ZHANG.id_number[:17] + "#", "B2", "末位为数字或X"),
    ("证件号码", "500101020304101", "B2", "15位旧证件"),
    ("性别", "M", "C2", "“男”或“女”"), ("性别", "女", "C2", "与证件号码不一致"),
    ("学号", 20270001, "D2", "须为文本格式"), ("学号", "#", "D2", "2至30位"),
    ("专业代码", 510203.0, "E2", "须为文本格式"), ("专业代码", "软件", "E2", "2至10位"),
    ("专业名称", "长" * 51, "F2", "最多50个字符"),
    ("专业名称", "软件\0技术", "F2", "不能使用的字符"), ("考试类别", "文史\x07", "J2", "不能使用的字符"),
    ("入学年月", "2027", "G2", "2021-09"), ("入学年月", "2027-13", "G2", "2021-09"),
    ("预计毕业日期", "2030-06", "H2", "2024-06-30"), ("预计毕业日期", "2030-02-30", "H2", "2024-06-30"),
    ("预计毕业日期", "2031-06-30", "H2", "晚于2030年"), ("预计毕业日期", "2027-06-30", "H2", "早于入学年月"),
    ("限报", "有", "I2", "“是”“否”"), ("考试类别", "", "J2", "考试类别必填"),
])
def test_what_is_said_of_a_cell(column: str, value: Any, cell: str, said: str) -> None:
    found = faults(with_cell(column, value))
    assert [where for where, _ in found] == [cell]
    assert said in found[0][1]


@pytest.mark.parametrize(("column", "value"), [
    ("姓名", " 张 伟 "), ("证件号码", f" {ZHANG.id_number} "), ("入学年月", "2027年9月"), ("入学年月", "202709"),
    ("入学年月", date(2027, 9, 1)), ("预计毕业日期", datetime(2030, 6, 30)), ("预计毕业日期", "2030/6/30"),  # noqa: DTZ001
    ("预计毕业日期", "20300630"), ("限报", "否"), ("限报", None),
])
def test_what_is_taken_in_another_spelling(column: str, value: Any) -> None:
    assert faults(with_cell(column, value)) == []


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_formula_in_text_is_refused_in_every_column(column: str, start: str) -> None:
    assert any("公式" in message for _, message in faults(with_cell(column, f"{start}1+1")))


@pytest.mark.parametrize("start", ["＝", "＋", "－", "＠", "\u3000="])
def test_a_formula_in_full_width_is_one_too(start: str) -> None:
    assert [cell for cell, said in faults(with_cell("专业名称", f"{start}1+1")) if "公式" in said] == ["F2"]


@pytest.mark.parametrize(("written", "kept"), [
    ("护理（中外合作），Ａ１班", "护理（中外合作），A1班"), ("\u3000软件技术 \u200b", "软件技术"),
    ("软件⼯程", "软件工程"), ("Ａ\u0301", "Á"), ("乙班－１２－Ｂ．５／６，－", "乙班－12-B.5/6，－"),
    ("计算机\u3000应用", "计算机 应用"), ("护理①", "护理①"), ("C++（升级版）！", "C++（升级版）！"),
])
def test_words_keep_the_punctuation_that_they_were_written_with(written: str, kept: str) -> None:
    checked = check_sheet(Sheet([COLUMNS, *with_cell("专业名称", written)]), year=YEAR)
    assert (checked.faults, checked.students[0][1].major_name) == ([], kept)


def test_codes_are_half_width_to_the_last_character() -> None:
    checked = check_sheet(Sheet([COLUMNS, *with_cell("学号", "Ａ２０２１－０１")]), year=YEAR)
    assert (checked.faults, checked.students[0][1].student_number) == ([], "A2021-01")


def test_a_formula_behind_a_value() -> None:
    assert faults(lines(), formulas=frozenset({"B3"})) == [("B3", "证件号码是公式或以“= + - @”开头，不能导入。")]


@pytest.mark.parametrize("header", [
    [], ["姓名"], [*COLUMNS[1:], COLUMNS[0]], [*COLUMNS, "备注"], [*COLUMNS[:-1], "考试类型"], [*COLUMNS, COLUMNS[0]],
])
def test_another_header_refuses_the_whole_list(header: list[str]) -> None:
    checked = check_sheet(Sheet([header, *lines()]), year=YEAR)
    assert [fault.cell for fault in checked.faults] == ["A1"]
    assert checked.students == []


def test_twice_in_one_list() -> None:
    assert faults([ZHANG.cells, ZHANG.cells]) == [("B3", "证件号码与第2行重复。"), ("D3", "学号与第2行重复。")]


def test_something_beside_the_columns() -> None:
    assert faults([[*ZHANG.cells, "请看"]]) == [("K2", "模板之外的列中有内容，请删除。")]


def test_blank_lines_are_no_students() -> None:
    checked = check_sheet(Sheet([COLUMNS, [""] * 10, *lines(), [None] * 10]), year=YEAR)
    assert (checked.rows, checked.faults) == (4, [])
    assert checked.students[0][0] == 3


def test_a_list_of_nobody() -> None:
    assert [message for _, message in faults([])] == ["名单中没有学生。"]


CELLS = st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.none(), st.dates())


@given(st.lists(st.lists(CELLS, max_size=12), max_size=6))
def test_whatever_stands_in_the_cells_is_answered(cells: list[list[Any]]) -> None:
    checked = check_sheet(Sheet([COLUMNS, *cells]), year=YEAR)
    assert checked.faults or len(checked.students) == checked.rows


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_in_any_spelling(day: date) -> None:
    year, month, of_month = day.year, day.month, day.day
    spellings = (f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{year}年{month}月{of_month}日", f"{year}/{month}/{of_month}")
    assert {day_of(each, day_needed=True) for each in spellings} == {day}
