"""Lists that staff take home as a workbook, fill in with another program, and bring back."""

from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page

from shared.sheets.reading import read_sheet
from tests.browser.forms import follow, press

NUMBER = "考生号"
Said = Mapping[str, Mapping[str, str]]
"""By candidate number: what is written under which title."""


def taken(page: Page, path: Path) -> Path:
    """Download the list of the page."""
    with page.expect_download() as coming:
        follow(page, "下载名单")
    coming.value.save_as(path)
    return path


def numbers(path: Path) -> list[str]:
    """The candidates of a list, in its order."""
    header, *rows = read_sheet(path.read_bytes(), most_rows=5000).rows
    return [str(row[list(header).index(NUMBER)]) for row in rows]


def fill_in(path: Path, said: Said) -> None:
    """The list with what is said of each candidate, saved anew by another program than the one that made it."""
    header, *rows = (list(row) for row in read_sheet(path.read_bytes(), most_rows=5000).rows)
    for row in rows:
        for title, value in said.get(str(row[header.index(NUMBER)]), {}).items():
            row[header.index(title)] = value
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([header, *rows]):
            for column, value in enumerate(row):
                sheet.write_string(place, column, str(value))


def bring_back(page: Page, path: Path) -> None:
    """Hand the filled-in list in; nothing of it is kept yet."""
    page.locator("[name=file]").set_input_files(path)
    press(page, "上传并核对")
