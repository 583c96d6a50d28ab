"""What a workbook may hold before a reader is let near it: bounded when unpacked, bounded in rows and columns.

The reader lays a sheet out from its first cell to its last and decompresses whatever a member turns out to hold: one
cell at ``XFD1048576``, or a member longer than it says, would take the whole process with it. So every member is
unpacked here, within bounds, and packed again; the reader sees only what was measured.
"""

import io
import re
import zipfile
from collections.abc import Mapping

UNPACKED_LIMIT = 64 * 1024 * 1024
MOST_MEMBERS = 200
MOST_COLUMNS = 50
ROW_SLACK = 1000
"""Blank rows that a spreadsheet program leaves below a list."""
_SHEET = re.compile(rb"s\0?h\0?e\0?e\0?t\0?D\0?a\0?t\0?a")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,4})([0-9]{1,10})\s*["']""")
_FORMULA = re.compile(
    rb"""<(?:[\w.-]+:)?c\b[^>]*?\sr\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["'][^>]*>\s*<(?:[\w.-]+:)?f\b"""
)
_ANY_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")


class SheetUnreadable(Exception):
    """The file is not one that can be read whole and safely. ``reason``: in words for who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unpacked(content: bytes) -> dict[str, bytes]:
    """A workbook's members, each of the length that it really has. Raises SheetUnreadable, BadZipFile."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = packed.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > UNPACKED_LIMIT:
            raise SheetUnreadable("文件解压后过大，请只保留名单。")
        for member in members:
            if member.flag_bits & 1:
                raise SheetUnreadable("文件已加密，请取消密码后上传。")
            found[member.filename] = packed.read(member)  # no longer than declared, and its checksum must agree
    return found


def repacked(members: Mapping[str, bytes]) -> io.BytesIO:
    """The same members, not compressed."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    held.seek(0)
    return held


def check_extent(xml: bytes, *, most_rows: int) -> None:
    """Raise SheetUnreadable for a sheet with a cell or row beyond what a list needs, wherever it says so."""
    if not _SHEET.search(xml):
        return
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:200]:
        raise SheetUnreadable("工作表不是UTF-8编码，请用Excel另存为.xlsx后上传。")
    for column, row in set(_PLACE.findall(xml)):
        if int(row) > most_rows + ROW_SLACK or _number(column) > MOST_COLUMNS:
            raise SheetUnreadable(f"表格过大：最多{most_rows}行、{MOST_COLUMNS}列，请删除多余的行和列。")


def formulas_in(xml: bytes) -> frozenset[str]:
    """Addresses of cells whose value is computed: the reader gives the value alone."""
    found = frozenset(address.decode() for address in _FORMULA.findall(xml))
    if not found and _ANY_FORMULA.search(xml):
        raise SheetUnreadable("工作表中有公式，请将单元格粘贴为数值（文本）后上传。")
    return found


def _number(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number
