"""A candidate's home: what was heard of them, the one thing to do next, and what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.notify.domain.audience import COLLEGE
from services.notify.domain.step import CORRECTION, ENDS, Calendar, Opening, Step, as_mark, correction, next_step
from services.notify.domain.texts import REMINDERS
from services.notify.store import entry, inbox, mark
from services.notify.usecases.announcement import vacancies_source
from services.notify.usecases.entry import Told, told
from shared.db import Seal
from shared.season import Moment, Place, Season, WindowKind, moments
from shared.season.moments import MomentKind
from shared.season.replica import SeasonReplica
from shared.season.windows import Orders, Span, extended, spans

COMING = 5
NEVER = datetime.fromisoformat("1970-01-01T00:00+00:00")
_OF_CANDIDATES = {MomentKind.ROUND_DOWN, MomentKind.ROUND_RESULTS}
_WINDOWS = {WindowKind.REGISTRATION, WindowKind.CONFIRMATION, WindowKind.FILING, WindowKind.PAYMENT}


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """``past``: the newest of each kind of news, oldest first; ``coming``: the moments next."""

    season: Season | None
    step: Step
    past: Sequence[Told]
    coming: Sequence[Moment]
    unread: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Whose home, at which instant of the season's time."""

    account: str
    intake: str
    now: datetime


def read_home(conn: Connection, box: Seal, seasons: SeasonReplica, asked: Asked) -> Home:
    """Where a candidate stands."""
    account, intake, now = asked.account, asked.intake, asked.now
    ours = seasons.seasons_of(intake)
    season = ours[-1] if ours else None
    marks = mark.among(conn, intake, [account]).get(account, {})
    place = Place(candidate=account, college=marks.get(COLLEGE))
    calendar = Calendar() if season is None else _calendar(conn, season, seasons.orders(season.code), place)
    if season is not None and (until := correction(marks)) is not None:
        review = spans(season, WindowKind.REVIEW, place=place, orders=seasons.orders(season.code))
        marks = {**marks, CORRECTION: as_mark(extended(review, until))}
    step = next_step(marks, calendar, now)
    is_over = season is None or step.act in ENDS
    heard = [told(each) for each in entry.own(conn, box, account) if each.template not in REMINDERS]
    return Home(
        season=season, step=step, past=_newest_of_each(heard),
        coming=() if is_over else _coming(season, calendar, now),
        unread=entry.recorded_after(conn, account=account, intake=intake,
                                    after=inbox.read_until(conn, account) or NEVER),
    )


def _calendar(conn: Connection, season: Season, orders: Orders, place: Place) -> Calendar:
    def openings(kind: WindowKind) -> list[Span]:
        every = spans(season, kind, place=place, orders=orders)
        return [each for each in every if each.announced and not each.cancelled]

    extra = season.supplementary.batch if season.supplementary else None
    is_held = extra is not None and _is_held(conn, season.code, extra)
    return Calendar(
        registration=[_opening(each) for each in openings(WindowKind.REGISTRATION)],
        confirmation=[_opening(each) for each in openings(WindowKind.CONFIRMATION)],
        filing=[_opening(each, extra=each.batch == extra) for each in openings(WindowKind.FILING)
                if is_held or each.batch != extra],
        results=[each.result_visible_at for each in season.rounds if is_held or each.batch != extra],
    )


def _is_held(conn: Connection, season: str, batch: str) -> bool:
    """Whether it was announced that there are seats for the supplementary filing."""
    return bool(entry.said(conn, [f"{vacancies_source(season, batch)}/supplementary_held"]))


def _opening(span: Span, *, extra: bool = False) -> Opening:
    return Opening(opens_at=span.opens_at, closes_at=span.closes_at, batch=span.batch or "", extra=extra)


def _coming(season: Season | None, calendar: Calendar, now: datetime) -> list[Moment]:
    """The next moments that matter to candidates, without those of a filing that may not be held."""
    if season is None:
        return []
    extra = season.supplementary.batch if season.supplementary else None
    is_held = any(each.extra for each in calendar.filing)
    ahead = [each for each in moments(season) if each.instant > now and _matters(season, each)]
    return [each for each in ahead if each.batch != extra or extra is None or is_held][:COMING]


def _matters(season: Season, moment: Moment) -> bool:
    if moment.kind in (MomentKind.WINDOW_OPENS, MomentKind.WINDOW_CLOSES):
        window = season.window(moment.subject)
        return window is not None and window.kind in _WINDOWS and not window.to_be_announced
    return moment.kind in _OF_CANDIDATES


def _newest_of_each(every: Sequence[Told]) -> list[Told]:
    """A choice that was saved ten times is one line, with the last time."""
    newest = {each.title: each for each in every}
    return sorted(newest.values(), key=lambda each: (each.at, each.id))
