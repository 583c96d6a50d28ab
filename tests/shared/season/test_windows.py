"""Windows are half-open, belong to a category and a batch, and bend only to orders that name somebody."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import BEIJING
from shared.season import Orders, Override, Place, Season, State, WindowKind, returns_at, window_at
from shared.season.windows import Span, spans, standing

FILING = WindowKind.FILING
VETERAN = Place(category="VETERAN", batch="MAIN", candidate="c1")
MICROSECOND = timedelta(microseconds=1)


def on(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (on(4, 10, 10) - MICROSECOND, State.NOT_YET),
        (on(4, 10, 10), State.OPEN),
        (on(4, 11, 17) - MICROSECOND, State.OPEN),
        (on(4, 11, 17), State.CLOSED),
    ],
)
def test_a_window_holds_its_opening_and_not_its_close(season: Season, at: datetime, state: State) -> None:
    assert window_at(season, FILING, at=at, place=VETERAN).state is state


def test_between_two_windows_of_a_kind_the_next_one_is_shown(season: Season) -> None:
    found = window_at(season, WindowKind.REGISTRATION, at=on(2, 1, 0), place=Place(category="AWARD"))
    assert (found.state, found.span and found.span.target) == (State.NOT_YET, "registration-2")


def test_there_is_no_window_for_another_category_or_batch(season: Season) -> None:
    for place in (replace(VETERAN, category="ORDINARY"), replace(VETERAN, batch="S9")):
        assert window_at(season, FILING, at=on(4, 10, 12), place=place).state is State.NONE


def test_the_import_of_student_records_is_open_until_its_deadline(season: Season) -> None:
    place = Place(college="S01")
    assert window_at(season, WindowKind.IMPORT, at=on(1, 9, 16, 59), place=place).open
    assert not window_at(season, WindowKind.IMPORT, at=on(1, 9, 17), place=place).open


def test_a_window_to_be_announced_opens_when_its_time_has_come_and_it_was_announced(season: Season) -> None:
    place = replace(VETERAN, batch="S1")
    heard = Orders(announced=frozenset({"filing-supplementary"}))
    at_eleven = on(5, 8, 11)
    assert window_at(season, FILING, at=at_eleven, place=place).state is State.UNANNOUNCED
    assert window_at(season, FILING, at=at_eleven, place=place, orders=heard).state is State.OPEN
    assert window_at(season, FILING, at=on(5, 8, 9), place=place, orders=heard).state is State.NOT_YET
    assert window_at(season, FILING, at=on(5, 8, 16), place=place).state is State.CLOSED


def test_an_extension_is_for_the_college_that_it_names(season: Season) -> None:
    order = Override(order="渝考函7", target="round.1", college="5001", closes_at=on(4, 23, 10))
    orders = Orders(overrides=(order,))
    named, other = (Place(round="1", college=code) for code in ("5001", "5002"))
    extended = returns_at(season, at=on(4, 22, 18), place=named, orders=orders)
    assert (extended.state, extended.span and extended.span.order) == (State.OPEN, "渝考函7")
    assert returns_at(season, at=on(4, 22, 18), place=other, orders=orders).state is State.CLOSED
    assert returns_at(season, at=on(4, 23, 10), place=named, orders=orders).state is State.CLOSED
    assert returns_at(season, at=on(4, 29, 18), place=replace(named, round="2"), orders=orders).state is State.CLOSED


def test_a_reopening_for_one_person_is_a_batch_of_its_own(season: Season) -> None:
    order = Override(
        order="渝考函8",
        target="filing-first",
        candidate="c1",
        batch="MAIN_R1",
        opens_at=on(4, 12, 9),
        closes_at=on(4, 12, 12),
    )
    orders = Orders(overrides=(order,))
    mine = window_at(season, FILING, at=on(4, 12, 10), place=VETERAN, orders=orders)
    assert (mine.open, mine.span and mine.span.batch) == (True, "MAIN_R1")
    others = window_at(season, FILING, at=on(4, 12, 10), place=replace(VETERAN, candidate="c2"), orders=orders)
    assert others.state is State.CLOSED
    inside = window_at(season, FILING, at=on(4, 11, 9), place=VETERAN, orders=orders)
    assert (inside.open, inside.span and inside.span.batch) == (True, "MAIN")


def test_returns_of_the_supplementary_round_start_later_than_its_data_go_down(season: Season) -> None:
    place = Place(round="S1", college="5001")
    states = [returns_at(season, at=on(5, 9, hour), place=place).state for hour in (10, 12, 18)]
    assert states == [State.NOT_YET, State.OPEN, State.CLOSED]
    assert returns_at(season, at=on(5, 9, 12), place=Place(round="9")).state is State.NONE


@pytest.mark.parametrize("who", [{}, {"college": "5001", "candidate": "c1"}])
def test_an_override_is_for_one_college_or_one_person(who: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="one college or for one candidate"):
        Override(order="1", target="filing-first", closes_at=on(4, 12, 9), **who)


def test_an_override_closes_after_it_opens() -> None:
    with pytest.raises(ValueError, match="closes after"):
        Override(order="1", target="x", candidate="c", opens_at=on(4, 12, 9), closes_at=on(4, 12, 9))


INSTANTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: on(3, 15, 0) + timedelta(minutes=minutes))
WHO = st.sampled_from([{"college": "5001"}, {"college": "5002"}, {"candidate": "c1"}, {"candidate": "c2"}])


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    first, last = sorted(draw(st.lists(INSTANTS, min_size=2, max_size=2, unique=True)))
    return Override(
        order=draw(st.sampled_from("abc")),
        target=draw(st.sampled_from(["filing-first", "filing-supplementary", "round.1", "import"])),
        opens_at=first if draw(st.booleans()) else None,
        closes_at=last,
        **draw(WHO),
    )


@given(given_orders=st.lists(overrides(), max_size=5), at=INSTANTS)
def test_a_look_up_is_what_the_orders_say_in_words(season: Season, given_orders: list[Override], at: datetime) -> None:
    """Open: inside the window or its furthest extension, or inside a reopening; by an order for this person alone."""
    orders = Orders(overrides=tuple(given_orders))
    found = window_at(season, FILING, at=at, place=VETERAN, orders=orders)

    mine = [each for each in given_orders if each.candidate == "c1" and each.target == "filing-first"]
    closes = max([on(4, 11, 17), *(each.closes_at for each in mine if each.opens_at is None)])
    reopened = any(each.opens_at <= at < each.closes_at for each in mine if each.opens_at is not None)
    assert found.open == (on(4, 10, 10) <= at < closes or reopened)


@given(given_orders=st.lists(overrides(), max_size=5), at=INSTANTS)
def test_orders_only_ever_give(season: Season, given_orders: list[Override], at: datetime) -> None:
    place = replace(VETERAN, college="5001", round="1")
    orders = Orders(overrides=tuple(given_orders))
    for under, without in zip(
        open_doors(season, at, place, orders), open_doors(season, at, place, Orders()), strict=True
    ):
        assert under or not without


def open_doors(season: Season, at: datetime, place: Place, orders: Orders) -> list[bool]:
    return [
        window_at(season, FILING, at=at, place=place, orders=orders).open,
        window_at(season, WindowKind.IMPORT, at=at, place=place, orders=orders).open,
        returns_at(season, at=at, place=place, orders=orders).open,
    ]


@given(st.lists(st.tuples(INSTANTS, INSTANTS, st.booleans()), max_size=6), INSTANTS)
def test_the_span_shown_is_the_open_one_else_the_next_else_the_last(
    drawn: list[tuple[datetime, datetime, bool]], at: datetime
) -> None:
    openings = [
        Span(target=str(place), opens_at=min(a, b), closes_at=max(a, b) + timedelta(minutes=1), announced=announced)
        for place, (a, b, announced) in enumerate(drawn)
    ]
    found = standing(openings, at)
    if found.span is None:
        assert (found.state, openings) == (State.NONE, [])
    elif found.state in (State.OPEN, State.UNANNOUNCED):
        assert found.span.holds(at)
        assert found.span.announced == found.open
    elif found.state is State.NOT_YET:
        assert found.span.opens_at == min(each.opens_at for each in openings if each.opens_at and each.opens_at > at)
    else:
        assert found.span.closes_at == max(each.closes_at for each in openings) <= at


def test_spans_are_in_order_of_opening(season: Season) -> None:
    found = spans(season, WindowKind.REGISTRATION, place=Place(category="VETERAN"))
    assert [span.target for span in found] == ["registration-1", "registration-2"]
