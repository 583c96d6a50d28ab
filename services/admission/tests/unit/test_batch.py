"""Lines of a list that a college filled in: what they mean, and why one cannot even be tried."""

import pytest

from services.admission.domain.batch import BatchUnreadable, major_of, read_lines

HEADER = ["考生号", "姓名", "版本", "结论", "专业", "理由"]
NAMES = {"01": "软件工程", "02": "护理学"}


def row(number: object = "305", version: object = "2", said: object = "录取", major: object = "01",
        reason: object = "") -> list[object]:
    return [number, "某某", version, said, major, reason]


def test_lines_without_a_conclusion_are_left_out() -> None:
    lines = read_lines([HEADER, row(), row("306", said=""), row("307", said="退档", major="", reason="未参加考查")],
                       frozenset())
    assert [(each.row, each.number, each.admits, each.admit, each.reason) for each in lines] == [
        (2, "305", True, "01", ""), (4, "307", False, "", "未参加考查")]


@pytest.mark.parametrize(("changed", "said"), [
    ({"said": "同意"}, "结论须填写"), ({"version": "x"}, "版本"), ({"version": 2.5}, "版本"),
    ({"number": 305.0}, "考生号须为文本"), ({"reason": "=1+1"}, "是公式"), ({"reason": "长" * 501}, "最多500字"),
])
def test_what_cannot_be_tried_says_why(changed: dict[str, object], said: str) -> None:
    (line,) = read_lines([HEADER, row(**changed)], frozenset())
    assert line.fault
    assert said in line.fault


def test_a_computed_cell_is_no_decision() -> None:
    (line,) = read_lines([HEADER, row(said="")], frozenset({"D2"}))
    assert line.fault == "“结论”是公式或以“= + - @”开头，不予采用。"


def test_a_candidate_stands_in_one_line() -> None:
    first, second = read_lines([HEADER, row(), row()], frozenset())
    assert (first.fault, second.fault) == (None, "与第2行的考生号重复。")


@pytest.mark.parametrize("rows", [[], [HEADER[:-1]], [HEADER], [HEADER, row(said="")]])
def test_another_list_is_not_read(rows: list[list[object]]) -> None:
    with pytest.raises(BatchUnreadable):
        read_lines(rows, frozenset())


@pytest.mark.parametrize(("written", "filed", "code"), [
    ("01", ["01", "02"], "01"), ("软件工程", ["01", "02"], "01"), ("02 护理学", ["01", "02"], "02"), ("", ["02"], "02"),
    ("", ["01", "02"], None), ("77", ["01"], "77"), ("77 别的", ["01"], "77")])
def test_a_major_is_named_by_code_or_name(written: str, filed: list[str], code: str | None) -> None:
    assert major_of(written, filed, NAMES) == code
