"""Colleges that a choice is not sent to: full ones where the season passes over them, those of a higher tier."""

from dataclasses import replace

from services.admission.tests.play import API, DOWN, Play
from shared.season.words import WhenFull

X, Y = ("5001", "01"), ("5002", "02")


def to(college: tuple[str, str]) -> tuple[str, list[str]]:
    return college[0], [college[1]]


def test_a_full_college_is_passed_over_where_the_season_says_so(play: Play) -> None:
    season = replace(play.season, when_full=replace(play.season.when_full, policy=WhenFull.SKIP))
    play.home.publish(season, version=2)
    play.plan({X: 1, Y: 1})
    play.filed({"e": {"A": to(X), "B": to(Y)}, "a": {"A": to(X), "B": to(X), "C": to(Y)}})
    play.send("1")
    play.returns("1", {"e": "01", "a": None})
    play.check("1")
    made = play.post("/rounds/2/preview").json
    assert (made["files"], made["left_out"]) == (0, {"admitted": 1, "full": 1})
    play.both("/rounds/2", made["digest"])
    play.at(DOWN["2"])
    play.send("3")
    assert play.sent("3") == ["a"]


def test_a_college_that_became_full_after_the_signatures_is_passed_over_too(play: Play) -> None:
    """Its last seat was taken, by a late check, between the signatures under the second round and its moment."""
    season = replace(play.season, when_full=replace(play.season.when_full, policy=WhenFull.SKIP))
    play.home.publish(season, version=2)
    play.plan({X: 1, Y: 1})
    play.filed({"e": {"A": to(Y)}, "a": {"A": to(X), "B": to(Y)}})
    play.send("1")
    play.returns("1", {"e": "02", "a": None})
    made = play.post("/rounds/1/check", {"send_back": ["e"]}).json
    play.both("/rounds/1/check", made["digest"])
    signed = play.post("/rounds/2/preview").json
    assert signed["files"] == 1
    play.both("/rounds/2", signed["digest"])
    play.returns("1", {"e": "02"})
    play.check("1")
    play.at(DOWN["2"])
    assert play.sent("2") == []


def test_who_fell_below_a_college_s_tier_after_filing_goes_to_the_next_choice(play: Play) -> None:
    """The college publishes the lowest tier that it takes (domain.md 2.3); review may settle a claim anew."""
    profile = {"season": play.season.code, "min_tier": "NAT1", "honours": "none"}
    staff = play.home.as_role("admission_college", service="admission", scope=X[0])
    assert staff.put(f"{API}/colleges/{X[0]}/profile", json=profile).status_code == 200
    play.plan({X: 2, Y: 1})
    play.filed({account: {"A": to(X), "B": to(Y)} for account in "abv"})
    play.stands("a", "eligible", tier="NAT1")
    play.stands("b", "eligible", tier="NAT2")
    made = play.post("/rounds/1/preview").json
    assert (made["files"], made["left_out"]) == (2, {"tier_too_low": 1})
    play.both("/rounds/1", made["digest"])
    play.stands("a", "eligible", tier="NAT2")
    play.at(DOWN["1"])
    assert play.sent("1") == ["v"]
    play.send("2")
    assert play.sent("2") == ["a", "b"]
