"""《志愿填报》 in the browser: what is saved, what is not, until when, and the one next thing to do."""

from typing import Any

from flask import request

from services.choices.pages.candidate import books, myself, own_intake
from services.choices.usecases.candidate import own_data
from services.choices.usecases.choice import filing_sheet
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.pages import page
from shared.web.parts import parts

blueprint = PageBlueprint("filing_pages", __name__)


@blueprint.route("/filing", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def filing() -> str:
    """Every batch with its state; the open one first, with what is saved under each label."""
    now = season_now(own_intake())
    with reading() as conn:
        me = myself(conn)
        sheet = filing_sheet(conn, parts().database.box, books(), me, now=now)
        mine = own_data(me, now=now)
    return page("filing.html", sheet=sheet, mine=mine, words=me.calendar.season.terms, now=now, next=_next(sheet),
                accepted=request.args.get("news") == "accepted")


def _next(sheet: dict[str, Any]) -> dict[str, Any] | None:
    """The choice to fill in next: the first that is not saved of the batch that is open."""
    first = sheet["batches"][0] if sheet["batches"] else None
    if first is None or first["state"] != "open" or not sheet["may_file"] or not first["unsaved"]:
        return None
    return {"batch": first["batch"], "label": first["unsaved"][0]}
