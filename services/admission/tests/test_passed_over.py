"""Colleges that a choice is not sent to: full ones where the season passes over them, those of a higher tier."""

from dataclasses import replace

from sqlalchemy import select

from services.admission.tests.browser import Browser
from services.admission.tests.play import API, DOWN, Play
from shared import codec
from shared.contracts.admission import StatusReleased
from shared.db import OUTBOX
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
    assert play.told("a") == [("1", "dispatched"), ("2", "passed_over")]
    assert play.told("e") == [("1", "dispatched")]
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
    assert ("2", "passed_over") in play.told("a")


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
    assert play.told("a") == play.told("b") == [("1", "passed_over")]
    browser = Browser(play.home, "candidate", subject="a", intake=play.season.intake)
    browser.open("/admission/results")
    assert "您的第一志愿本轮未下发招生院校" in browser.text
    assert "您的第二志愿将于 4月23日12:00 下发招生院校" in browser.text
    play.send("2")
    assert play.sent("2") == ["a", "b"]


def told_in_words(play: Play, account: str) -> list[StatusReleased]:
    with play.home.services["admission"].db.read() as conn:
        rows = conn.execute(select(OUTBOX).where(OUTBOX.c.name == StatusReleased.NAME).order_by(OUTBOX.c.id)).all()
    box = play.home.services["admission"].box
    every = [codec.decode(StatusReleased.NAME, box.open(row.body, table="outbox", column="body", row=row.event_id))
             for row in rows]
    return [each for each in every if isinstance(each, StatusReleased) and each.account == account]


def full_at_its_second_choice(play: Play) -> None:
    season = replace(play.season, when_full=replace(play.season.when_full, policy=WhenFull.SKIP))
    play.home.publish(season, version=2)
    play.plan({X: 1, Y: 1})
    play.filed({"e": {"A": to(X)}, "a": {"A": to(Y), "B": to(X), "C": to(Y)}, "w": {"A": to(Y), "B": to(X)}})
    play.send("1")
    play.returns("1", {"e": "01", "a": None, "w": None})
    play.check("1")
    play.send("2")


def test_it_is_told_with_what_comes_next_and_names_no_college(play: Play) -> None:
    full_at_its_second_choice(play)
    said = told_in_words(play, "a")[-1]
    assert (said.status, said.choice, said.reason) == ("passed_over", "B", "按规定所填院校专业本轮不再接收下发")
    assert (said.college, said.college_name, said.next_at) == (None, None, DOWN["3"])
    assert told_in_words(play, "w")[-1].next_at is None


def test_who_withdrew_meanwhile_is_not_told(play: Play) -> None:
    season = replace(play.season, when_full=replace(play.season.when_full, policy=WhenFull.SKIP))
    play.home.publish(season, version=2)
    play.plan({X: 1, Y: 1})
    play.filed({"e": {"A": to(X)}, "w": {"A": to(Y), "B": to(X)}})
    play.send("1")
    play.returns("1", {"e": "01", "w": None})
    play.check("1")
    made = play.post("/rounds/2/preview").json
    play.both("/rounds/2", made["digest"])
    play.withdraw("w")
    play.at(DOWN["2"])
    assert ("2", "passed_over") not in play.told("w")


def test_its_candidate_reads_it_on_the_results_page(play: Play) -> None:
    full_at_its_second_choice(play)
    browser = Browser(play.home, "candidate", subject="a", intake=play.season.intake)
    browser.open("/admission/results")
    assert "未下发" in browser.text.partition("第二志愿")[2]
    assert "您的第三志愿将于 4月30日15:00 下发招生院校" in browser.text
    assert "不再接收" not in browser.text


def test_whose_category_changed_after_filing_is_told_that_it_is_not_sent(play: Play) -> None:
    play.plan({X: 1, Y: 1})
    play.filed({"e": {"A": to(X)}, "a": {"A": to(Y)}})
    play.stands("a", "eligible", category="AWARD")
    made = play.post("/rounds/1/preview").json
    assert (made["files"], made["left_out"]) == (1, {"category_changed": 1})
    play.both("/rounds/1", made["digest"])
    play.at(DOWN["1"])
    assert play.told("a") == [("1", "passed_over")]
    assert told_in_words(play, "a")[-1].reason == "认定的报考类别与填报志愿时不同"
