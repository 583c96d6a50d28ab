"""Tables that staff get, fill in and send back."""

import io
import zipfile

import pytest

from shared.sheets.members import SheetUnreadable
from shared.sheets.reading import read_sheet
from shared.sheets.writing import Column, written

COLUMNS = [Column(title="考生号"), Column(title="结论", typed=True, choices=("通过", "不通过"))]


def test_what_was_written_is_read_as_it_was() -> None:
    rows = [["00305000000000001", "通过"], ["0", ""], ["=1+1", "@x"], ["https://x.example", "+1"]]
    found = read_sheet(written(COLUMNS, rows, title="名单"), most_rows=10)
    assert [list(row) for row in found.rows] == [["考生号", "结论"], *rows]
    assert found.formulas == frozenset()


def test_what_may_be_chosen_is_offered_in_each_row() -> None:
    with zipfile.ZipFile(io.BytesIO(written(COLUMNS, [["1", ""], ["2", ""]], title="名单"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'sqref="B2:B3"' in sheet
    assert "通过,不通过" in sheet


def test_a_list_of_nobody_has_its_header() -> None:
    found = read_sheet(written(COLUMNS, [], title="名单"), most_rows=10)
    assert [list(row) for row in found.rows] == [["考生号", "结论"]]


def test_more_rows_than_were_asked_for_are_refused() -> None:
    with pytest.raises(SheetUnreadable, match="最多3行"):
        read_sheet("\n".join(["a,b"] * 5).encode(), most_rows=3)
