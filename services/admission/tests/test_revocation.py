"""Eligibility that is revoked after dispatch takes the file back, and the seat."""

import pytest

from services.admission.domain.status import Held
from services.admission.tests.browser import Browser
from services.admission.tests.officer import Officer
from services.admission.tests.play import BACK, SEASON, Play

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


def test_a_standing_that_this_release_does_not_know_takes_nothing_back(round1: Play) -> None:
    round1.stands("a", "suspended")
    assert round1.status("a", "1") == "DISPATCHED"
    assert [row["name"] for row in round1.facts("heard", status="waiting")] == ["review.eligibility_settled.v1"]


def test_a_revocation_heard_twice_takes_back_once(round1: Play) -> None:
    round1.stands("a", "revoked")
    round1.stands("a", "revoked")
    assert round1.told("a") == [("1", "dispatched"), ("1", "free")]


def test_a_file_taken_back_by_mistake_is_named_and_sent_again(round1: Play) -> None:
    round1.stands("a", "revoked")
    assert round1.board("1")["late"] == 0
    round1.stands("a", "eligible")
    assert round1.board("1")["late"] == 1
    round1.agreed("/rounds/1/preview", sign="/rounds/1")
    assert (round1.status("a", "1"), round1.board("1")["late"]) == ("DISPATCHED", 0)
    assert told_again(round1) == [("dispatched", 0), ("dispatched", 1), ("free", 0)]
    browser = Browser(round1.home, "candidate", subject="a", intake=SEASON.intake)
    assert "报考资格已取消" not in browser.open("/admission/results").text


def test_an_admission_taken_back_by_mistake_is_made_and_told_again(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": None})
    round1.check("1")
    round1.at(VISIBLE)
    round1.stands("a", "revoked")
    round1.stands("a", "eligible")
    assert [each["name"] for each in round1.board("1")["missed"]] == ["考生a"], "the deadline has passed: by name"
    round1.agreed("/rounds/1/preview", sign="/rounds/1")
    assert round1.facts("file", account="a", round="1")[0]["held"] == "silent", "the college returns late, by order"
    round1.returns("1", {"a": "01"}, held=Held.LATE)
    assert round1.rule("1", "5001", ruling="accept").status_code == 201
    round1.check("1")
    assert [row["major"] for row in round1.facts("admission", account="a")] == ["01"]
    assert told_again(round1) == [
        ("admitted", 0), ("admitted", 1), ("dispatched", 0), ("dispatched", 1), ("free", 0)]
    assert round1.facts("seats", college="5001")[0]["taken"] == 1


def test_a_signed_roll_says_whose_admission_on_it_was_taken_back(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": None})
    round1.check("1")
    assert struck(round1) == [(1, [])]
    round1.stands("a", "revoked")
    assert struck(round1) == [(1, [round1.numbers["a"]])]
    officer = Officer(round1.home, "officer-1")
    rolls = f"/admission/results-release/{SEASON.code}/rounds/1"
    assert "其中1人录取已取消" in officer.open(rolls)
    assert f"本册下列考生的录取已取消：{round1.numbers['a']}" in officer.open(f"{rolls}/rolls/5001/1")
    round1.stands("a", "eligible")
    round1.agreed("/rounds/1/preview", sign="/rounds/1")
    round1.returns("1", {"a": "01"})
    round1.check("1")
    assert struck(round1) == [(1, [round1.numbers["a"]]), (2, [])]


def struck(play: Play) -> list[tuple[int, list[str]]]:
    """Of each roll of the first college, who does not stand on it any more."""
    return [(each["no"], each["struck"]) for each in play.get("/rounds/1/rolls/5001").json["items"]]


def test_what_was_signed_over_a_file_before_it_was_taken_back_does_not_count_for_it_again(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": None})
    made = round1.post("/rounds/1/check", {}).json
    round1.stands("a", "revoked")
    round1.stands("a", "eligible")
    round1.agreed("/rounds/1/preview", sign="/rounds/1")
    round1.both("/rounds/1/check", made["digest"])
    assert (round1.status("a", "1"), round1.status("b", "1")) == ("DISPATCHED", "FREE")


def test_a_college_is_told_of_a_file_that_is_there_again(round1: Play) -> None:
    before = manifests(round1)
    round1.stands("a", "revoked")
    round1.stands("a", "eligible")
    round1.agreed("/rounds/1/preview", sign="/rounds/1")
    round1.home.settle()
    assert manifests(round1) > before


def test_whose_choice_was_missed_while_an_earlier_college_was_silent_is_named(round1: Play) -> None:
    round1.returns("1", {"b": None})
    round1.check("1")
    round1.send("2")
    round1.at(BACK["2"])
    assert round1.board("2")["missed"] == [], "held by name, in the first round"
    assert round1.rule("1", "5001", ruling="refuse").status_code == 201
    [missed] = round1.board("2")["missed"]
    assert (missed["account"], missed["name"], missed["college"]) == ("a", "考生a", "5002")
    officer = Officer(round1.home, "officer-1")
    assert "错过第二志愿下发" in officer.open(f"/admission/board?season={SEASON.code}")
    assert "考生a" in officer.open(f"/admission/board/{SEASON.code}/rounds/2")
    officer.send(f"/admission/board/{SEASON.code}/rounds/2/preview")
    round1.agreed("/rounds/2/preview", sign="/rounds/2")
    assert round1.board("2")["missed"] == []
    assert round1.sent("2") == ["a", "b"]


def test_who_is_restored_after_the_season_has_another_end(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": None})
    round1.check("1")
    round1.at(SEASON.rounds[-1].result_visible_at)
    assert round1.outcomes()["a"] == "admitted"
    round1.stands("a", "revoked")
    assert round1.outcomes()["a"] == "not_eligible"
    round1.stands("a", "eligible")
    assert round1.outcomes()["a"] == "unplaced"


def told_again(play: Play) -> list[tuple[str, int]]:
    """Every status that was told of the first round, and how often the file had been taken back by then."""
    return sorted((row["status"], row["again"]) for row in play.facts("release", account="a", round="1"))


def manifests(play: Play) -> int:
    """How many letters lie in the mailbox of the first college."""
    return sum(row["letters"] for row in play.facts("mailbox", college="5001"))
