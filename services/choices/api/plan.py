"""The plan as a candidate may apply for it."""

from itertools import islice
from typing import Any

from marshmallow import fields, validate

from services.choices.api.candidate import books, myself, own_intake
from services.choices.usecases.choice import Search, offered_to
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.schemas import ListQuery, Schema, page_schema

blueprint = JsonBlueprint("plan", __name__, url_prefix="/plan", description="招生计划")


class PlanQuery(ListQuery):
    """What is looked for."""

    q = fields.String(load_default="", validate=validate.Length(max=60),
                      metadata={"description": "院校或专业的代码或名称"})
    all = fields.Boolean(load_default=False, metadata={"description": "1：包括本人不能填报的"})
    batch = fields.String(load_default="", metadata={"description": "批次；征集志愿按公布的缺额"})


class TestOut(Schema):
    """A college's own test."""

    mode = fields.String()
    at = fields.String()
    place = fields.String()
    equipment = fields.String(allow_none=True)


class OfferOut(Schema):
    """A major on offer."""

    college = fields.String()
    college_name = fields.String()
    major = fields.String()
    major_name = fields.String()
    seats = fields.Dict(keys=fields.String(), values=fields.Integer())
    demand = fields.String(allow_none=True)
    min_tier = fields.String(allow_none=True)
    charter = fields.String(allow_none=True)
    honours = fields.String(allow_none=True)
    phones = fields.List(fields.String())
    test = fields.Nested(TestOut, allow_none=True)
    open_to_me = fields.Boolean()


@blueprint.route("", methods=["GET"])
@permits(Role.CANDIDATE)
@blueprint.arguments(PlanQuery, location="query")
@blueprint.response(200, page_schema(OfferOut))
def plan(query: dict[str, Any]) -> Any:
    """招生计划：本人可以填报的；all=1 为全部"""
    own_intake()
    name = f"plan/{query['q']}/{query['all']}/{query['batch']}"
    after = tuple(read_cursor(query, name) or ())
    with reading() as conn:
        search = Search(batch=query["batch"], words=query["q"], everything=query["all"])
        found = offered_to(conn, books(), myself(conn), search)
        rows = list(islice((each for each in found if (each["college"], each["major"]) > after), query["limit"] + 1))
    return page_of(rows, query, name=name, key=lambda row: [row["college"], row["major"]])
