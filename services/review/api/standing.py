"""Where cases stand over HTTP: for officers, who revoke by an order, and auditors."""

from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from services.review.domain.case import Standing
from services.review.store.queue import Asked
from services.review.usecases.standing import list_standings
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

blueprint = JsonBlueprint("standings", __name__, url_prefix="/standings", description="资格审查：结论一览")


class StandingQuery(ListQuery):
    """Of one standing, or of one candidate."""

    status = fields.String(load_default=None, validate=validate.OneOf([str(each) for each in Standing]))
    candidate_number = fields.String(load_default=None)


class StandingOut(Schema):
    """Where one case stands."""

    account = fields.String()
    season = fields.String()
    candidate_number = fields.String()
    masked_name = fields.String(attribute="name")
    source_college = fields.String()
    category = fields.String()
    revision = fields.Integer()
    submitted_at = Instant()
    status = fields.String(attribute="standing")
    stage = fields.String(allow_none=True)


@blueprint.route("", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR)
@blueprint.arguments(StandingQuery, location="query")
@blueprint.response(200, page_schema(StandingOut))
def standings(query: dict[str, Any]) -> Any:
    """各申报的审查结论，先提交的在前；可按考生号查找"""
    cursor = read_cursor(query, "standings")
    after = None if cursor is None else (datetime.fromisoformat(cursor[0]), cursor[1])
    asked = Asked(most=query["limit"] + 1, after=after, standing=query["status"])
    with reading() as conn:
        rows = list_standings(conn, parts().database.box, adapter(Service).season, asked,
                              number=query["candidate_number"])
    return page_of(rows, query, name="standings", key=lambda row: [row.submitted_at.isoformat(), row.account])
