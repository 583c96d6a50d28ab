"""A table as XLSX for staff: every cell is text, so that no number loses digits and nothing is computed."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHOICES = 255
"""Characters in a list to choose from: a spreadsheet program takes no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``typed``: staff write here; ``choices``: what they may write."""

    title: str
    width: int = 16
    typed: bool = False
    choices: tuple[str, ...] = ()


def written(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """A workbook of one sheet, its header kept in sight."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        sheet = book.add_worksheet(title)
        header = book.add_format({"bold": True, "bg_color": "#EAF1F8", "bottom": 1, "num_format": "@"})
        typed = book.add_format({"bold": True, "bg_color": "#FDF3DD", "bottom": 1, "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width, text)
            sheet.write_string(0, number, column.title, typed if column.typed else header)
        last = 0
        for last, row in enumerate(rows, start=1):
            for number, value in enumerate(row):
                sheet.write_string(last, number, value, text)
        for number, column in enumerate(columns):
            if column.choices and last:
                sheet.data_validation(1, number, last, number, _one_of(column))
        sheet.freeze_panes(1, 0)
    return held.getvalue()


def _one_of(column: Column) -> dict[str, object]:
    message = f"请填写：{'、'.join(column.choices)}。"[:MOST_CHOICES]
    return {"validate": "list", "source": list(column.choices), "error_title": column.title, "error_message": message}
