"""``/<service>/operations``: what an operator looks at, and what they may set going again. No personal data."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from shared import outbox
from shared.inbox import OPEN, rows
from shared.kernel import LongmenError, NotFound
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import actor, reading, writing
from shared.web.machine import copies, of_database, offset, plain, queues
from shared.web.pages import page, refused, typed
from shared.web.parts import Messages, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext

LONGEST_NUMBER = 60
PAGE = "/{service}/operations"


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
        shown = of_database(conn)
    return page("operations.html", **shown, queues=queues(), copies=copies(), offset=offset(),
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


def _message(event_id: str) -> dict[str, Any]:
    with reading() as conn:
        found = rows.message(conn, event_id)
        if found is None:
            raise NotFound
        behind = rows.waiting_behind(conn, found.key, found.seq)
    return {"message": plain(found), "behind": behind, "is_open": found.status in OPEN}
