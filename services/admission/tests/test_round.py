"""Who goes down in a round, when, and what keeps it from going."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.admission.domain.filing import leaf_of
from services.admission.domain.status import Held
from services.admission.tests.play import BACK, CLOSES, DOWN, MINUTE, Play
from services.admission.usecases.filing import content_of

X, Y = ("5001", "01"), ("5002", "02")


def to(college: tuple[str, str]) -> tuple[str, list[str]]:
    return college[0], [college[1]]


@pytest.fixture
def three(play: Play) -> Play:
    """e and c want X first, b wants Y: sealed, planned, nothing sent."""
    play.plan({X: 1, Y: 1})
    play.filed({"e": {"A": to(X), "B": to(Y)}, "a": {"A": to(X), "B": to(Y)}, "b": {"A": to(Y), "B": to(X)},
                "c": {"A": to(X)}})
    return play


def test_what_two_officers_signed_goes_down_at_its_moment(three: Play) -> None:
    made = three.post("/rounds/1/preview").json
    assert (made["files"], made["colleges"], made["left_out"]) == (4, {"5001": 3, "5002": 1}, {})
    three.both("/rounds/1", made["digest"])
    assert three.sent("1") == []
    three.at(DOWN["1"] - MINUTE)
    assert three.sent("1") == []
    three.at(DOWN["1"])
    assert three.sent("1") == ["a", "b", "c", "e"]
    assert three.told("c") == [("1", "dispatched")]


def test_unsigned_nothing_goes_and_signed_later_it_goes_at_once(three: Play) -> None:
    made = three.post("/rounds/1/preview").json
    three.post("/rounds/1/signatures", {"digest": made["digest"]})
    three.at(DOWN["1"])
    assert three.sent("1") == []
    assert three.board("1")["unsigned"] is True
    assert three.measured("rounds_unsigned") == 1
    three.at(DOWN["1"] + 60 * MINUTE)
    three.post("/rounds/1/signatures", {"digest": made["digest"]}, by=three.second)
    assert three.sent("1") == ["a", "b", "c", "e"]
    assert three.board("1")["unsigned"] is False
    assert three.measured("rounds_unsigned") == 0
    assert three.measured("round_files_dispatched") == three.measured("returns_outstanding") == 4


def test_the_same_officer_does_not_sign_twice(three: Play) -> None:
    made = three.post("/rounds/1/preview").json
    three.post("/rounds/1/signatures", {"digest": made["digest"]})
    again = three.post("/rounds/1/signatures", {"digest": made["digest"]}, by=three.officer("officer-1"))
    assert (again.status_code, again.json["code"]) == (409, "officer_signed_already")
    three.at(DOWN["1"])
    assert three.sent("1") == []


def test_another_digest_is_not_signed(three: Play) -> None:
    three.post("/rounds/1/preview")
    answer = three.post("/rounds/1/signatures", {"digest": "0" * 64})
    assert (answer.status_code, answer.json["code"]) == (409, "digest_differs")


def test_a_dry_run_asked_again_is_the_same_one(three: Play) -> None:
    one, two = three.post("/rounds/1/preview").json, three.post("/rounds/1/preview").json
    assert (one["id"], one["digest"]) == (two["id"], two["digest"])


def test_a_dry_run_of_something_else_takes_the_signatures_away(three: Play) -> None:
    made = three.post("/rounds/1/preview").json
    three.post("/rounds/1/signatures", {"digest": made["digest"]})
    three.withdraw("c")
    other = three.post("/rounds/1/preview").json
    assert (other["files"], other["signatures"]) == (3, [])
    answer = three.post("/rounds/1/signatures", {"digest": made["digest"]}, by=three.second)
    assert answer.json["code"] == "digest_differs"


def test_the_lines_of_a_dry_run_are_read_page_by_page(three: Play) -> None:
    three.post("/rounds/1/preview")
    first = three.get("/rounds/1/preview?limit=3").json
    rest = three.get(f"/rounds/1/preview?limit=3&cursor={first['next']}").json
    assert [each["account"] for each in first["items"] + rest["items"]] == ["e", "a", "c", "b"]
    assert rest["next"] is None


def test_who_lost_eligibility_after_the_signatures_does_not_go(three: Play) -> None:
    made = three.post("/rounds/1/preview").json
    three.both("/rounds/1", made["digest"])
    three.stands("a", "revoked")
    three.at(DOWN["1"])
    assert three.sent("1") == ["b", "c", "e"]


def test_nothing_goes_without_a_plan(play: Play) -> None:
    play.filed({"c": {"A": to(X)}})
    assert play.post("/rounds/1/preview").json["code"] == "plan_missing"


def test_a_round_that_the_season_does_not_have_is_not_found(three: Play) -> None:
    assert three.post("/rounds/9/preview").json["code"] == "round_unknown"


# -- the seal -----------------------------------------------------------------------------------------------------


def test_nothing_goes_before_every_filing_came(play: Play) -> None:
    play.plan()
    for account in ("a", "b"):
        play.candidate(account)
    told = play.filings({"a": {"A": to(X)}, "b": {"A": to(X)}})
    play.at(CLOSES["MAIN"] + MINUTE)
    assert play.post("/rounds/1/preview").json["code"] == "seal_not_heard"
    play.seal(told)
    play.hear(told[:1])
    assert play.post("/rounds/1/preview").json["code"] == "filings_missing"
    play.hear(told[1:])
    assert play.post("/rounds/1/preview").status_code == 201


@pytest.mark.parametrize("filings_first", [True, False])
def test_a_root_that_differs_stops_the_round(play: Play, filings_first: bool) -> None:
    play.plan()
    play.candidate("a")
    play.at(CLOSES["MAIN"] + MINUTE)
    told = play.filings({"a": {"A": to(X)}})
    forged = [replace(each, choices=[replace(each.choices[0], college="5002")]) for each in told]
    for step in ([play.hear, play.seal] if filings_first else [play.seal, play.hear]):
        step(forged if step == play.hear else told)
    assert play.post("/rounds/1/preview").json["code"] == "seal_root_differs"
    [seal] = play.facts("seal_checked")
    assert seal["root"] != seal["recomputed"]
    assert play.board("1")["seal"]["agrees"] is False
    assert play.measured("seals_differing") == 1


def test_one_filing_more_than_was_sealed_is_seen(three: Play) -> None:
    made = three.post("/rounds/1/preview").json
    three.both("/rounds/1", made["digest"])
    three.candidate("z")
    three.hear(three.filings({"z": {"A": to(X)}}))
    three.at(DOWN["1"])
    assert three.sent("1") == []
    assert three.post("/rounds/1/preview").json["code"] == "seal_root_differs"


def test_a_seal_of_another_close_is_not_dispatched_from(play: Play) -> None:
    play.plan()
    play.candidate("a")
    told = play.filings({"a": {"A": to(X)}})
    play.at(CLOSES["MAIN"] + MINUTE)
    play.seal(told, closes_at=CLOSES["MAIN"] - MINUTE)
    play.hear(told)
    assert play.post("/rounds/1/preview").json["code"] == "seal_outdated"


def test_what_was_signed_over_an_older_seal_does_not_go(three: Play) -> None:
    made = three.post("/rounds/1/preview").json
    three.both("/rounds/1", made["digest"])
    again = three.filings({"e": {"A": to(Y)}}, seal=2)
    three.seal(again, seal=2)
    three.hear(again)
    three.at(DOWN["1"])
    assert three.sent("1") == []
    three.send("1")
    assert three.sent("1") == ["e"]


# -- the next choice ----------------------------------------------------------------------------------------------


def test_who_was_not_admitted_goes_to_the_next_choice(three: Play) -> None:
    """domain.md 3.6, SEQUENTIAL: X and Y take one each; a goes to Y, which is full, and is returned; c has no B."""
    three.send("1")
    three.returns("1", {"e": "01", "a": None, "c": None, "b": "02"})
    three.check("1")
    three.send("2")
    assert three.sent("2") == ["a"]
    three.returns("2", {"a": None})
    three.check("2")
    assert {row["account"]: (row["college"], row["major"]) for row in three.facts("admission")} == {
        "e": X, "b": Y}


def test_nobody_goes_to_the_next_choice_before_the_one_before_it_went_down(three: Play) -> None:
    """Else who waits for the first choice would lose it to the second (domain.md 3.2, 1)."""
    assert three.post("/rounds/2/preview").json["code"] == "earlier_round_waits"
    three.at(DOWN["2"])
    assert three.post("/rounds/2/preview").json["code"] == "earlier_round_waits"
    three.send("1")
    assert three.post("/rounds/3/preview").json["code"] == "earlier_round_waits"
    assert three.post("/rounds/2/preview").json["left_out"] == {"held": 4}


def test_a_candidate_of_a_silent_college_is_held_by_name_and_not_sent_on(three: Play) -> None:
    three.send("1")
    three.returns("1", {"b": "02"})
    three.at(BACK["1"])
    held = three.board("1")["held"]
    assert [(each["name"], each["college"], each["why"]) for each in held] == [
        (f"考生{account}", "5001", "silent") for account in ("e", "a", "c")]
    three.check("1")
    three.send("2")
    assert three.sent("2") == []
    assert {row["held"] for row in three.facts("file", round="1", college="5001")} == {"silent"}


def test_a_held_candidate_who_is_freed_later_goes_down_then(three: Play) -> None:
    three.send("1")
    three.returns("1", {"b": None})
    three.at(BACK["1"])
    three.check("1")
    three.send("2")
    assert three.sent("2") == ["b"]
    assert three.rule("1", "5001", ruling="refuse").status_code == 201
    three.send("2")
    assert three.sent("2") == ["a", "b", "e"]


@pytest.mark.parametrize("why", list(Held))
def test_held_files_are_not_checked(three: Play, why: Held) -> None:
    three.send("1")
    three.returns("1", {"e": "01"}, held=why)
    three.check("1")
    assert three.status("e", "1") == "PRE_ADMIT"


def test_a_round_is_dispatched_over_the_version_in_force(three: Play) -> None:
    """The window is extended by a new version after the seal: the old seal is not dispatched from."""
    longer = CLOSES["MAIN"] + timedelta(hours=1)
    windows = tuple(
        replace(each, closes_at=longer) if each.batch == "MAIN" else each for each in three.season.windows
    )
    three.home.publish(replace(three.season, windows=windows), version=2)
    three.home.settle()
    assert three.post("/rounds/1/preview").json["code"] == "seal_outdated"


def test_a_reopened_candidate_s_own_filing_stands_over_the_one_before(three: Play) -> None:
    opens, closes = three.now + MINUTE, three.now + 60 * MINUTE
    given = three.order(kind="reopening", target="filing-first", candidate="c", opens_at=opens.isoformat(),
                        closes_at=closes.isoformat(), batch="MAIN-R1")
    assert given.status_code == 201, given.json
    assert three.post("/rounds/1/preview").json["code"] == "seal_not_heard"
    three.at(closes)
    own = [replace(each, batch="MAIN-R1", leaf="") for each in three.filings({"c": {"A": to(Y)}})]
    own = [replace(each, leaf=leaf_of(content_of(each)).hex()) for each in own]
    three.seal(own, batch="MAIN-R1", closes_at=closes, sealed_at=closes)
    three.hear(own)
    three.send("1")
    assert {row["account"]: row["college"] for row in three.facts("file")} == {
        "e": "5001", "a": "5001", "b": "5002", "c": "5002"}
