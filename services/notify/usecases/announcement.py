"""Announcing to everybody in an intake: what the season's clock and admission bring, and what officers write."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

from sqlalchemy import Connection

from services.notify.domain.announcement import TEMPLATE
from services.notify.store import entry
from services.notify.usecases.entry import Said, Told, told, write_entries
from services.notify.usecases.season import season_of
from shared.contracts.admission import (
    MilestoneReached,
    PlanPublished,
    RoundClosed,
    RoundDispatched,
    VacanciesPublished,
)
from shared.db import Seal, Tx
from shared.kernel import NotFound, shown
from shared.season import Moment, Season, moments
from shared.season.moments import MomentKind
from shared.season.orders import in_force, of_seasons
from shared.season.words import WindowKind

UNSAID = frozenset({MomentKind.REMINDER, MomentKind.ROUND_DOWN})
"""A reminder is told to whom it is for; and a round is announced when it went down, not when it was to."""


WINDOWS = frozenset({MomentKind.WINDOW_OPENS, MomentKind.WINDOW_CLOSES})
SAID_BY = MappingProxyType({
    MomentKind.IMPORT_CLOSES: "closed", MomentKind.WINDOW_CLOSES: "closed", MomentKind.ROUND_RETURN_BY: "closed",
    MomentKind.ROUND_RESULTS: "results_open",
})
"""The template of a kind of moment; ``moment`` says the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What an officer wrote. ``key``: of the form that it was written in, so that a second click is no second one."""

    key: str
    intake: str
    title: str
    text: str


def publish_announcement(tx: Tx, draft: Draft) -> Told:
    """Say it to everybody in the intake, once."""
    source = f"notify/announcement/{draft.key}"
    if not entry.said(tx.conn, [f"{source}/{TEMPLATE}"]):
        write_entries(tx, [Said(source=source, template=TEMPLATE, params={"title": draft.title, "text": draft.text},
                                at=tx.now, intake=draft.intake)])
        tx.audit("announcement.publish", source, intake=draft.intake, title=draft.title,
                 text_sha256=sha256(draft.text.encode()).hexdigest())
    found = entry.under(tx.conn, tx.box, f"{source}/{TEMPLATE}")
    if found is None:
        raise NotFound
    return told(found)


def read_announcement(conn: Connection, box: Seal, entry_id: str) -> tuple[Told, str]:
    """One thing that was said to everybody, and in which intake. Raises NotFound."""
    found = entry.public(conn, box, entry_id)
    if found is None or found.intake is None:
        raise NotFound
    return told(found), found.intake


def announce(tx: Tx, reached: MilestoneReached) -> None:
    """A public entry for a moment that came, of what is held. Raises NotYet while our copy of the season is older than
    the news."""
    season = season_of(tx.conn, reached.season, at_least=reached.season_version)
    moment = next((each for each in moments(season) if each.name == reached.moment), None)
    if moment is None or moment.kind in UNSAID or not _is_held(tx.conn, season, moment):
        return
    template, params = _words(season, moment, reached.instant)
    write_entries(tx, [Said(
        source=f"admission/moment/{reached.season}/{reached.moment}/{reached.instant:%Y%m%dT%H%MZ}", template=template,
        params=params, at=reached.instant, intake=reached.intake, season=reached.season,
    )])


def announce_plan(tx: Tx, plan: PlanPublished) -> None:
    """The plan is out, or a newer one is."""
    write_entries(tx, [Said(
        source=f"admission/plan/{plan.season}/{plan.revision}", template="plan_published",
        params={"at": shown(plan.published_at)}, at=plan.published_at, intake=plan.intake, season=plan.season,
    )])


def vacancies_source(season: str, batch: str) -> str:
    """What is said of a supplementary round is about this."""
    return f"admission/vacancies/{season}/{batch}"


def announce_vacancies(tx: Tx, vacancies: VacanciesPublished) -> None:
    """The supplementary round is held with these seats, or it is not held. Raises NotYet without its season."""
    params = {"at": shown(vacancies.published_at), "seats": str(sum(each.seats for each in vacancies.seats))}
    windows = [each for each in season_of(tx.conn, vacancies.season).windows
               if each.kind is WindowKind.FILING and each.batch == vacancies.batch]
    for window in windows[:1]:
        params |= {"opens": shown(window.opens_at), "closes": shown(window.closes_at)}
    write_entries(tx, [Said(
        source=vacancies_source(vacancies.season, vacancies.batch),
        template="supplementary_held" if vacancies.held and windows else "supplementary_cancelled",
        params=params, at=vacancies.published_at, intake=vacancies.intake, season=vacancies.season,
    )])


def announce_round(tx: Tx, told: RoundDispatched | RoundClosed) -> None:
    """A round went down, or it is over. Raises NotYet without its season."""
    held = season_of(tx.conn, told.season).round(told.round)
    template, at = (("round_dispatched", told.dispatched_at) if isinstance(told, RoundDispatched)
                    else ("round_closed", told.closed_at))
    write_entries(tx, [Said(
        source=f"admission/round/{told.season}/{told.round}", template=template,
        params={"round": held.title if held else told.round, "at": shown(at)}, at=at, intake=told.intake,
        season=told.season,
    )])


def _is_held(conn: Connection, season: Season, moment: Moment) -> bool:
    """Not a window that was cancelled or waits for its announcement; nor rounds that only such ones lead to."""
    own = season.window(moment.subject) if moment.kind in WINDOWS else None
    ways = [own] if own else [each for each in season.windows if each.kind is WindowKind.FILING and moment.batch
                              and each.batch in (None, moment.batch)]
    heard = in_force(of_seasons(conn).get(season.code, ()))
    return not ways or any(each.id not in heard.cancelled and (not each.to_be_announced or each.id in heard.announced)
                           for each in ways)


def _words(season: Season, moment: Moment, reached: datetime) -> tuple[str, dict[str, str]]:
    """As it was reached; of what has another time by now nothing more is said."""
    params = {"title": moment.title, "at": shown(reached)}
    window = season.window(moment.subject) if moment.kind is MomentKind.WINDOW_OPENS else None
    if moment.instant != reached:
        return "moment", params
    if window is not None:
        return "window_opens", params | {"closes": shown(window.closes_at)}
    return SAID_BY.get(moment.kind, "moment"), params
