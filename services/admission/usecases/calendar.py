"""The season as anybody may read it: what comes when, what is under way, what is next, and on what words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.season import Season
from shared.season.model import Round, Window
from shared.season.windows import Orders
from shared.season.words import Grounded

PAST, PRESENT, FUTURE = "past", "present", "future"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing of the calendar. ``waits``: its announcement has not come; ``cancelled``: it is not held. Of a round
    ``opens_at`` is when its files go down, ``closes_at`` the colleges' deadline."""

    kind: str
    title: str
    state: str
    opens_at: datetime | None
    closes_at: datetime
    visible_at: datetime | None = None
    waits: bool = False
    cancelled: bool = False
    sentences: Sequence[str] = ()
    source: str | None = None

    @property
    def next_at(self) -> datetime | None:
        """When it begins, if it has not."""
        return self.opens_at if self.state == FUTURE else None


def entries(season: Season, orders: Orders, now: datetime) -> list[Entry]:
    """Everything by the time at which it begins."""
    roster = season.roster
    found = [_entry(season, roster, kind="import", title="", opens_at=None, closes_at=roster.closes_at,
                    state=PAST if roster.closes_at <= now else PRESENT)]
    found += [_window(season, each, orders, now) for each in season.windows]
    cancelled = {each.batch for each in season.windows if each.id in orders.cancelled}
    found += [_round(season, each, now, cancelled=each.batch in cancelled) for each in season.rounds]
    return sorted(found, key=lambda each: (each.opens_at or each.closes_at, each.closes_at))


def under_way(found: Sequence[Entry]) -> list[Entry]:
    """Windows in which somebody may act now, the one that ends first in front."""
    open_ = [each for each in found if each.state == PRESENT and each.kind == "window"]
    return sorted(open_, key=lambda each: each.closes_at)


def next_of(found: Sequence[Entry]) -> Entry | None:
    """What begins next."""
    coming = [each for each in found if each.state == FUTURE and not each.cancelled]
    return min(coming, key=lambda each: each.opens_at or each.closes_at, default=None)


def _window(season: Season, window: Window, orders: Orders, now: datetime) -> Entry:
    announced = not window.to_be_announced or window.id in orders.announced
    cancelled = window.id in orders.cancelled
    begun = window.opens_at <= now and announced
    state = PAST if window.closes_at <= now or cancelled else PRESENT if begun else FUTURE
    return _entry(season, window, kind="window", title=window.title, opens_at=window.opens_at, state=state,
                  closes_at=window.closes_at, waits=not announced and state == FUTURE, cancelled=cancelled)


def _round(season: Season, round_: Round, now: datetime, *, cancelled: bool) -> Entry:
    over = round_.result_visible_at <= now or cancelled
    state = PAST if over else PRESENT if round_.down_at <= now else FUTURE
    return _entry(season, round_, kind="round", title=round_.title, opens_at=round_.down_at, state=state,
                  closes_at=round_.return_by, visible_at=round_.result_visible_at, cancelled=cancelled)


def _entry(  # noqa: PLR0913  (one thing of the calendar has this much to say)
    season: Season, piece: Grounded, *, kind: str, title: str, state: str, opens_at: datetime | None,
    closes_at: datetime, visible_at: datetime | None = None, waits: bool = False, cancelled: bool = False,
) -> Entry:
    ground = season.ground(piece)
    return Entry(
        kind=kind, title=title, state=state, opens_at=opens_at, closes_at=closes_at, visible_at=visible_at,
        waits=waits, cancelled=cancelled, sentences=piece.sentences,
        source=ground.number or ground.title if ground and piece.sentences else None,
    )
