"""What the next version of a season may change: nothing that has happened, and no close that is upon us.

A season is given as an :class:`Outline`, the part of it that these rules look at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel import RuleBroken, shown

NOTICE = timedelta(minutes=10)
"""A close is amended only while it lies this far ahead, and to an instant that does."""


class AmendmentRefused(RuleBroken):
    """The next version changes what may not change; ``errors`` lists everything (moment or field, why)."""

    code = "amendment_refused"
    message = "新版本有{count}处改动不被允许。"

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        super().__init__(count=len(errors))
        self.errors = errors


class Weight(StrEnum):
    """What hangs on a moment: something ENDS there, something BEGINS, or it only SAYS so and may say it again."""

    ENDS = "ends"
    BEGINS = "begins"
    SAYS = "says"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A moment and its weight."""

    instant: datetime
    weight: Weight


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """``fixed``: fields that a version never changes; ``kept``: codes that may be added to and never taken away."""

    fixed: Mapping[str, str]
    points: Mapping[str, Point]
    kept: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A moment that moves, comes (``was`` is None) or goes (``becomes`` is None)."""

    name: str
    was: datetime | None
    becomes: datetime | None


def changes(old: Outline, new: Outline) -> tuple[Change, ...]:
    """Every moment that differs, by name."""
    every = (
        Change(name=name, was=_instant(old, name), becomes=_instant(new, name))
        for name in sorted({*old.points, *new.points})
    )
    return tuple(change for change in every if change.was != change.becomes)


def check(old: Outline, new: Outline, *, now: datetime) -> None:
    """Whether ``new`` may follow ``old`` at this instant of the season. Raises :class:`AmendmentRefused`."""
    errors = (*_fixed(old, new), *_kept(old, new), *_moments(old, new, now))
    if errors:
        raise AmendmentRefused(errors)


def _instant(outline: Outline, name: str) -> datetime | None:
    return outline.points[name].instant if name in outline.points else None


def _fixed(old: Outline, new: Outline) -> Iterator[tuple[str, str]]:
    for name, was in old.fixed.items():
        if new.fixed.get(name) != was:
            yield name, f"不得更改，须为“{was}”"


def _kept(old: Outline, new: Outline) -> Iterator[tuple[str, str]]:
    for name, codes in old.kept.items():
        for gone in sorted(codes - new.kept.get(name, frozenset())):
            yield name, f"“{gone}”已经公布，不得删除"


def _moments(old: Outline, new: Outline, now: datetime) -> Iterator[tuple[str, str]]:
    for change in changes(old, new):
        weights = {outline.points[change.name].weight for outline in (old, new) if change.name in outline.points}
        why = None if weights == {Weight.SAYS} else _why_not(change, ends=Weight.ENDS in weights, now=now)
        if why is not None:
            yield change.name, why


def _why_not(change: Change, *, ends: bool, now: datetime) -> str | None:
    if change.was is not None and change.was <= now:
        return f"已于{shown(change.was)}到来，不得更改"
    if change.becomes is not None and change.becomes <= now:
        return f"{shown(change.becomes)}已经过去"
    if ends and change.was is not None and change.was < now + NOTICE:
        return f"将于{shown(change.was)}截止，不足10分钟，不得更改"
    if ends and change.becomes is not None and change.becomes < now + NOTICE:
        return f"新的截止时间{shown(change.becomes)}须在10分钟以后"
    return None
