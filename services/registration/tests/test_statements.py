"""A small write asks the database no more than it must: the statements of an invitation, one by one."""

import re
from typing import Any

from sqlalchemy import event

from services.registration.tests.front import API, Front

NAMED = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)\b.*?\b(?:FROM|INTO|UPDATE)\s+(\w+)|(UPDATE)\s+(\w+)", re.DOTALL)


REMEMBERED = "SELECT revoked_sessions"
"""Read once a second."""


def spoken(statement: str) -> str:
    """``INSERT audit`` of a statement; its first word where it is about no table."""
    found = NAMED.match(statement)
    return " ".join(word for word in found.groups() if word) if found else statement.split(maxsplit=1)[0]


def test_an_invitation_is_a_question_three_inserts_and_one_commit(front: Front) -> None:
    ask = {"role": "reviewer", "scope": "cq-authority"}
    assert front.officer.post(f"{API}/invitations", json={"email": "first@example.cn", **ask}).status_code == 201
    engine = front.home.services["registration"].engine
    asked: list[str] = []
    commits: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(spoken(statement))

    def committed(_conn: Any) -> None:
        commits.append("commit")

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", committed)
    made = front.officer.post(f"{API}/invitations", json={"email": "second@example.cn", **ask})
    assert made.status_code == 201
    assert [each for each in asked if each not in {"BEGIN", REMEMBERED}] == [
        "SELECT staff", "INSERT invitations", "INSERT audit", "INSERT outbox",  # on PostgreSQL these three are one
    ]
    assert len(commits) == 1
