"""The season's clock: from a wall instant and an intake's segments to season time, and how segments may be appended.

A real intake has no segments: its season time is wall time. A rehearsal's clock stands at its first instant until its
first segment begins, so that nothing of the season happens before the officer lets it.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.contracts.parts import ClockSegment
from shared.kernel import RuleBroken

LEAD = timedelta(seconds=2)
"""How far ahead a new segment starts where several processes must hear of it first; zero in one process."""

FASTEST = 1_000_000.0
LAST = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a clock stands for good that was left running: the calendar has no later day in every time zone."""


class ClockBackwards(RuleBroken):
    """Season time never runs backwards: what has happened has happened."""

    code = "clock_backwards"
    message = "演练时钟不能后退：当前为{now}，请求为{wanted}。"


class ClockTooSoon(RuleBroken):
    """A new segment starts after every earlier one, and far enough ahead for all processes to hear of it."""

    code = "clock_too_soon"
    message = "新的时钟段须在{earliest}或以后开始。"


class ClockSpeedUnfit(RuleBroken):
    """Speed is a finite number from 0 (a pause) to a million."""

    code = "clock_speed_unfit"
    message = "时钟速度须在0至1000000之间。"


def season_time(segments: Sequence[ClockSegment], wall: datetime) -> datetime:
    """The season's time at a wall instant: by the last segment with ``wall_at <= wall``."""
    if not segments:
        return wall
    reigning = segments[0]
    for segment in segments:
        if segment.wall_at <= wall:
            reigning = segment
    try:
        reached = reigning.season_at + max(wall - reigning.wall_at, timedelta()) * reigning.speed
    except OverflowError:
        reached = LAST
    return max(min(reached, LAST), reigning.season_at)


def append_segment(
    segments: Sequence[ClockSegment], segment: ClockSegment, *, wall: datetime, lead: timedelta = LEAD
) -> tuple[ClockSegment, ...]:
    """The segments with one more. ``wall`` is now; raises a RuleBroken of this module."""
    if not (math.isfinite(segment.speed) and 0 <= segment.speed <= FASTEST):
        raise ClockSpeedUnfit(field="speed")
    earliest = max([wall + lead, *(each.wall_at for each in segments)])
    if segment.wall_at < earliest:
        raise ClockTooSoon(field="wall_at", earliest=earliest.isoformat())
    if segments and segment.season_at < season_time(segments, segment.wall_at):
        now = season_time(segments, segment.wall_at)
        raise ClockBackwards(field="step_to", now=now.isoformat(), wanted=segment.season_at.isoformat())
    return (*segments, segment)


def stepped(segments: Sequence[ClockSegment], to: datetime, *, starts_at: datetime) -> ClockSegment:
    """A segment that jumps to a season instant when it starts, and goes on at the speed of before (0 at first)."""
    return ClockSegment(wall_at=starts_at, season_at=to, speed=segments[-1].speed if segments else 0.0)


def paced(segments: Sequence[ClockSegment], speed: float, *, starts_at: datetime) -> ClockSegment:
    """A segment that goes on from where the clock will be, at another speed; 0 is a pause."""
    return ClockSegment(wall_at=starts_at, season_at=season_time(segments, starts_at), speed=speed)
