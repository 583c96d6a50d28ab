"""A save and the pages around it ask the database no more than they must: their statements, one by one."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from services.choices.tests.desk import ZHANG, Desk

NAMED = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)\b.*?\b(?:FROM|INTO|UPDATE)\s+(\w+)|(UPDATE)\s+(\w+)", re.DOTALL)
OF_THE_SEASON = {"SELECT seasons", "SELECT clocks", "SELECT orders", "SELECT revoked_sessions"}
"""What the chassis remembers: read once a second, whatever is asked."""


def spoken(statement: str) -> str:
    """``INSERT outbox`` of a statement; its first word where it is about no table."""
    found = NAMED.match(statement)
    return " ".join(word for word in found.groups() if word) if found else statement.split(maxsplit=1)[0]


def asked_by(desk: Desk, act: Callable[[], Any]) -> tuple[list[str], int]:
    """The statements of a request, and its commits."""
    engine = desk.home.services["choices"].engine
    asked: list[str] = []
    commits: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(spoken(statement))

    def committed(_conn: Any) -> None:
        commits.append("commit")

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", committed)
    made = act()
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", committed)
    assert made.status_code == 200
    return [each for each in asked if each != "BEGIN" and each not in OF_THE_SEASON], len(commits)


def test_a_save_is_five_statements_and_one_commit(desk: Desk) -> None:
    desk.save("A", "10001", ["01"])  # reads the plan, and makes the guard
    five = [
        "SELECT eligibility",  # with the guard, held
        "SELECT filing_revisions",  # whether the device is known, and everything else that the save stands on
        "INSERT filings", "INSERT filing_revisions", "INSERT outbox",
    ]
    assert asked_by(desk, lambda: desk.save("B", "10002", ["03"])) == (five, 1)
    assert asked_by(desk, lambda: desk.save("A", "10003", ["05"])) == (five, 1)


def test_the_filing_page_is_seven_statements_and_the_form_of_a_choice_nine(desk: Desk) -> None:
    desk.save("A", "10001", ["01"])
    seven = ["SELECT eligibility", "SELECT dossiers", "SELECT filings", "SELECT vacancies", "SELECT terms",
             "SELECT statuses", "SELECT plans"]
    assert opened(desk, "/choices/filing") == seven
    assert opened(desk, "/choices/filing/MAIN/A") == [*seven, "SELECT plans", "SELECT vacancies"]


def opened(desk: Desk, path: str) -> list[str]:
    """The statements of a page."""
    caller = desk.by(ZHANG)
    caller.get(path, headers={"Accept": "text/html"})
    return asked_by(desk, lambda: caller.get(path, headers={"Accept": "text/html"}))[0]
