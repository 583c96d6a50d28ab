"""Eligibility that is revoked after dispatch takes the file back, and the seat."""

import pytest

from services.admission.tests.play import SEASON, Play

X, Y = ("5001", "01"), ("5002", "02")
VISIBLE = SEASON.rounds[0].result_visible_at


@pytest.fixture
def round1(play: Play) -> Play:
    play.plan({X: 1, Y: 1})
    play.filed({account: {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])} for account in "ab"})
    play.send("1")
    return play


def test_a_file_that_a_college_has_is_taken_back(round1: Play) -> None:
    round1.stands("a", "revoked")
    [file] = round1.facts("file", account="a")
    assert (file["status"], file["ended"], file["has_reason"]) == ("FREE", "revoked", True)
    assert round1.told("a") == [("1", "dispatched"), ("1", "free")]
    round1.returns("1", {"b": None})
    round1.check("1")
    round1.send("2")
    assert round1.sent("2") == ["b"]


def test_an_admission_is_taken_back_with_its_seat(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": None})
    round1.check("1")
    assert round1.facts("seats", college="5001")[0]["taken"] == 1
    round1.stands("a", "revoked")
    assert round1.facts("seats", college="5001")[0]["taken"] == 0
    assert round1.facts("admission") == []
    round1.at(VISIBLE)
    assert round1.told("a") == [("1", "dispatched"), ("1", "free")]


def test_a_withdrawal_takes_a_file_back_too(round1: Play) -> None:
    round1.withdraw("a")
    assert round1.facts("file", account="a")[0]["ended"] == "revoked"


def test_who_is_eligible_keeps_the_file(round1: Play) -> None:
    round1.stands("a", "eligible")
    assert round1.status("a", "1") == "DISPATCHED"


def test_a_revocation_heard_twice_takes_back_once(round1: Play) -> None:
    round1.stands("a", "revoked")
    round1.stands("a", "revoked")
    assert round1.told("a") == [("1", "dispatched"), ("1", "free")]
