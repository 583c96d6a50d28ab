"""消息: everything that a candidate was told, in full, and whether its SMS went out; what the calendar announces to all
has its own page."""

from datetime import datetime
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.notify.store import Part
from services.notify.usecases.inbox import mark_read, read_inbox
from shared.kernel import LongmenError, NotFound
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page, typed
from shared.web.parts import parts
from shared.web.problems import InvalidInput
from shared.web.translation import N_, errors_of, gettext

blueprint = PageBlueprint("inbox_pages", __name__)
ON_A_PAGE = 20
CHANNELS = {"sms": N_("短信"), "email": N_("电子邮件")}
OUTCOMES = {"due": (N_("待发送"), "neutral"), "delivered": (N_("已发送"), "good"), "failed": (N_("发送失败"), "bad"),
            "expired": (N_("已过期，未发送"), "warn")}


@blueprint.route("/inbox", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def inbox() -> str:
    """Messages, the newest first; those not read before are marked."""
    who = principal()
    if who.intake is None:
        raise NotFound
    query: dict[str, Any] = {"limit": ON_A_PAGE, "cursor": request.args.get("cursor")}
    errors = []
    try:
        cursor = read_cursor(query, "inbox")
    except LongmenError as error:
        cursor, errors = None, errors_of(error)
    before = None if cursor is None else (datetime.fromisoformat(cursor[0]), cursor[1])
    with reading() as conn:
        found = read_inbox(conn, parts().database.box, account=who.subject, intake=who.intake,
                           part=Part(ON_A_PAGE + 1, before))
    listed = page_of(found.messages, query, name="inbox", key=lambda each: [each.told.at.isoformat(), each.told.id])
    return page("inbox.html", inbox=found, messages=listed["items"], next_cursor=listed["next"], errors=errors,
                is_first=cursor is None, is_read=request.args.get("news") == "read", said_of=said_of)


@blueprint.route("/inbox/read", methods=["POST"])
@permits(Role.CANDIDATE)
def read() -> AnyResponse:
    """What was shown has been read; what came meanwhile has not."""
    who = principal()
    if who.intake is None:
        raise NotFound
    try:
        until = datetime.fromisoformat(typed("until", most=40))
    except ValueError as error:
        raise InvalidInput([("until", gettext("请刷新页面后重试。"))]) from error
    if until.tzinfo is None:
        raise InvalidInput([("until", gettext("请刷新页面后重试。"))])
    with writing(intake=who.intake) as tx:
        mark_read(tx, who.subject, until)
    return redirect("/notify/inbox?news=read", 303)


def said_of(delivery: Any) -> tuple[str, str, str]:
    """Channel, outcome and its tone, in words."""
    outcome, tone = OUTCOMES[delivery.status]
    return gettext(CHANNELS[delivery.channel]), gettext(outcome), tone
