"""A list of students as a file: XLSX by calamine, CSV by the standard library, nothing computed, nothing trusted."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

from services.registration.domain.rosters import MOST_ROWS, RosterUnreadable, Sheet

UNPACKED_LIMIT = 100 * 1024 * 1024
MOST_COLUMNS = 50
FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f\b')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def read_sheet(content: bytes) -> Sheet:
    """The first sheet's cells, the header first. Raises RosterUnreadable, in words for the college."""
    if content[:4] == b"PK\x03\x04":
        return _workbook(content)
    if content[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        raise RosterUnreadable(reason="这是旧版Excel文件（.xls），请另存为.xlsx后上传。")
    return _text(content)


def _workbook(content: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_bomb(packed)
            formulas = frozenset(_formulas(packed))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS + 1 or sheet.total_width > MOST_COLUMNS:
            raise RosterUnreadable(reason=f"表格过大：最多{MOST_ROWS}行、{MOST_COLUMNS}列。")
        return Sheet(sheet.to_python(skip_empty_area=False), formulas)
    except (zipfile.BadZipFile, CalamineError, ET.ParseError, KeyError, IndexError, ValueError) as error:
        raise RosterUnreadable(reason="文件不是有效的Excel工作簿（.xlsx），请用模板重新填写。") from error


def _refuse_bomb(packed: zipfile.ZipFile) -> None:
    """Sizes as declared; zipfile stops a member that turns out longer than it says."""
    if sum(member.file_size for member in packed.infolist()) > UNPACKED_LIMIT:
        raise RosterUnreadable(reason="文件解压后过大，请只保留学生名单。")


def _formulas(packed: zipfile.ZipFile) -> Iterator[str]:
    """Addresses of the first sheet's cells whose value is computed: calamine gives the value alone."""
    book = ET.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314  (expat bounds entities; size is bounded)
    first = book.find(f"{_MAIN}sheets/{_MAIN}sheet")
    links = ET.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  (as above)
    if first is None:
        raise RosterUnreadable(reason="工作簿中没有工作表。")
    targets = {link.attrib["Id"]: link.attrib["Target"] for link in links.iter(f"{_PACKAGE}Relationship")}
    target = targets[first.attrib[_REL]]
    path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    yield from (address.decode() for address in FORMULA.findall(packed.read(path)))


def _text(content: bytes) -> Sheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RosterUnreadable(reason="文件既不是.xlsx，也不是UTF-8或GB18030编码的CSV。")
    if "\0" in text:
        raise RosterUnreadable(reason="文件不是.xlsx或CSV。")
    try:
        rows: list[list[Any]] = []
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(list(row))
            if len(rows) > MOST_ROWS + 1 or len(row) > MOST_COLUMNS:
                raise RosterUnreadable(reason=f"表格过大：最多{MOST_ROWS}行、{MOST_COLUMNS}列。")
    except csv.Error as error:
        raise RosterUnreadable(reason="CSV格式有误，请用Excel打开检查后另存。") from error
    return Sheet(rows)
