"""Seals for anybody, with how to verify; and the file that proves one's own filing to be in one."""

import json

from flask import make_response, request
from werkzeug.wrappers import Response as AnyResponse

from services.choices.pages.candidate import myself
from services.choices.store import Part
from services.choices.usecases.proof import proof_of
from services.choices.usecases.seal import seals_page
from services.choices.usecases.window import calendar_of
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page
from shared.web.parts import adapter, parts

blueprint = PageBlueprint("seal_pages", __name__)
AT_ONCE = 20


@blueprint.route("/seals", methods=["GET"])
@public
def seals() -> str:
    """Every seal with its count and root, the newest first."""
    with reading() as conn:
        rows = seals_page(conn, Part(AT_ONCE + 1, read_cursor(request.args, "seals-page")))
    shown = page_of(rows, {"limit": AT_ONCE}, name="seals-page", key=lambda row: [row.season, row.batch, row.seal])
    calendars = {row.season: calendar_of(adapter(Service).season, row.season) for row in shown["items"]}
    found = [{"seal": row, "season": calendars[row.season].season.title,
              "batch": calendars[row.season].batches().get(row.batch, "")} for row in shown["items"]]
    return page("seals.html", seals=found, next=shown["next"], is_first="cursor" not in request.args)


@blueprint.route("/filings/<batch>/proof", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def proof(batch: str) -> AnyResponse:
    """The proof as a file to keep."""
    with reading() as conn:
        me = myself(conn)
        found = proof_of(conn, parts().database.box, me.account, season=me.calendar.season.code, batch=batch)
    response = make_response(json.dumps(found, ensure_ascii=False, indent=1))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="proof-{found["batch"]}-{found["seal"]}.json"'
    return response
