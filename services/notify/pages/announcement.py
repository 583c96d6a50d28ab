"""公告 in the browser: everybody reads them; an officer writes one, looks at it once more, publishes it."""

import re
from datetime import datetime
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.notify.domain.announcement import TEXT_MOST, TITLE_MOST
from services.notify.store import Part
from services.notify.usecases.announcement import Draft, publish_announcement, read_announcement
from services.notify.usecases.entry import read_announcements
from shared.kernel import LongmenError, new_id
from shared.security.access import Role
from shared.web.access import permits, principal_or_none, public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page, refused, typed
from shared.web.parts import parts
from shared.web.problems import InvalidInput
from shared.web.translation import errors_of, gettext

blueprint = PageBlueprint("announcement_pages", __name__)
PAGE = "/notify/announcements"
ON_A_PAGE = 20
KEY = re.compile(r"[0-9a-f-]{36}")


@blueprint.route("/announcements")
@public
def announcements() -> str:
    """What everybody in the intake was told, the newest first."""
    known = _intakes()
    who, only = principal_or_none(), next(iter(known)) if len(known) == 1 else ""
    intake = (who.intake if who else None) or request.args.get("intake") or only
    query: dict[str, Any] = {"limit": ON_A_PAGE, "cursor": request.args.get("cursor")}
    errors = []
    try:
        cursor = read_cursor(query, f"announcements/{intake}")
    except LongmenError as error:
        cursor, errors = None, errors_of(error)
    before = None if cursor is None else (datetime.fromisoformat(cursor[0]), cursor[1])
    with reading() as conn:
        found = read_announcements(conn, parts().database.box, intake=intake, part=Part(ON_A_PAGE + 1, before))
    listed = page_of(found, query, name=f"announcements/{intake}", key=lambda each: [each.at.isoformat(), each.id])
    return page("announcements.html", items=listed["items"], next_cursor=listed["next"], is_first=cursor is None,
                intake=intake, intakes=known, errors=errors, may_write=who is not None and who.role is Role.OFFICER)


@blueprint.route("/announcements/<entry_id>")
@public
def announcement(entry_id: str) -> str:
    """One announcement in full."""
    with reading() as conn:
        told, intake = read_announcement(conn, parts().database.box, entry_id)
    return page("announcement.html", told=told, intake=intake, is_new=request.args.get("news") == "published")


@blueprint.route("/announcements/new", methods=["GET", "POST"])
@permits(Role.OFFICER)
def write() -> str | AnyResponse:
    """The form; what is typed is shown as everybody will see it before it is published."""
    known = _intakes()
    if request.method == "GET":
        return page("announcement_form.html", intakes=known, draft={"key": new_id(), "intake": next(iter(known), "")})
    given = {name: request.form.get(name, "") for name in ("key", "intake", "title", "text")}
    try:
        draft = _draft(known)
        if request.form.get("step") == "publish":
            with writing(intake=draft.intake) as tx:
                told = publish_announcement(tx, draft)
            return redirect(f"{PAGE}/{told.id}?news=published", 303)
    except LongmenError as error:
        return refused("announcement_form.html", error, intakes=known, draft=given)
    if request.form.get("step") == "change":
        return page("announcement_form.html", intakes=known, draft=given)
    return page("announcement_check.html", intakes=known, draft=draft)


def _draft(known: dict[str, str]) -> Draft:
    """What was typed, all of whose faults are said at once."""
    key, intake = typed("key", most=40), typed("intake", most=60)
    title, text = typed("title", most=TITLE_MOST).strip(), typed("text", most=TEXT_MOST).strip()
    wrong = []
    if intake not in known:
        wrong.append(("intake", gettext("请选择招生项目。")))
    if not title or not title.isprintable():
        wrong.append(("title", gettext("请填写标题，只写一行。")))
    if not text:
        wrong.append(("text", gettext("请填写正文。")))
    if wrong:
        raise InvalidInput(wrong)
    key = key if KEY.fullmatch(key) else new_id()
    return Draft(key=key, intake=intake, title=title, text=text.replace("\r\n", "\n"))


def _intakes() -> dict[str, str]:
    """Every intake that a season told of, with the title of its newest."""
    return {season.intake: season.title for season in parts().seasons.seasons()}
