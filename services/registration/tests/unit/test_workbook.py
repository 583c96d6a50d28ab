"""Workbooks made to hurt: refused in words, before they cost anything."""

import io
import struct
import zipfile
from collections.abc import Callable
from functools import partial

import pytest

from services.registration.adapters.sheet import read_sheet
from services.registration.domain.rosters import RosterUnreadable
from services.registration.tests.people import as_csv, as_xlsx, lines

SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"


def changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with another first sheet."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == SHEET else old.read(name))
    return held.getvalue()


def with_row(xml: bytes) -> bytes:
    """A list with one more row, written by hand."""
    return changed(as_xlsx(lines()), lambda sheet: sheet.replace(END, xml + END))


def said(content: bytes) -> str:
    with pytest.raises(RosterUnreadable) as refused:
        read_sheet(content)
    return refused.value.text


def test_what_a_college_sends_is_read() -> None:
    assert read_sheet(as_xlsx(lines())).rows[1][0] == read_sheet(as_csv(lines())).rows[1][0] == "张伟"


@pytest.mark.parametrize("far", [
    b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    b"<row\nr = '900000'><c><v>1</v></c></row>",
    b'<row r="9"><c r="ZZ9" t="inlineStr"><is><t>x</t></is></c></row>',
], ids=["cell", "row", "column"])
def test_one_cell_far_away_does_not_take_the_process_with_it(far: bytes) -> None:
    assert "表格过大" in said(with_row(far))


@pytest.mark.parametrize(("row", "address"), [
    (b'<row r="9"><c r="A9"><f>1+1</f><v>2</v></c></row>', "A9"),
    (b"<row r='9'><c s='0'\n r='B9' t='str'><f t='shared' si='0'/><v>x</v></c></row>", "B9"),
])
def test_a_formula_is_seen_however_it_is_written(row: bytes, address: str) -> None:
    assert address in read_sheet(with_row(row)).formulas


def test_a_formula_without_an_address_is_refused() -> None:
    assert "公式" in said(with_row(b"<row><c><f>1+1</f><v>2</v></c></row>"))


def test_a_member_longer_than_it_says() -> None:
    xml = b'<?xml version="1.0"?><worksheet><sheetData>' + b" " * 1_000_000 + b"</sheetData></worksheet>"
    content = changed(as_xlsx(lines()), lambda _: xml)
    lying = content.replace(struct.pack("<I", len(xml)), struct.pack("<I", 100))
    assert lying != content
    assert "不是有效的Excel" in said(lying)


def test_a_sheet_in_another_encoding() -> None:
    content = changed(as_xlsx(lines()), lambda sheet: sheet.decode().encode("utf-16"))
    assert "UTF-8" in said(content)


@pytest.mark.parametrize("broken", [
    b"PK\x03\x04", as_xlsx(lines())[:-200], changed(as_xlsx(lines()), lambda _: b"<worksheet"),
], ids=["nothing", "cut off", "no XML"])
def test_broken_ones(broken: bytes) -> None:
    assert "不是有效的Excel" in said(broken)


def test_more_members_than_a_workbook_has() -> None:
    held = io.BytesIO(as_xlsx(lines()))
    with zipfile.ZipFile(held, "a") as packed:
        for number in range(300):
            packed.writestr(f"xl/{number}.xml", b"<x/>")
    assert "解压后过大" in said(held.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_as_it_is_saved(encoding: str) -> None:
    assert read_sheet(as_csv(lines(), encoding=encoding)).rows == read_sheet(as_csv(lines())).rows


@pytest.mark.parametrize("make", [partial(as_csv, encoding="utf-16"), lambda rows: b'"never closed\n' * 3],
                         ids=["utf-16", "quotes"])
def test_text_that_is_no_list(make: Callable[..., bytes]) -> None:
    assert said(make(lines()))
