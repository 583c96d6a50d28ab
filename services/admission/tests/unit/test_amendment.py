"""What a next version may change, by a table and by whatever hypothesis thinks of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.admission.domain.amendment import NOTICE, AmendmentRefused, Change, Outline, Point, Weight, changes, check

NOW = datetime(2030, 1, 18, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def outline(opens: float = -60, closes: float = 60, *, code: str = "x", categories: str = "AB") -> Outline:
    """A season with one window, its edges in minutes from now."""
    return Outline(
        fixed={"code": code},
        points={
            "window.w.opens": Point(instant=NOW + opens * MINUTE, weight=Weight.BEGINS),
            "window.w.closes": Point(instant=NOW + closes * MINUTE, weight=Weight.ENDS),
        },
        kept={"categories": frozenset(categories)},
    )


def without(name: str, old: Outline) -> Outline:
    return replace(old, points={each: point for each, point in old.points.items() if each != name})


def hurt(old: Outline, new: Outline) -> list[str]:
    """Which names the refusal lists; none when it is allowed."""
    try:
        check(old, new, now=NOW)
    except AmendmentRefused as refused:
        return [name for name, _ in refused.errors]
    return []


@pytest.mark.parametrize(("was", "becomes", "refused"), [
    (60, 60, False),     # nothing moved
    (60, 90, False),     # later
    (60, 10, False),     # earlier, ten minutes ahead
    (60, 9.99, True),    # earlier, too near
    (60, -1, True),      # into the past
    (10, 90, False),     # lies ten minutes ahead
    (9.99, 90, True),    # lies nearer
    (0.01, 90, True),    # upon us
    (0, 90, True),       # a close that is now has come
    (-1, 90, True),      # closed
    (-1, -2, True),      # history
    (5, 5, False),       # near, but left alone
])
def test_a_close(was: float, becomes: float, refused: bool) -> None:
    assert hurt(outline(closes=was), outline(closes=becomes)) == (["window.w.closes"] if refused else [])


@pytest.mark.parametrize(("was", "becomes", "refused"), [
    (1, 2, False),       # an opening has no ten minutes
    (1, 0.5, False),
    (1, 0, True),        # not into the past
    (0, 1, True),        # has opened
    (-1, 1, True),
])
def test_an_opening(was: float, becomes: float, refused: bool) -> None:
    assert hurt(outline(opens=was), outline(opens=becomes)) == (["window.w.opens"] if refused else [])


@pytest.mark.parametrize(("closes", "refused"), [(60, False), (10, False), (9, True), (-1, True)])
def test_a_close_that_goes(closes: float, refused: bool) -> None:
    old = outline(closes=closes)
    assert bool(hurt(old, without("window.w.closes", old))) is refused


@pytest.mark.parametrize(("closes", "refused"), [(60, False), (9, True), (-1, True)])
def test_a_close_that_comes(closes: float, refused: bool) -> None:
    new = outline(closes=closes)
    assert bool(hurt(without("window.w.closes", new), new)) is refused


@pytest.mark.parametrize(("was", "becomes"), [(-1, 30), (-1, -2), (5, 8), (1, -1)])
def test_a_reminder_may_come_again_since_it_binds_nobody(was: float, becomes: float) -> None:
    old, new = (
        Outline(fixed={}, points={"reminder.r": Point(instant=NOW + minutes * MINUTE, weight=Weight.SAYS)})
        for minutes in (was, becomes)
    )
    assert hurt(old, new) == []


def test_a_fixed_field_and_a_code_taken_away() -> None:
    assert hurt(outline(), outline(code="y", categories="B")) == ["code", "categories"]
    assert hurt(outline(), outline(categories="ABC")) == []


def test_every_fault_is_listed_at_once() -> None:
    assert hurt(outline(-60, 5), outline(-50, 90, code="y")) == ["code", "window.w.closes", "window.w.opens"]


def test_the_refusal_says_when_and_why() -> None:
    with pytest.raises(AmendmentRefused, match="1处") as refused:
        check(outline(closes=5), outline(closes=90), now=NOW)
    assert refused.value.errors == (("window.w.closes", "将于1月18日17:05截止，不足10分钟，不得更改"),)


def test_changes_are_what_moved_came_and_went() -> None:
    old = outline(closes=60)
    opening = old.points["window.w.opens"].instant
    moved = changes(old, outline(closes=90))
    assert moved == (Change(name="window.w.closes", was=NOW + 60 * MINUTE, becomes=NOW + 90 * MINUTE),)
    assert changes(old, without("window.w.opens", old)) == (Change(name="window.w.opens", was=opening, becomes=None),)
    assert changes(without("window.w.opens", old), old) == (Change(name="window.w.opens", was=None, becomes=opening),)


points = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.builds(
        lambda minutes, weight: Point(instant=NOW + minutes * MINUTE, weight=weight),
        st.integers(-30, 30), st.sampled_from([*Weight]),
    ),
)


@given(points, points)
def test_whatever_is_allowed_leaves_the_past_and_near_closes_alone(
    old: dict[str, Point], new: dict[str, Point]
) -> None:
    if hurt(Outline(fixed={}, points=old), Outline(fixed={}, points=new)):
        return
    for name in {*old, *new}:
        before, after = old.get(name), new.get(name)
        if (before and before.instant) == (after and after.instant) or is_saying(before, after):
            continue
        for point in (before, after):
            assert point is None or point.instant > NOW
            assert point is None or point.weight is not Weight.ENDS or point.instant >= NOW + NOTICE


def is_saying(*found: Point | None) -> bool:
    return {each.weight for each in found if each is not None} == {Weight.SAYS}


@given(points)
def test_a_season_may_always_follow_itself(old: dict[str, Point]) -> None:
    assert hurt(Outline(fixed={}, points=old), Outline(fixed={}, points=old)) == []
