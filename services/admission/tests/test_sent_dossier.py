"""What was sent is frozen: a dossier that changes later changes no file that is out, and officers see it."""

from typing import Any

import pytest

from services.admission.tests.college import College
from services.admission.tests.officer import Officer
from services.admission.tests.play import MINUTE, SEASON, Play
from shared.contracts.parts import Marks

X, Y = "5001", "5002"
LATE = {"marks": Marks(average="91.5", rank=1, among=60, failed=0), "conduct": "优秀"}


@pytest.fixture
def college(play: Play) -> College:
    """Round 1 is down: a and b at X; a has a second choice at Y."""
    play.plan({(X, "01"): 2, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"]), "B": (Y, ["01"])}, "b": {"A": (X, ["01"])}})
    play.send("1")
    play.at(play.now + MINUTE)
    return College(play, X)


def opened(college: College, account: str, no: str = "1") -> Any:
    return college.open(account, no).json["dossier"]


def changed(play: Play, no: str) -> list[tuple[str, str]]:
    return [(each["account"], each["college"]) for each in play.board(no)["changed"]]


def test_grades_heard_after_the_dispatch_change_no_file_that_is_out(college: College) -> None:
    before = opened(college, "a")
    college.play.dossier("a", **LATE)
    after = opened(college, "a")
    assert (after["marks"], after["conduct"]) == (before["marks"], before["conduct"]) == (None, None)


def test_a_round_that_is_told_again_tells_the_same_files(college: College) -> None:
    college.play.dossier("a", **LATE)
    college.play.stands("b", "revoked")
    again = college.letters("round_dispatch")[-1]
    assert [(file["candidate_number"], file["marks"]) for file in again["files"]] == [(college.number("a"), None)]
    assert again["revision"] == 2


def test_the_officers_see_who_it_is_about(college: College) -> None:
    play = college.play
    assert changed(play, "1") == []
    play.dossier("a", **LATE)
    assert changed(play, "1") == [("a", X)]
    read = Officer(play.home, "officer-1").open(f"/admission/board/{SEASON.code}/rounds/1")
    assert "下发后档案有更新的考生" in read
    assert college.number("a") in read


def test_the_same_dossier_told_again_is_no_change(college: College) -> None:
    college.play.dossier("a")
    assert changed(college.play, "1") == []


def test_a_second_change_leaves_the_file_as_it_went_down(college: College) -> None:
    college.play.dossier("a", **LATE)
    college.play.dossier("a", conduct="良好")
    assert opened(college, "a")["conduct"] is None
    assert changed(college.play, "1") == [("a", X)]


def test_the_next_college_gets_the_newer_one(college: College) -> None:
    play = college.play
    play.dossier("a", **LATE)
    play.returns("1", {"a": None, "b": "01"})
    play.check("1")
    play.send("2")
    assert opened(College(play, Y), "a", "2")["conduct"] == "优秀"
    assert changed(play, "2") == []
    assert opened(college, "a")["conduct"] is None
