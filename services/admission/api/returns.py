"""A college's return over HTTP, made at the desk: handed in, and signed by two."""

from typing import Any

from marshmallow import fields

from services.admission.api.desk import SeasonQuery, visiting
from services.admission.usecases import desk, returns
from services.admission.usecases.returns import Taken
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import writing
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("returns", __name__, url_prefix="/colleges", description="返回录取结果")


class ReturnSignIn(Schema):
    """What the person has read."""

    digest = fields.String(required=True, metadata={"description": "所核对的返回的 digest"})


class RemarkOut(Schema):
    """What will hold the return for an officer's decision."""

    code = fields.String()
    message = fields.String()


class ReturnOut(Schema):
    """A revision of the return."""

    round = fields.String(attribute="made.round")
    college = fields.String(attribute="made.college")
    revision = fields.Integer(attribute="made.revision")
    digest = fields.String(attribute="made.digest")
    admitted = fields.Integer(attribute="made.admitted")
    returned = fields.Integer(attribute="made.returned")
    standing = fields.String(
        attribute="made.standing",
        metadata={"description": "submitted 待签发、signed 已返回、held 待考试院处理、superseded 已被取代"},
    )
    held_for = fields.List(fields.String(), attribute="made.held_for")
    signatures = fields.Integer()
    submitted_at = Instant(attribute="made.submitted_at")
    signed_at = Instant(attribute="made.signed_at", allow_none=True)
    said_at = Instant(allow_none=True, metadata={"description": "院校报文所写的签发时间，不作为依据"})
    held_by_us = fields.Boolean(
        attribute="made.held_by_us", metadata={"description": "仅因考试院一方未在接收而迟收"})
    remarks = fields.List(fields.Nested(RemarkOut))


class ReturnsOut(Schema):
    """Every revision, from the first."""

    items = fields.List(fields.Nested(ReturnOut))


@blueprint.route("/<college>/rounds/<no>/returns", methods=["GET"])
@permits(Role.ADMISSION_COLLEGE, Role.OFFICER, Role.AUDITOR, scope="college")
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.response(200, ReturnsOut)
def show_returns(query: dict[str, Any], college: str, no: str) -> Any:
    """本轮各次返回及其签发情况"""
    visit = visiting(query["season"], college, no)
    with writing(intake=visit.turn.season.intake) as tx:
        return {"items": returns.standing(tx, visit.turn)}


@blueprint.route("/<college>/rounds/<no>/returns", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.response(201, ReturnOut)
def hand_in(query: dict[str, Any], college: str, no: str) -> Any:
    """以当前的预录取、预退档意见生成一次返回；有错误时逐条列出"""
    visit = visiting(query["season"], college, no)
    with writing(intake=visit.turn.season.intake) as tx:
        return desk.hand_in(tx, visit)


@blueprint.route("/<college>/rounds/<no>/returns/<int:revision>/signatures", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.arguments(ReturnSignIn)
@blueprint.response(201, ReturnOut)
def sign(query: dict[str, Any], body: dict[str, Any], college: str, no: str, revision: int) -> Taken:
    """签发一次返回；第二名工作人员签发时即为返回，以系统收到的时间为准"""
    visit = visiting(query["season"], college, no)
    with writing(intake=visit.turn.season.intake) as tx:
        return desk.sign(tx, visit, revision, body["digest"])
