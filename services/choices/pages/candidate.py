"""Whose pages these are; and 《填报条款和声明》, which come before the filing."""

from typing import Any

from flask import redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from services.choices.usecases import candidate
from services.choices.usecases.candidate import Own
from services.choices.usecases.ground import Books
from services.choices.usecases.plan import PlanShelf
from services.choices.usecases.window import declared
from shared.kernel import NotFound
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now, writing
from shared.web.pages import page, typed
from shared.web.parts import adapter, parts
from shared.web.translation import N_

blueprint = PageBlueprint("candidate_pages", __name__)
USUAL = (
    N_("资格审查"), N_("志愿"), N_("征集志愿"), N_("生源院校"), N_("填报条款和声明"), N_("我已知晓并同意上述条款"),
)
"""A season has words of its own; these, which most have, have English."""


def books() -> Books:
    """Seasons and plans of this process."""
    return Books(adapter(Service).season, adapter(PlanShelf))


def own_intake() -> str:
    """The intake of the candidate who asks."""
    intake = principal().intake
    if intake is None:
        raise NotFound
    return intake


def myself(conn: Connection) -> Own:
    """The candidate who asks."""
    return candidate.own(conn, parts().database.box, books(), principal().subject, intake=own_intake())


@blueprint.route("/terms", methods=["GET", "POST"])
@permits(Role.CANDIDATE)
def terms() -> str | AnyResponse:
    """The declaration and its one button; whoever read another text than the present one reads again."""
    if request.method == "GET":
        return page("terms.html", is_new=request.args.get("news") == "new_text", **_shown())
    with writing(intake=own_intake()) as tx:
        me = myself(tx.conn)
        if typed("text") != declared(me.calendar.season):
            return redirect("/choices/terms?news=new_text", 303)
        candidate.accept_terms(tx, me)
    return redirect("/choices/filing?news=accepted", 303)


def _shown() -> dict[str, Any]:
    with reading() as conn:
        me = myself(conn)
        shown = candidate.overview(conn, me, now=season_now(own_intake()))
    return {"terms": shown["terms"], "digest": declared(me.calendar.season), "words": me.calendar.season.terms}
