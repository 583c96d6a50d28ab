"""A college that looks into its mailbox before its letters are posted looks again."""

from typing import Any

import pytest

from rehearsal.colleges import Mailbox
from shared.college_client.letters import digest, letter

FILES = [{"candidate_number": "24500000000010", "category": "veteran", "majors": ["01"], "honours": []}]
SEATS = {"majors": [{"code": "01", "seats": {"veteran": 2}}]}


class Answer:
    """What the mailbox gave."""

    def __init__(self, letters: list[dict[str, Any]], after: int) -> None:
        self.page = {"items": [{"letter": each} for each in letters], "next": after + len(letters), "more": False}

    def json(self) -> dict[str, Any]:
        return self.page


class Slow:
    """A person of the college, whose mailbox fills between the first look and the second."""

    def __init__(self, letters: list[dict[str, Any]]) -> None:
        self.looks = 0
        self.letters = letters

    def ask(self, method: str, service: str, path: str, *, params: dict[str, Any]) -> Answer:
        assert (method, service, path) == ("GET", "admission", "/colleges/5003/mailbox")
        self.looks += 1
        return Answer(self.letters[params["after"]:] if self.looks > 1 else [], params["after"])


@pytest.fixture
def letters() -> list[dict[str, Any]]:
    told: list[tuple[str, dict[str, Any]]] = [
        ("round_announced.v1", SEATS), ("round_dispatch.v1", {"revision": 1, "n": 1, "files": FILES}),
        ("round_manifest.v1", {"revision": 1, "parts": 1, "count": 1, "files_digest": digest(FILES)}),
    ]
    return [letter(kind, college="5003", season="s", round="3", content=content) for kind, content in told]


def test_letters_that_come_a_moment_later_are_waited_for(letters: list[dict[str, Any]]) -> None:
    somebody: Any = Slow(letters)
    task = Mailbox("5003", "s", [somebody]).fetch("3")
    assert task.files == FILES
    assert somebody.looks == 2
