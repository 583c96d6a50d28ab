"""What people write into cells: text and dates in their plain spelling; and a row of a list while it is looked at."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

EARLIEST = 1950
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")
_DIGIT_GROUPS = re.compile(r"[0-9]+")
_WIDE_SIGN = re.compile(r"(?<=[0-9A-Za-z])[－．／＿](?=[0-9A-Za-z])")


def plain_text(written: str) -> str:
    """A number, a date or a code: all of it half-width, without blanks at the ends or zero-width characters."""
    return _shown(unicodedata.normalize("NFKC", written))


def plain_words(written: str) -> str:
    """Words that people will read: letters, digits, blanks and the signs inside a number half-width, old forms of
    ideographs (as copied from a PDF) in their usual one, punctuation as it was written: a Chinese sentence's is
    full-width. Without blanks at the ends or zero-width characters."""
    narrow = "".join(map(_narrow, unicodedata.normalize("NFC", written)))
    return _shown(unicodedata.normalize("NFC", _WIDE_SIGN.sub(_half_width, narrow)))


def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    is_wide = unicodedata.east_asian_width(character) == "F" and (narrow.isalnum() or narrow.isspace())
    is_old_form = len(narrow) == 1 and unicodedata.category(narrow) == "Lo"
    return narrow if is_wide or is_old_form else character


def _half_width(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def _shown(text: str) -> str:
    return text.replace("\u200b", "").replace("\ufeff", "").strip()


def day_of(text: str, *, day_needed: bool) -> date | None:
    """A date as people write it: ``2024-06-30``, ``2024/6/30``, ``20240630``, ``2024年6月30日``; or a month."""
    groups = _DIGIT_GROUPS.findall(text)
    if len(groups) == 1 and len(groups[0]) in (6, 8):
        whole = groups[0]
        groups = [part for part in (whole[:4], whole[4:6], whole[6:]) if part]
    if len(groups) == 2 and not day_needed:
        groups = [*groups, "1"]
    if len(groups) != 3 or len(groups[0]) != 4:
        return None
    try:
        return date(int(groups[0]), int(groups[1]), int(groups[2]))
    except ValueError:
        return None


def _is_formula(written: str) -> bool:
    """As it stands, or once its signs are half-width."""
    return written.startswith(FORMULA_STARTS) or plain_text(written).startswith(FORMULA_STARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong where. ``row`` counts as the spreadsheet shows it, from 1; ``cell`` is ``B7``."""

    row: int
    cell: str
    column: str
    message: str


def fault_in(columns: Sequence[str], row: int, column: str, message: str) -> Fault:
    """A fault in the cell of this row and column."""
    return Fault(row=row, cell=f"{chr(ord('A') + columns.index(column))}{row}", column=column, message=message)


class Cells:
    """One row while it is looked at: each reader takes a cell and notes what is wrong with it."""

    def __init__(self, columns: Sequence[str], number: int, cells: Sequence[Any], formulas: frozenset[str]) -> None:
        self.number = number
        self.faults: list[Fault] = []
        self._columns = columns
        self._formulas = formulas
        self._cells: Mapping[str, Any] = dict(zip(columns, cells, strict=False))
        if any(cell not in (None, "") for cell in cells[len(columns):]):
            self.faults.append(Fault(row=number, cell=f"{chr(ord('A') + len(columns))}{number}", column="",
                                     message="模板之外的列中有内容，请删除。"))

    def _matching(self, column: str, form: re.Pattern[str], message: str) -> str:
        text = self._text(column)
        if text and not form.fullmatch(text):
            self._note(column, message)
        return text

    def _words(self, column: str, *, most: int) -> str:
        text = plain_words(self._written(column))
        if len(text) > most:
            self._note(column, f"{column}最多{most}个字符。")
        elif not text.isprintable():
            self._note(column, f"{column}中有换行或不能使用的字符。")
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

    def _number(self, column: str, message: str, *, low: int, high: int, places: int = 0) -> Decimal | None:
        """The cell as a number, of so many decimals at most: written as a number or as text."""
        value = self._cells.get(column)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        text = f"{value:.6f}".rstrip("0").rstrip(".") if is_number and self._is_plain(column) else self._text(column)
        if not text:
            return None
        found = Decimal(text) if _NUMBER.fullmatch(text) else None
        if found is None or not low <= found <= high or found != round(found, places):
            self._note(column, message)
            return None
        return found

    def _text(self, column: str, *, required: bool = True) -> str:
        return plain_text(self._written(column, required=required))

    def _written(self, column: str, *, required: bool = True) -> str:
        """The cell's text as it is; numbers, formulas and other kinds are noted and give nothing."""
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
        if required and not plain_text(value):
            self._note(column, f"{column}必填。")
        return value

    def _is_plain(self, column: str) -> bool:
        value = self._cells.get(column)
        address = fault_in(self._columns, self.number, column, "").cell
        if address in self._formulas or (isinstance(value, str) and _is_formula(value)):
            self._note(column, f"{column}是公式或以“= + - @”开头，不能导入。")
            return False
        return True

    def _note(self, column: str, message: str) -> None:
        fault = fault_in(self._columns, self.number, column, message)
        if fault not in self.faults:
            self.faults.append(fault)
