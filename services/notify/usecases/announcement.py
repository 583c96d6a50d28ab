"""Announcing a moment of the season to everybody in its intake."""

from sqlalchemy import Connection

from services.notify.usecases.entry import Said, write_entries
from shared.contracts.admission import MilestoneReached
from shared.db import Tx
from shared.inbox import NotYet
from shared.kernel import NotFound, shown
from shared.season import Moment, Season, moments
from shared.season.moments import MomentKind
from shared.season.replica import whole


def announce(tx: Tx, reached: MilestoneReached) -> None:
    """A public entry for a moment that came. Raises NotYet while our copy of the season is older than the news."""
    season, version = _season(tx.conn, reached.season)
    if version < reached.season_version:
        raise NotYet(f"admission/season/{reached.season}")
    moment = next((each for each in moments(season) if each.name == reached.moment), None)
    if moment is None or moment.kind is MomentKind.REMINDER:
        return
    template, params = _words(season, moment)
    write_entries(tx, [Said(
        source=f"admission/moment/{reached.season}/{reached.moment}/{reached.instant:%Y%m%dT%H%MZ}", template=template,
        params=params, at=reached.instant, intake=reached.intake, season=reached.season,
    )])


def _season(conn: Connection, code: str) -> tuple[Season, int]:
    try:
        held = whole(conn, code)
    except NotFound as error:
        raise NotYet(f"admission/season/{code}") from error
    return Season.from_document(held.document), held.season_version


def _words(season: Season, moment: Moment) -> tuple[str, dict[str, str]]:
    params = {"title": moment.title, "at": shown(moment.instant)}
    window = season.window(moment.subject) if moment.kind is MomentKind.WINDOW_OPENS else None
    return ("moment", params) if window is None else ("window_opens", params | {"closes": shown(window.closes_at)})
