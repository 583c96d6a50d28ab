"""How far a source college's candidates are, over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.registration.usecases.progress import Wanted, filing_page, overview, season_of_college
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.parts import adapter, parts
from shared.web.schemas import ListQuery, Schema

blueprint = JsonBlueprint("progress", __name__, url_prefix="/progress", description="本校考生报名和填报进展")


class ProgressQuery(ListQuery):
    """``season`` where the college is in several; ``batch``: by default the first; ``unfiled``: who saved nothing."""

    season = fields.String(load_default=None, validate=validate.Length(max=60))
    batch = fields.String(load_default=None, validate=validate.Length(max=40))
    unfiled = fields.Boolean(load_default=False)


class OverviewOut(Schema):
    """The college in numbers."""

    students = fields.Integer()
    accounts = fields.Integer()
    draft = fields.Integer()
    submitted = fields.Integer()
    returned = fields.Integer()
    withdrawn = fields.Integer()
    confirmed = fields.Integer()


class FilerOut(Schema):
    """One candidate who may file: how many of how many choices are saved, not which."""

    account = fields.String()
    candidate_number = fields.String()
    name = fields.String()
    student_number = fields.String()
    saved = fields.Integer()
    of = fields.Integer()
    accepted_terms = fields.Boolean()


class ProgressOut(Schema):
    """Registration in numbers, and one batch's filing by name."""

    season = fields.String()
    registration = fields.Nested(OverviewOut)
    batch = fields.String()
    batch_title = fields.String()
    may_file = fields.Integer()
    nothing_saved = fields.Integer()
    all_saved = fields.Integer()
    items = fields.List(fields.Nested(FilerOut))
    next = fields.String(allow_none=True)


@blueprint.route("", methods=["GET"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
@blueprint.arguments(ProgressQuery, location="query")
@blueprint.response(200, ProgressOut)
def progress(query: dict[str, Any]) -> Any:
    """本校考生的报名和志愿填报进展，不含志愿内容"""
    copies, college = adapter(Service).season, principal().scope or ""
    seasons = [copies.season(copy.season) for copy in copies.copies()]
    season = season_of_college(seasons, college, wanted=query["season"])
    after = (read_cursor(query, "progress") or [""])[0]
    wanted = Wanted(college=college, batch=query["batch"], unfiled=query["unfiled"], after=after,
                    most=query["limit"] + 1)
    with reading() as conn:
        found = filing_page(conn, parts().database.box, season, wanted)
        counted = overview(conn, season, college)
    page = page_of(found.pop("rows"), query, name="progress", key=lambda row: [row["account"]])
    return {"season": season.code, "registration": counted, **found, **page}
