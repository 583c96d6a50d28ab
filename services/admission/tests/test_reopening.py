"""Reopened filings: a round waits for all of them, however they came to share a batch."""

from dataclasses import replace

import pytest

from services.admission.domain.filing import leaf_of
from services.admission.tests.browser import Browser
from services.admission.tests.play import API, DOWN, MINUTE, SEASON, Play
from services.admission.tests.test_passed_over import told_in_words
from services.admission.usecases.filing import content_of

X, Y = ("5001", "01"), ("5002", "02")
VISIBLE = SEASON.rounds[0].result_visible_at


@pytest.fixture
def filed(play: Play) -> Play:
    """b and c have filed X, and the batch is sealed."""
    play.plan({X: 2})
    play.filed({account: {"A": (X[0], [X[1]])} for account in "bc"})
    return play


def test_two_reopenings_in_one_batch_are_sealed_when_the_later_one_closes(filed: Play) -> None:
    made = []  # both asked for before either is heard of
    for candidate, minutes in (("b", 30), ("c", 60)):
        made.append(filed.post(f"{API}/orders", {
            "season": SEASON.code, "number": "1号", "kind": "reopening", "target": "filing-first", "batch": "MAIN-R1",
            "candidate": candidate, "opens_at": filed.now.isoformat(),
            "closes_at": (filed.now + minutes * MINUTE).isoformat(),
        }).json)
    settle, filed.home.settle = filed.home.settle, lambda: None  # type: ignore[method-assign]
    for each in made:
        signed = filed.post(f"{API}/orders/{each['subject']}/signatures", {"digest": each["digest"]}, by=filed.second)
        assert signed.status_code == 201, signed.json
    filed.home.settle = settle  # type: ignore[method-assign]
    closes = filed.now + 60 * MINUTE
    filed.at(closes)
    filed.seal([], batch="MAIN-R1", closes_at=closes, sealed_at=closes)
    filed.send("1")
    assert filed.sent("1")


def test_who_filed_in_a_reopening_is_told_when_their_own_next_choice_goes(play: Play) -> None:
    early = tuple(
        replace(each, results=replace(each.results, visible_at=DOWN["2"] - MINUTE)) if each.no == "1" else each
        for each in SEASON.rounds)
    play.home.publish(replace(SEASON, rounds=early), version=2)
    play.plan({X: 2, Y: 1})
    play.filed({"b": {"A": (X[0], [X[1]])}, "c": {"A": (X[0], [X[1]])}})
    closes = play.now + 60 * MINUTE
    given = play.order(kind="reopening", target="filing-first", candidate="c", opens_at=(play.now + MINUTE).isoformat(),
                       closes_at=closes.isoformat(), batch="MAIN-R1")
    assert given.status_code == 201, given.json
    play.at(closes)
    own = [replace(each, batch="MAIN-R1", leaf="")
           for each in play.filings({"c": {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])}})]
    own = [replace(each, leaf=leaf_of(content_of(each)).hex()) for each in own]
    play.seal(own, batch="MAIN-R1", closes_at=closes, sealed_at=closes)
    play.hear(own)
    play.send("1")
    play.returns("1", {"b": "01", "c": None})
    play.check("1")
    play.at(DOWN["2"] - MINUTE)
    said = told_in_words(play, "c")[-1]
    assert (said.status, said.next_at) == ("not_admitted", DOWN["2"])
    browser = Browser(play.home, "candidate", subject="c", intake=SEASON.intake)
    browser.open("/admission/results")
    assert "您的第二志愿将于 4月23日12:00 下发招生院校" in browser.text
