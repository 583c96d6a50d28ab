"""Rolls of the admitted over HTTP: to officers, and to the college whose they are."""

from typing import Any

from marshmallow import fields

from services.admission.api.proposal import box, season_named
from services.admission.usecases import roll
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("rolls", __name__, url_prefix="/seasons", description="录取名册")


class RollOut(Schema):
    """A signed roll; each page says which of how many it is."""

    id = fields.String()
    no = fields.Integer()
    college = fields.String()
    count = fields.Integer()
    pages = fields.Integer()
    digest = fields.String()
    officers = fields.List(fields.String())
    signature = fields.String(metadata={"description": "赛季密钥对名册的 Ed25519 签名"})
    signed_at = Instant()
    document = fields.List(fields.Dict())
    struck = fields.List(fields.String(), metadata={"description": "签批后录取被取消的考生号；名册为签批时的原件"})


class RollsOut(Schema):
    """A college's rolls in a round: more than one after a late return."""

    items = fields.List(fields.Nested(RollOut))


@blueprint.route("/<code>/rounds/<no>/rolls/<college>", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR, Role.ADMISSION_COLLEGE, scope="college")
@blueprint.response(200, RollsOut)
def show_rolls(code: str, no: str, college: str) -> Any:
    """一所院校本轮的录取名册"""
    season = season_named(code)
    with reading() as conn:
        return {"items": roll.of_college(conn, box(), season, no, college=college)}
