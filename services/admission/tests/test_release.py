"""Results are released, not leaked: each status once, none before its moment."""

import pytest

from services.admission.domain.status import Held
from services.admission.tests.play import BACK, MINUTE, SEASON, Play

X, Y = ("5001", "01"), ("5002", "02")
VISIBLE = {each.no: each.result_visible_at for each in SEASON.rounds}
FLOW = SEASON.seat_flow.at if SEASON.seat_flow else VISIBLE["S1"]


@pytest.fixture
def season(play: Play) -> Play:
    """a gets X; b gets Y by its second choice; c gets nothing; d filed nothing; w withdrew; n is not eligible."""
    play.plan({X: 1, Y: 1})
    for account in "dwn":
        play.candidate(account, standing="not_eligible" if account == "n" else "eligible")
    play.withdraw("w")
    play.filed({
        "a": {"A": (X[0], [X[1]])}, "b": {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])}, "c": {"A": (X[0], [X[1]])},
        "d": {},
    })
    play.send("1")
    play.returns("1", {"a": "01", "b": None, "c": None})
    play.check("1")
    play.send("2")
    play.returns("2", {"b": "02"})
    play.check("2")
    play.send("3")
    return play


def test_results_wait_for_their_moment(season: Play) -> None:
    assert {status for account in "abc" for _, status in season.told(account)} == {"dispatched"}
    season.at(VISIBLE["1"] - MINUTE)
    assert {status for account in "abc" for _, status in season.told(account)} == {"dispatched"}
    season.at(VISIBLE["1"])
    assert season.told("a") == [("1", "dispatched"), ("1", "admitted")]
    assert set(season.told("b")) == {
        ("1", "dispatched"), ("1", "not_admitted"), ("2", "dispatched"), ("2", "admitted")}
    assert season.told("c") == [("1", "dispatched"), ("1", "not_admitted")]
    told = {row["name"]: row["told"] for row in season.facts("told")}
    assert told["admission.results_released.v1"] == 3


def test_what_ends_after_the_moment_is_told_at_once(play: Play) -> None:
    play.plan({X: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}})
    play.send("1")
    play.returns("1", {"a": "01"}, held=Held.LATE)
    play.at(VISIBLE["1"])
    assert play.told("a") == [("1", "dispatched")]
    play.rule("1", "5001", ruling="accept")
    play.check("1")
    assert play.told("a") == [("1", "dispatched"), ("1", "admitted")]


def test_everybody_ends_in_one_way(season: Play) -> None:
    season.at(FLOW)
    assert season.outcomes() == {
        "a": "admitted", "b": "admitted", "c": "unplaced", "d": "not_filed", "w": "withdrawn", "n": "not_eligible"}
    assert ("S1", "unplaced") in season.told("c")
    assert season.told("d") == []


def test_who_waits_for_a_supplementary_result_is_not_unplaced_before_it(season: Play) -> None:
    season.at(BACK["3"])
    made = season.post("/vacancies", {"number": "1号"})
    assert made.json["body"] == {"number": "1号", "held": False, "seats": []}
    season.home.settle()
    season.filed({"c": {"A": (X[0], [X[1]])}}, batch="S1")
    season.send("S1")
    season.returns("S1", {"c": None})
    season.at(FLOW)
    assert "c" not in season.outcomes()
    season.check("S1")
    assert "c" not in season.outcomes()
    season.at(VISIBLE["S1"])
    assert season.outcomes()["c"] == "unplaced"
    assert season.told("c")[-2:] == [("S1", "not_admitted"), ("S1", "unplaced")]


def test_who_is_still_held_at_the_end_is_escalated(play: Play) -> None:
    play.plan({X: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}})
    play.send("1")
    play.at(VISIBLE["S1"])
    assert play.outcomes() == {"a": "escalated"}
    play.rule("1", "5001", ruling="refuse")
    assert play.outcomes() == {"a": "unplaced"}


