"""Look-ups of windows and deadlines: always for somebody, and always under the orders that were given.

A window is half-open, ``[opens_at, closes_at)``. Callers bring the instant (time of receipt, on the season's clock)
and the overrides they have heard; nothing here reads a clock or a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.season.model import Season, Window
from shared.season.words import WindowKind

IMPORT = "import"
"""The target of an override of the import of student records."""


class State(StrEnum):
    """What a look-up found."""

    OPEN = "open"
    NOT_YET = "not_yet"
    UNANNOUNCED = "unannounced"  # its time has come, its announcement has not
    CANCELLED = "cancelled"  # it was announced that it is not held
    CLOSED = "closed"
    NONE = "none"  # there is no such window for this person


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """For whom and for which filing or round a window or deadline is looked up."""

    category: str | None = None
    batch: str | None = None
    round: str | None = None
    college: str | None = None
    candidate: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """One college's extension or one person's reopening, by an order that has a number.

    ``target`` is a window's id, ``import``, or ``round.<no>``. With ``closes_at`` alone it is an extension: the close
    moves to there and never back. With ``opens_at`` too it is a reopening: one more span beside the window's own,
    whose filings belong to ``batch`` (a reopening for one person is a batch of its own).
    """

    order: str
    target: str
    closes_at: datetime
    opens_at: datetime | None = None
    college: str | None = None
    candidate: str | None = None
    batch: str | None = None

    def __post_init__(self) -> None:
        if (self.college is None) == (self.candidate is None):
            raise ValueError("an override is for one college or for one candidate; a change for all is a new version")
        if self.opens_at is not None and self.opens_at >= self.closes_at:
            raise ValueError("an override closes after it opens")


@dataclass(frozen=True, kw_only=True, slots=True)
class Orders:
    """What was heard beside the season: overrides as they were given, and what is announced or cancelled (ids)."""

    overrides: tuple[Override, ...] = ()
    announced: frozenset[str] = frozenset()
    cancelled: frozenset[str] = frozenset()


NO_ORDERS = Orders()


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One opening: ``[opens_at, closes_at)``; without ``opens_at`` it was always open. ``order``: by whose leave."""

    target: str
    opens_at: datetime | None
    closes_at: datetime
    batch: str | None = None
    order: str | None = None
    announced: bool = True
    cancelled: bool = False

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies inside."""
        return (self.opens_at is None or self.opens_at <= instant) and instant < self.closes_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How it stands at an instant; ``span`` is the open one, else the next, else the last."""

    state: State
    span: Span | None = None

    @property
    def open(self) -> bool:
        """Whether one may act now."""
        return self.state is State.OPEN


def spans(season: Season, kind: WindowKind, *, place: Place, orders: Orders = NO_ORDERS) -> tuple[Span, ...]:
    """Every opening of a kind for this place, in order of opening."""
    if kind is WindowKind.IMPORT:
        base = [Span(target=IMPORT, opens_at=None, closes_at=season.roster.closes_at)]
    else:
        base = [_span(window, place, orders) for window in season.windows if _meant(window, kind, place)]
    return _under(base, place, orders.overrides)


def window_at(season: Season, kind: WindowKind, *, at: datetime, place: Place, orders: Orders = NO_ORDERS) -> Standing:
    """How the windows of a kind stand for this place at an instant."""
    return standing(spans(season, kind, place=place, orders=orders), at)


def returns_of(season: Season, *, place: Place, orders: Orders = NO_ORDERS) -> tuple[Span, ...]:
    """When the college of ``place`` may return the results of the round of ``place``; empty for an unknown round."""
    found = season.round(place.round or "")
    if found is None:
        return ()
    base = Span(
        target=f"round.{found.no}", opens_at=found.returns_open_at, closes_at=found.return_by, batch=found.batch
    )
    return _under([base], place, orders.overrides)


def returns_at(season: Season, *, at: datetime, place: Place, orders: Orders = NO_ORDERS) -> Standing:
    """How the return of results stands for one college and round at an instant."""
    return standing(returns_of(season, place=place, orders=orders), at)


def standing(openings: Sequence[Span], at: datetime) -> Standing:
    """The state of a set of openings at an instant."""
    held = [span for span in openings if not span.cancelled]
    if openings and not held:
        return Standing(state=State.CANCELLED, span=openings[-1])
    openings = held
    inside = [span for span in openings if span.holds(at)]
    ready = [span for span in inside if span.announced]
    if ready:
        return Standing(state=State.OPEN, span=max(ready, key=lambda span: span.closes_at))
    if inside:
        return Standing(state=State.UNANNOUNCED, span=inside[0])
    coming = [span for span in openings if span.opens_at is not None and at < span.opens_at]
    if coming:
        return Standing(state=State.NOT_YET, span=min(coming, key=lambda span: span.opens_at or at))
    if openings:
        return Standing(state=State.CLOSED, span=max(openings, key=lambda span: span.closes_at))
    return Standing(state=State.NONE)


def extended(openings: Sequence[Span], until: datetime) -> datetime:
    """A deadline that was given to somebody while one of these was open, to its close: as it closes by now. An
    extension moves the deadline too; nothing brings it nearer, and what opens only afterwards has no part in it."""
    begun = [span for span in openings if not span.cancelled and (span.opens_at is None or span.opens_at < until)]
    return max([until, *(span.closes_at for span in begun)])


def _meant(window: Window, kind: WindowKind, place: Place) -> bool:
    return (
        window.kind is kind
        and (place.category is None or place.category in window.categories)
        and (place.batch is None or window.batch in (None, place.batch))
    )


def _span(window: Window, place: Place, orders: Orders) -> Span:
    return Span(
        target=window.id,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        batch=window.batch or place.batch,
        announced=not window.to_be_announced or window.id in orders.announced,
        cancelled=window.id in orders.cancelled,
    )


def _under(base: Sequence[Span], place: Place, overrides: Sequence[Override]) -> tuple[Span, ...]:
    ours = [each for each in overrides if _for(each, place)]
    found: list[Span] = []
    for span in base:
        here = [each for each in ours if each.target == span.target]
        found.append(_extended(span, [each for each in here if each.opens_at is None]))
        found.extend(_reopened(span, each) for each in here if each.opens_at is not None)
    return tuple(sorted(found, key=lambda span: (span.opens_at is not None, span.opens_at or span.closes_at)))


def _for(override: Override, place: Place) -> bool:
    if override.college is not None:
        return override.college == place.college
    return override.candidate == place.candidate


def _extended(span: Span, extensions: Sequence[Override]) -> Span:
    for each in extensions:
        if each.closes_at > span.closes_at:
            span = replace(span, closes_at=each.closes_at, order=each.order)
    return span


def _reopened(span: Span, reopening: Override) -> Span:
    return Span(
        target=span.target,
        opens_at=reopening.opens_at,
        closes_at=reopening.closes_at,
        batch=reopening.batch or span.batch,
        order=reopening.order,
        cancelled=span.cancelled,
    )
