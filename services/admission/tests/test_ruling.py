"""Late, over-full and silent colleges: nobody decides in their stead but two officers in writing."""

import pytest

from services.admission.domain.status import Held
from services.admission.tests.college import College
from services.admission.tests.play import BACK, DOWN, MINUTE, Play

X, Y = ("5001", "01"), ("5002", "02")


@pytest.fixture
def round1(play: Play) -> Play:
    """Three at X, which has two seats; all of them have Y next."""
    play.plan({X: 2, Y: 3})
    play.filed({account: {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])} for account in "abc"})
    play.send("1")
    return play


def test_a_late_return_that_is_accepted_counts(round1: Play) -> None:
    round1.at(BACK["1"] + MINUTE)
    round1.returns("1", {"a": "01", "b": None, "c": None}, held=Held.LATE)
    assert round1.rule("1", "5001", ruling="accept").status_code == 201
    round1.check("1")
    assert [round1.status(account, "1") for account in "abc"] == ["ADMITTED", "FREE", "FREE"]


def test_a_late_return_that_is_refused_frees_its_candidates_for_their_next_choice(round1: Play) -> None:
    round1.at(BACK["1"] + MINUTE)
    round1.returns("1", {"a": "01", "b": None, "c": None}, held=Held.LATE)
    round1.rule("1", "5001", ruling="refuse")
    assert {row["ended"] for row in round1.facts("file", round="1")} == {"ruled"}
    assert all(row["has_reason"] for row in round1.facts("file", round="1"))
    round1.send("2")
    assert round1.sent("2") == ["a", "b", "c"]


