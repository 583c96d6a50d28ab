"""A list of students as a file: the cells of its first sheet."""

from services.registration.domain.rosters import MOST_ROWS, RosterUnreadable, Sheet
from shared.sheets import reading
from shared.sheets.members import SheetUnreadable


def read_sheet(content: bytes) -> Sheet:
    """The first sheet's cells, the header first. Raises RosterUnreadable, in words for the college."""
    try:
        found = reading.read_sheet(content, most_rows=MOST_ROWS)
    except SheetUnreadable as error:
        raise RosterUnreadable(reason=error.reason) from error
    return Sheet(found.rows, found.formulas)
