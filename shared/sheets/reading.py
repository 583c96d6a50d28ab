"""A table as a file that somebody filled in: XLSX by calamine, CSV by the standard library, nothing computed."""

import csv
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

from shared.sheets.members import MOST_COLUMNS, SheetUnreadable, check_extent, formulas_in, repacked, unpacked

NOT_A_WORKBOOK = (
    zipfile.BadZipFile, zlib.error, CalamineError, ET.ParseError, KeyError, IndexError, ValueError, StopIteration,
    NotImplementedError,  # what zipfile says of an encrypted member, or one packed in a way that it does not know
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's cells as read, the header first. ``formulas``: addresses whose value somebody else could change."""

    rows: Sequence[Sequence[Any]]
    formulas: frozenset[str] = frozenset()


def read_sheet(content: bytes, *, most_rows: int) -> Sheet:
    """The first sheet's cells, the header first. Raises SheetUnreadable, in words for who sent it."""
    if content[:4] == b"PK\x03\x04":
        return _workbook(content, most_rows)
    if content[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        raise SheetUnreadable("这是旧版Excel文件（.xls），请另存为.xlsx后上传。")
    return _text(content, most_rows)


def _workbook(content: bytes, most_rows: int) -> Sheet:
    try:
        members = unpacked(content)
        for xml in members.values():
            check_extent(xml, most_rows=most_rows)
        formulas = formulas_in(members[_first_sheet(members)])
        sheet = CalamineWorkbook.from_filelike(repacked(members)).get_sheet_by_index(0)
        return Sheet(sheet.to_python(skip_empty_area=False), formulas)
    except NOT_A_WORKBOOK as error:
        raise SheetUnreadable("文件不是有效的Excel工作簿（.xlsx），请用模板重新填写。") from error


def _first_sheet(members: Mapping[str, bytes]) -> str:
    """The name of the member that holds the first sheet, as the reader will find it."""
    book = ET.fromstring(members["xl/workbook.xml"])  # noqa: S314  (expat bounds entities; size is bounded)
    links = ET.fromstring(members["xl/_rels/workbook.xml.rels"])  # noqa: S314  (as above)
    first = book.find(f"{_MAIN}sheets/{_MAIN}sheet")
    if first is None:
        raise SheetUnreadable("工作簿中没有工作表。")
    every = links.iter(f"{_PACKAGE}Relationship")
    target = next(link.attrib["Target"] for link in every if link.attrib["Id"] == first.attrib[_REL])
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _text(content: bytes, most_rows: int) -> Sheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetUnreadable("文件既不是.xlsx，也不是UTF-8或GB18030编码的CSV。")
    if "\0" in text:
        raise SheetUnreadable("文件不是.xlsx或CSV。")
    try:
        rows: list[list[Any]] = []
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(list(row))
            if len(rows) > most_rows + 1 or len(row) > MOST_COLUMNS:
                raise SheetUnreadable(f"表格过大：最多{most_rows}行、{MOST_COLUMNS}列。")
    except csv.Error as error:
        raise SheetUnreadable("CSV格式有误，请用Excel打开检查后另存。") from error
    return Sheet(rows)
