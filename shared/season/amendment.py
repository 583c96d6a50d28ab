"""What the next version of a season may change, and until when."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from shared.kernel import Conflict, RuleBroken, shown
from shared.season.model import Season, Window

AHEAD = timedelta(minutes=10)
"""A close that is nearer than this stands: saves under way must know their deadline."""


class AnotherSeason(RuleBroken):
    """A version amends its own season: code, intake and year never change."""

    code = "season_not_the_same"
    message = "新版本须为同一赛季：{what}不能更改。"


class CloseTooNear(Conflict):
    """A close can be amended only while it lies 10 minutes ahead, or after its batch was sealed (architecture 3)."""

    code = "close_too_near"
    message = "“{window}”距截止不足10分钟或已截止，不能更改截止时间；志愿封存后方可延长。"


class CloseNotAhead(RuleBroken):
    """An amended close lies at least 10 minutes ahead."""

    code = "close_not_ahead"
    message = "“{window}”更改后的截止时间{closes}须在10分钟以后。"


class BatchDispatched(Conflict):
    """After dispatch a batch's windows do not move (architecture 3)."""

    code = "batch_dispatched"
    message = "“{window}”所属批次的志愿数据已下发，不能再更改。"


def check_amendment(
    old: Season,
    new: Season,
    *,
    now: datetime,
    sealed: AbstractSet[str] = frozenset(),
    dispatched: AbstractSet[str] = frozenset(),
) -> None:
    """Raises unless ``new`` may follow ``old`` at ``now``. ``sealed`` and ``dispatched`` are batches."""
    for what in ("code", "intake", "year"):
        if getattr(old, what) != getattr(new, what):
            raise AnotherSeason(field=what, what=what)
    for window in old.windows:
        after = new.window(window.id)
        if after is None or (after.opens_at, after.closes_at) != (window.opens_at, window.closes_at):
            _may_move(window, after, now=now, sealed=window.batch in sealed, dispatched=window.batch in dispatched)


def _may_move(window: Window, after: Window | None, *, now: datetime, sealed: bool, dispatched: bool) -> None:
    if dispatched:
        raise BatchDispatched(field=window.id, window=window.title)
    if after is not None and after.closes_at == window.closes_at:
        return
    if not sealed and window.closes_at - now < AHEAD:
        raise CloseTooNear(field=window.id, window=window.title)
    if after is not None and after.closes_at - now < AHEAD:
        raise CloseNotAhead(field=window.id, window=window.title, closes=shown(after.closes_at))
