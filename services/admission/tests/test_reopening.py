"""Reopened filings: a round waits for all of them, however they came to share a batch."""

import pytest

from services.admission.tests.play import API, MINUTE, SEASON, Play

X = ("5001", "01")


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
