"""A college's mailbox over HTTPS: letters after a number, for the college whose firewall opens 443 only."""

import json
from typing import Any

from marshmallow import fields, validate

from services.admission.usecases import mailbox
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.parts import parts
from shared.web.schemas import Schema

blueprint = JsonBlueprint("mailbox", __name__, url_prefix="/colleges", description="招生院校信箱")


class MailQuery(Schema):
    """From where on. The number is a place to come back to, which a program keeps: so it is no opaque cursor."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**31 - 1), metadata={
        "description": "已取到的最后一份的 n；第一次为 0"})
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class MailOut(Schema):
    """A letter and its number in the mailbox."""

    n = fields.Integer()
    letter = fields.Dict()


class MailPage(Schema):
    """Letters, oldest first; ``next`` is where to ask from, whether or not there is more now."""

    items = fields.List(fields.Nested(MailOut))
    next = fields.Integer()
    more = fields.Boolean()


@blueprint.route("/<college>/mailbox", methods=["GET"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@blueprint.arguments(MailQuery, location="query")
@blueprint.response(200, MailPage)
def letters(query: dict[str, Any], college: str) -> Any:
    """本校信箱中第 after 份之后的报文，从旧到新"""
    with reading() as conn:
        found = mailbox.letters(
            conn, parts().database.box, college, after=query["after"], most=query["limit"] + 1)
    page = found[:query["limit"]]
    return {
        "items": [{"n": each.n, "letter": json.loads(each.body)} for each in page],
        "next": page[-1].n if page else query["after"], "more": len(found) > len(page),
    }
