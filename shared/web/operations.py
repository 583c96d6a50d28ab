"""``/<service>/operations``: what an operator looks at, and what they may set going again. No personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, redirect, request
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response as AnyResponse

from shared import audit, jobs, outbox
from shared.bus import BusAway
from shared.inbox import OPEN, rows
from shared.kernel import LongmenError, NotFound
from shared.logs import masked
from shared.season import Season, moments
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import actor, reading, receipt, writing
from shared.web.pages import page, refused, typed
from shared.web.parts import Messages, log, parts
from shared.web.problems import InvalidInput
from shared.web.receipt import DatabaseClock
from shared.web.translation import gettext

SHOWN, COMING, LONGEST_NUMBER = 50, 5, 60
PAGE = "/{service}/operations"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A season as this service has it: its version, its time, how many past moments are still to be handled."""

    season: Season
    version: int
    rehearsal: bool
    now: datetime
    behind: int
    coming: Sequence[Any]


def operations_blueprint() -> PageBlueprint:
    """The routes, made anew for each app."""
    blueprint = PageBlueprint("operations", __name__, template_folder=None)
    blueprint.add_url_rule("/operations", view_func=operations)
    blueprint.add_url_rule("/operations/outbox", view_func=send_again, methods=["POST"])
    blueprint.add_url_rule("/operations/messages/<event_id>", view_func=message)
    blueprint.add_url_rule("/operations/messages/<event_id>/retry", view_func=retry, methods=["POST"])
    blueprint.add_url_rule("/operations/messages/<event_id>/discard", view_func=discard, methods=["POST"])
    return blueprint


@permits(Role.OPERATOR)
def operations() -> str:
    """Queues, outbox, inbox, jobs, seasons and clock of this service."""
    with reading() as conn:
        shown = _of_database(conn)
    return page("operations.html", **shown, queues=_queues(), copies=_copies(), offset=_offset(),
                news=request.args.get("news"), count=request.args.get("count", "", type=str))


@permits(Role.OPERATOR)
def send_again() -> AnyResponse:
    """What the bus refused is sent once more, dead or resting."""
    with writing() as tx:
        count = outbox.revive(tx.conn)
        tx.audit("outbox.revive", "outbox", count=count)
    return redirect(f"{_home()}?news=sent&count={count}", 303)


@permits(Role.OPERATOR)
def message(event_id: str) -> str:
    """One message: what it is, where it stands and why; what can be done."""
    return page("operations_message.html", **_message(event_id), news=request.args.get("news"))


@permits(Role.OPERATOR)
def retry(event_id: str) -> AnyResponse:
    """Try one now; who wanted it is written down, whatever comes of it."""
    _message(event_id)
    with writing() as tx:
        tx.audit("inbox.retry", f"event/{event_id}")
    _messages().retry(event_id)
    return redirect(f"{_home()}/messages/{event_id}?news=retried", 303)


@permits(Role.OPERATOR)
def discard(event_id: str) -> AnyResponse | str:
    """Give one up, by an order's number: first looked at once more, then done."""
    shown = _message(event_id)
    try:
        number = typed("order_number", most=200).strip()
        if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
            raise InvalidInput([("order_number", gettext("请填写批准文号，不超过60个字。"))])
        if request.form.get("step") != "confirmed":
            return page("operations_discard.html", **shown, number=number)
        _messages().discard(event_id, order_number=number, actor=actor())
    except NotFound:  # settled meanwhile, by itself or by a second click
        return redirect(f"{_home()}/messages/{event_id}", 303)
    except LongmenError as error:
        return refused("operations_message.html", error, **shown, number=request.form.get("order_number", ""))
    return redirect(f"{_home()}/messages/{event_id}?news=discarded", 303)


def _home() -> str:
    return PAGE.format(service=parts().service)


def _messages() -> Messages:
    found = parts().messages
    if found is None:
        raise NotFound
    return found


def _of_database(conn: Connection) -> dict[str, Any]:
    told, totals = outbox.summary(conn), rows.open_totals(conn)
    return {
        "told": told, "refused": [_row(each) for each in outbox.refused(conn, most=SHOWN)],
        "heard": [(status, totals.get(status)) for status in OPEN],
        "open": [_row(each) for each in rows.worst(conn, most=SHOWN)], "shown": SHOWN,
        "open_number": sum(each.messages for each in totals.values()),
        "jobs": jobs.counts(conn), "unchained": audit.oldest_unchained(conn), "migrations": _migrations(),
        "looked_at": receipt(),
    }


def _message(event_id: str) -> dict[str, Any]:
    with reading() as conn:
        found = rows.message(conn, event_id)
        if found is None:
            raise NotFound
        behind = rows.waiting_behind(conn, found.key, found.seq)
    return {"message": _row(found), "behind": behind, "is_open": found.status in OPEN}


def _row(row: Row[Any]) -> dict[str, Any]:
    """Without the body, and with nobody's name or number in the reason."""
    told = {name: value for name, value in row._mapping.items() if name != "body"}  # noqa: SLF001  (SQLAlchemy's public accessor)
    return told | {"error": masked(told["error"] or "")}


def _queues() -> dict[str, int] | None:
    """What waits at the broker; None when it does not answer, and nothing where there is none."""
    try:
        return dict(parts().at_broker())
    except BusAway as error:
        log().warning("broker_not_asked", error=str(error))
        return None


def _migrations() -> tuple[str | None, str | None]:
    found = parts().migrations
    return (None, None) if found is None else found.revisions()


def _offset() -> float:
    clock: DatabaseClock = current_app.extensions["longmen.clock"]
    return round(clock.measure().total_seconds(), 3)


def _copies() -> list[Copy]:
    copies = []
    for season in parts().seasons.seasons():
        shown = parts().seasons.shown(season.code, wall=receipt())
        coming = [each for each in moments(season) if each.instant > shown["now"]][:COMING]
        copies.append(Copy(season=season, version=shown["version"], rehearsal=shown["rehearsal"], now=shown["now"],
                           behind=shown["behind"], coming=coming))
    return copies
