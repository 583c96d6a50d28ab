"""The moments of a season: every instant at which something begins, ends or is said, sorted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.season.model import Reminder, Round, Season, Window
from shared.season.words import Audience, Edge


class MomentKind(StrEnum):
    """What comes, in the order in which moments of one instant are taken: ends before beginnings, sayings last."""

    IMPORT_CLOSES = "import_closes"
    WINDOW_CLOSES = "window_closes"
    ROUND_RETURN_BY = "round_return_by"
    ROUND_RESULTS = "round_results"
    WINDOW_OPENS = "window_opens"
    ROUND_DOWN = "round_down"
    ROUND_RETURNS_FROM = "round_returns_from"
    SEATS_FLOW = "seats_flow"
    REMINDER = "reminder"


_ORDER = {kind: place for place, kind in enumerate(MomentKind)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """``name`` is stable (``window.filing-first.opens``); ``subject`` is the id of the window, round or reminder."""

    name: str
    instant: datetime
    kind: MomentKind
    subject: str
    title: str
    batch: str | None = None


def moments(season: Season) -> list[Moment]:
    """Every moment of the season, by instant, then kind, then name.

    A round without ``returns_from`` has no moment of that name; a reminder that would come before its window opens is
    dropped.
    """
    found = [
        Moment(
            name="import.closes",
            instant=season.roster.closes_at,
            kind=MomentKind.IMPORT_CLOSES,
            subject="import",
            title="学籍信息导入截止",
        )
    ]
    for window in season.windows:
        found.extend(_of_window(window))
    for each in season.rounds:
        found.extend(_of_round(each, season))
    for reminder in season.reminders:
        found.extend(_of_reminder(reminder, season))
    if season.seat_flow is not None:
        flow = season.seat_flow
        found.append(
            Moment(
                name="seats.flow", instant=flow.at, kind=MomentKind.SEATS_FLOW, subject="seats", title="剩余计划转出"
            )
        )
    return sorted(found, key=lambda moment: (moment.instant, _ORDER[moment.kind], moment.name))


def next_moment(every: Sequence[Moment], after: datetime) -> Moment | None:
    """The first moment later than an instant: where a rehearsal steps to."""
    return next((moment for moment in every if moment.instant > after), None)


def reminder_instant(reminder: Reminder, season: Season) -> datetime | None:
    """When a reminder is due; None when it is dropped."""
    if reminder.at is not None:
        return reminder.at
    window = season.window(reminder.window or "")
    if window is None:
        return None
    edge = window.opens_at if reminder.edge is Edge.OPENS else window.closes_at
    instant = edge - reminder.before if reminder.before is not None else edge
    return instant if instant >= window.opens_at or reminder.edge is Edge.OPENS else None


def _of_window(window: Window) -> Iterator[Moment]:
    yield Moment(
        name=f"window.{window.id}.opens",
        instant=window.opens_at,
        kind=MomentKind.WINDOW_OPENS,
        subject=window.id,
        title=f"{window.title}开始",
        batch=window.batch,
    )
    yield Moment(
        name=f"window.{window.id}.closes",
        instant=window.closes_at,
        kind=MomentKind.WINDOW_CLOSES,
        subject=window.id,
        title=f"{window.title}截止",
        batch=window.batch,
    )


def _of_round(each: Round, season: Season) -> Iterator[Moment]:
    terms = season.terms
    steps = [
        ("down", each.down_at, MomentKind.ROUND_DOWN, terms.dispatch),
        ("returns_from", each.returns_from, MomentKind.ROUND_RETURNS_FROM, f"{terms.returning}开始"),
        ("return_by", each.return_by, MomentKind.ROUND_RETURN_BY, f"{terms.returning}截止"),
        ("results", each.result_visible_at, MomentKind.ROUND_RESULTS, "录取结果可查询"),
    ]
    for step, instant, kind, words in steps:
        if instant is not None:
            yield Moment(
                name=f"round.{each.no}.{step}",
                instant=instant,
                kind=kind,
                subject=each.no,
                title=f"{each.title}{words}",
                batch=each.batch,
            )


def _of_reminder(reminder: Reminder, season: Season) -> Iterator[Moment]:
    instant = reminder_instant(reminder, season)
    if instant is not None:
        window = season.window(reminder.window or "")
        yield Moment(
            name=f"reminder.{reminder.id}",
            instant=instant,
            kind=MomentKind.REMINDER,
            subject=reminder.id,
            title=f"{_reminded(reminder, season, instant)}提醒",
            batch=window.batch if window else None,
        )


def _reminded(reminder: Reminder, season: Season, instant: datetime) -> str:
    """Of what a reminder reminds; of one at an instant its audience tells, and what closes next for it."""
    window = season.window(reminder.window or "")
    if window is not None:
        return window.title
    if reminder.audience is Audience.SOURCE_COLLEGES:
        return "学籍信息导入截止"
    due = [each for each in season.rounds if each.return_by >= instant]
    if reminder.audience is Audience.ADMITTING_COLLEGES and due:
        return f"{min(due, key=lambda each: each.return_by).title}{season.terms.returning}截止"
    return ""