def test_an_over_full_return_that_is_accepted_gets_its_seats_by_number(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": "01", "c": "01"}, held=Held.OVER_FULL)
    round1.rule("1", "5001", ruling="accept")
    [seats] = round1.facts("seats", college="5001")
    assert (seats["seats"], seats["granted"]) == (3, 1)
    round1.check("1")
    assert round1.facts("seats", college="5001")[0]["taken"] == 3


def test_an_over_full_return_that_is_refused_goes_back_while_the_college_may_return(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": "01", "c": "01"}, held=Held.OVER_FULL)
    round1.rule("1", "5001", ruling="refuse")
    assert {round1.status(account, "1") for account in "abc"} == {"READING"}
    assert {row["held"] for row in round1.facts("file")} == {None}


def test_one_officer_rules_nothing(round1: Play) -> None:
    round1.at(BACK["1"])
    body = {"ruling": "refuse", "number": "1号", "reason": "未返回"}
    made = round1.post("/rounds/1/colleges/5001/rulings", body).json
    again = round1.post("/rounds/1/colleges/5001/rulings/signatures", {"digest": made["digest"]})
    assert again.json["code"] == "officer_signed_already"
    assert {row["held"] for row in round1.facts("file")} == {"silent"}


@pytest.mark.parametrize(("body", "code"), [
    ({"ruling": "accept"}, "nothing_to_accept"), ({"ruling": "refuse", "reason": " "}, "ruling_incomplete"),
    ({"ruling": "perhaps"}, "invalid_input"), ({"ruling": "refuse", "number": ""}, "invalid_input"),
])
def test_a_ruling_says_what_it_must(round1: Play, body: dict[str, str], code: str) -> None:
    round1.at(BACK["1"])
    answer = round1.rule("1", "5001", **body)
    assert answer.status_code in (409, 422)
    assert answer.json["code"] == code or code == "invalid_input"


def test_only_what_is_held_is_ruled_on(round1: Play) -> None:
    assert round1.rule("1", "5001", ruling="refuse").json["code"] == "nothing_held"


def test_a_college_that_is_silent_is_told_of_once(round1: Play) -> None:
    round1.at(BACK["1"])
    round1.at(BACK["1"] + MINUTE)
    told = {row["name"]: row["told"] for row in round1.facts("told")}
    assert told["admission.return_overdue.v1"] == 1


def test_an_extended_college_is_overdue_when_its_extension_ends(round1: Play) -> None:
    longer = BACK["1"] + 60 * MINUTE
    given = round1.order(kind="extension", target="round.1", college="5001", closes_at=longer.isoformat())
    assert given.status_code == 201, given.json
    round1.at(BACK["1"])
    assert {row["held"] for row in round1.facts("file")} == {None}
    round1.at(longer)
    assert {row["held"] for row in round1.facts("file")} == {"silent"}
    told = {row["name"]: row["told"] for row in round1.facts("told")}
    assert told["admission.return_overdue.v1"] == 1


def test_an_extension_does_not_pass_the_next_dispatch(round1: Play) -> None:
    too_long = (DOWN["2"] + MINUTE).isoformat()
    given = round1.order(kind="extension", target="round.1", college="5001", closes_at=too_long)
    assert given.json["code"] == "order_past_dispatch"


def test_a_silent_college_that_opens_or_decides_a_file_does_not_let_it_go(round1: Play) -> None:
    """It is held until a return counts, or officers rule: looking at it after the deadline changes nothing."""
    round1.at(BACK["1"])
    desk = College(round1, X[0])
    assert desk.open("a").status_code == 200
    assert desk.decide("b", admit="01").status_code == 200
    assert {row["held"] for row in round1.facts("file", round="1")} == {"silent"}
    assert [each["account"] for each in round1.board("1")["held"]] == ["a", "b", "c"]
    assert round1.rule("1", X[0], ruling="refuse").status_code == 201
    assert {row["ended"] for row in round1.facts("file", round="1")} == {"ruled"}
    round1.send("2")
    assert round1.sent("2") == ["a", "b", "c"]


def test_an_extended_silent_college_returns_and_nothing_is_held(round1: Play) -> None:
    round1.at(BACK["1"])
    later = round1.now + 60 * MINUTE
    assert round1.order(kind="extension", target="round.1", college=X[0],
                        closes_at=later.isoformat()).status_code == 201
    desk = College(round1, X[0])
    for account, decision in (("a", {"admit": "01"}), ("b", {"admit": "01"}), ("c", {"reason": "未通过"})):
        assert desk.decide(account, **decision).status_code == 200
    assert desk.both(desk.hand_in().json).json["standing"] == "signed"
    assert {row["held"] for row in round1.facts("file", round="1")} == {None}
    round1.check("1")
    assert [round1.status(account, "1") for account in "abc"] == ["ADMITTED", "ADMITTED", "FREE"]


def test_a_silent_college_whose_extension_ends_is_told_of_again(round1: Play) -> None:
    round1.at(BACK["1"])
    later = round1.now + 60 * MINUTE
    assert round1.order(kind="extension", target="round.1", college=X[0],
                        closes_at=later.isoformat()).status_code == 201
    round1.at(later)
    told = [row["told"] for row in round1.facts("told") if row["name"] == "admission.return_overdue.v1"]
    assert told == [2]
    assert {row["held"] for row in round1.facts("file", round="1")} == {"silent"}


def test_what_goes_back_after_the_deadline_is_held_at_once(round1: Play) -> None:
    """No later moment would hold it: its college may not return any more, and nobody would rule on it."""
    round1.returns("1", {"a": "01", "b": None, "c": None})
    round1.at(BACK["1"])
    round1.check("1", send_back=["b"])
    assert [(each["account"], each["why"]) for each in round1.board("1")["held"]] == [("b", "silent")]
    assert round1.rule("1", X[0], ruling="refuse").status_code == 201
    round1.send("2")
    assert round1.sent("2") == ["b", "c"]


def test_what_goes_down_after_the_deadline_is_held_at_once(round1: Play) -> None:
    """A round that was signed when its colleges could not return any more: officers extend, or rule."""
    round1.returns("1", {"a": None, "b": None, "c": None})
    round1.check("1")
    round1.at(BACK["2"])
    round1.send("2")
    assert [(each["account"], each["why"]) for each in round1.board("2")["held"]] == [
        (account, "silent") for account in "abc"]
    told = [row["told"] for row in round1.facts("told") if row["name"] == "admission.return_overdue.v1"]
    assert told == [1]
