"""The season's clock runs, stands and jumps, and never goes back."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.parts import ClockSegment
from shared.kernel import RuleBroken, in_beijing
from shared.season import append_segment, season_time
from shared.season.clock import FASTEST, LAST, ClockBackwards, ClockSpeedUnfit, ClockTooSoon, paced, stepped

WALL = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SEASON = datetime(2024, 4, 10, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def segment(after: float, season_after: float = 0, speed: float = 0) -> ClockSegment:
    return ClockSegment(wall_at=WALL + after * SECOND, season_at=SEASON + season_after * SECOND, speed=speed)


def test_a_real_season_runs_on_the_wall_clock() -> None:
    assert season_time((), WALL) == WALL


def test_the_last_segment_that_has_begun_reigns() -> None:
    segments = (segment(0), segment(10, 0, 2), segment(20, 3600, 0))
    seen = [season_time(segments, WALL + after * SECOND) - SEASON for after in (5, 10, 13, 20, 99)]
    assert seen == [after * SECOND for after in (0, 0, 6, 3600, 3600)]


def test_before_its_first_segment_a_rehearsal_stands_at_its_first_instant() -> None:
    assert season_time((segment(10, 0, 60),), WALL) == SEASON


def test_of_two_segments_of_one_instant_the_later_one_reigns() -> None:
    assert season_time((segment(0, 0), segment(0, 5)), WALL) == SEASON + 5 * SECOND


def test_a_new_segment_starts_far_enough_ahead_to_be_heard() -> None:
    with pytest.raises(ClockTooSoon):
        append_segment((), segment(1.9), wall=WALL)
    assert append_segment((), segment(2), wall=WALL) == (segment(2),)
    assert append_segment((), segment(0), wall=WALL, lead=timedelta()) == (segment(0),)


def test_a_new_segment_never_starts_before_an_earlier_one() -> None:
    with pytest.raises(ClockTooSoon):
        append_segment((segment(60),), segment(30, 3600), wall=WALL)


def test_season_time_is_never_taken_back() -> None:
    running = (segment(0, 0, 60),)
    with pytest.raises(ClockBackwards):
        append_segment(running, segment(10, 599, 0), wall=WALL)
    assert len(append_segment(running, segment(10, 600, 0), wall=WALL)) == 2


@pytest.mark.parametrize("speed", [-1, -0.001, math.inf, math.nan, 2e6])
def test_no_speed_that_a_clock_cannot_have(speed: float) -> None:
    with pytest.raises(ClockSpeedUnfit):
        append_segment((), segment(2, 0, speed), wall=WALL)


def test_a_step_keeps_the_pace_and_a_pause_keeps_the_time() -> None:
    segments = append_segment((), paced((segment(0),), 60, starts_at=WALL + 2 * SECOND), wall=WALL)
    segments = append_segment(
        segments, stepped(segments, SEASON + 9000 * SECOND, starts_at=WALL + 12 * SECOND), wall=WALL
    )
    assert season_time(segments, WALL + 13 * SECOND) == SEASON + 9060 * SECOND
    segments = append_segment(segments, paced(segments, 0, starts_at=WALL + 20 * SECOND), wall=WALL)
    assert season_time(segments, WALL + 500 * SECOND) == SEASON + 9480 * SECOND


CHANGES = st.tuples(
    st.floats(0, 100),  # wall seconds since the last change
    st.one_of(st.none(), st.floats(-1000, 100_000)),  # a step by that much, or a change of speed
    st.one_of(st.sampled_from([0.0, 1.0, 60.0]), st.floats(0, 10_000)),
)


@given(changes=st.lists(CHANGES, max_size=12), looks=st.lists(st.floats(0, 1500), min_size=2, max_size=12))
def test_whatever_is_accepted_time_only_goes_forward(
    changes: list[tuple[float, float | None, float]], looks: list[float]
) -> None:
    segments: tuple[ClockSegment, ...] = (segment(0),)
    wall = WALL
    for after, step, speed in changes:
        wall += after * SECOND
        starts = wall + 2 * SECOND
        if step is None:
            new = paced(segments, speed, starts_at=starts)
        else:
            new = stepped(segments, season_time(segments, starts) + step * SECOND, starts_at=starts)
        try:
            longer = append_segment(segments, new, wall=wall)
        except RuleBroken:
            assert step is not None  # a change of pace alone is always possible
            assert step < 0 or wall + 2 * SECOND < segments[-1].wall_at
            continue
        for look in looks:  # what had happened when the change was made has not changed
            if look * SECOND <= wall - WALL:
                assert season_time(longer, WALL + look * SECOND) == season_time(segments, WALL + look * SECOND)
        segments = longer
    seen = [season_time(segments, WALL + look * SECOND) for look in sorted(looks)]
    assert seen == sorted(seen)


def test_a_clock_left_running_stands_at_the_end_of_the_calendar() -> None:
    fast = (segment(0, speed=FASTEST),)
    week, year = timedelta(days=7), timedelta(days=365)
    assert [season_time(fast, WALL + after) for after in (week, year, 5 * year)] == [LAST, LAST, LAST]
    assert in_beijing(LAST).year == LAST.year
    paused = append_segment(fast, paced(fast, 0, starts_at=WALL + year), wall=WALL + year, lead=timedelta())
    assert season_time(paused, WALL + 2 * year) == LAST
