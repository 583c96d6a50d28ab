"""Officers' orders: two of them, told to every service, kept by the chassis, obeyed by every look-up."""

from datetime import timedelta
from typing import Any

import pytest

from services.admission.tests.play import API, BACK, CLOSES, DOWN, MINUTE, SEASON, Play
from shared.contracts.admission import OrderGiven
from shared.season.windows import Place, State, returns_at, window_at
from shared.season.words import WindowKind
from shared.service import RETELL_EVERY

LONGER = BACK["1"] + 60 * MINUTE
EXTENSION = {"kind": "extension", "target": "round.1", "college": "5001", "closes_at": LONGER.isoformat()}
FILING = next(each for each in SEASON.windows if each.id == "filing-first")
EXTRA = next(each for each in SEASON.windows if each.to_be_announced)


def orders(play: Play) -> Any:
    return play.home.services["admission"].season.orders(SEASON.code)


def test_an_extension_moves_the_close_for_its_college_alone(play: Play) -> None:
    assert play.order(**EXTENSION).status_code == 201
    for college, state in (("5001", State.OPEN), ("5002", State.CLOSED)):
        place = Place(round="1", college=college)
        found = returns_at(SEASON, at=BACK["1"], place=place, orders=orders(play))
        assert found.state is state
    assert returns_at(
        SEASON, at=LONGER, place=Place(round="1", college="5001"), orders=orders(play)).state is State.CLOSED


def test_a_reopening_is_one_more_span_for_one_candidate(play: Play) -> None:
    opens, closes = FILING.closes_at + 60 * MINUTE, FILING.closes_at + 120 * MINUTE
    given = play.order(kind="reopening", target=FILING.id, candidate="a", opens_at=opens.isoformat(),
                       closes_at=closes.isoformat(), batch="MAIN-R1")
    assert given.status_code == 201, given.json
    for candidate, state in (("a", State.OPEN), ("b", State.CLOSED)):
        place = Place(category="VETERAN", batch="MAIN", candidate=candidate)
        found = window_at(SEASON, WindowKind.FILING, at=opens, place=place, orders=orders(play))
        assert found.state is state
        if state is State.OPEN:
            assert found.span is not None
            assert (found.span.batch, found.span.order) == ("MAIN-R1", "渝考〔2024〕1号")


@pytest.mark.parametrize("batch", ["MAIN", "S1", "MAIN-R1"])
def test_a_reopening_is_a_batch_of_its_own_and_takes_no_other_s_code(play: Play, batch: str) -> None:
    times = {"opens_at": FILING.closes_at.isoformat(), "closes_at": (FILING.closes_at + MINUTE).isoformat()}
    first = play.order(kind="reopening", target=FILING.id, candidate="a", batch="MAIN-R1", **times)
    assert first.status_code == 201, first.json
    given = play.order(kind="reopening", target=FILING.id, candidate="b", batch=batch, **times)
    assert (given.status_code, given.json["code"]) == (422, "order_incomplete")
    assert [each["field"] for each in given.json["errors"]] == ["batch"]


@pytest.mark.parametrize(("kind", "state"), [("announcement", State.OPEN), ("cancellation", State.CANCELLED)])
def test_a_window_to_be_announced_waits_for_its_word(play: Play, kind: str, state: State) -> None:
    place = Place(category="VETERAN", batch="S1")
    asked: dict[str, Any] = {"at": EXTRA.opens_at, "place": place}
    assert window_at(SEASON, WindowKind.FILING, **asked, orders=orders(play)).state is State.UNANNOUNCED
    assert play.order(kind=kind, target=EXTRA.id).status_code == 201
    assert window_at(SEASON, WindowKind.FILING, **asked, orders=orders(play)).state is state


def test_an_order_given_by_one_officer_is_none(play: Play) -> None:
    made = play.post(f"{API}/orders", {"season": SEASON.code, "number": "1号", **EXTENSION}).json
    again = play.post(f"{API}/orders/{made['subject']}/signatures", {"digest": made["digest"]})
    assert again.json["code"] == "officer_signed_already"
    assert orders(play).overrides == ()


def test_orders_are_listed_with_who_signed(play: Play) -> None:
    play.order(**EXTENSION)
    [shown] = play.get(f"{API}/orders?season={SEASON.code}").json["items"]
    assert (shown["status"], shown["body"]["target"]) == ("done", "round.1")
    assert [each["officer"] for each in shown["signatures"]] == ["officer-1", "officer-2"]


def test_orders_are_told_again_under_their_version(play: Play) -> None:
    play.order(**EXTENSION)
    home = play.home
    home.stop("admission")
    home.start("admission")
    home.settle()
    told = {row["name"]: row["told"] for row in play.facts("told")}
    assert told[OrderGiven.NAME] == 2
    assert len(orders(play).overrides) == 1
    assert timedelta(hours=1) == RETELL_EVERY


@pytest.mark.parametrize(("asked", "code"), [
    ({"target": "round.9"}, "order_target_unknown"),
    ({"target": "no-such-window"}, "order_target_unknown"),
    ({"college": None}, "order_incomplete"),
    ({"candidate": "a"}, "order_incomplete"),
    ({"college": "9999"}, "order_incomplete"),
    ({"number": "  "}, "order_incomplete"),
    ({"closes_at": None}, "order_incomplete"),
    ({"opens_at": BACK["1"].isoformat()}, "order_incomplete"),
    ({"closes_at": BACK["1"].isoformat()}, "order_past"),
    ({"closes_at": (DOWN["2"] + MINUTE).isoformat()}, "order_past_dispatch"),
    ({"kind": "announcement", "college": None, "closes_at": None, "target": FILING.id}, "order_incomplete"),
    ({"kind": "reopening", "target": FILING.id, "college": None, "candidate": "a"}, "order_incomplete"),
])
def test_an_order_that_cannot_be_given_is_refused(play: Play, asked: dict[str, Any], code: str) -> None:
    answer = play.order(**{**EXTENSION, **asked})
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert orders(play).overrides == ()


def test_time_that_has_gone_by_is_not_given_back(play: Play) -> None:
    play.at(LONGER)
    assert play.order(**EXTENSION).json["code"] == "order_past"


def test_a_filing_is_not_opened_past_its_dispatch(play: Play) -> None:
    late = (CLOSES["MAIN"] + timedelta(days=2)).isoformat()
    answer = play.order(kind="extension", target=FILING.id, candidate="a", closes_at=late)
    assert answer.json["code"] == "order_past_dispatch"


def test_an_unknown_order_is_not_signed(play: Play) -> None:
    assert play.post(f"{API}/orders/unknown/signatures", {"digest": "0"}).status_code == 404
