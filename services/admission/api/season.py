"""Published seasons over HTTP: open to all, but for who has adopted them."""

from typing import Any

from flask import Response
from marshmallow import fields

from services.admission.usecases import adoption
from services.admission.usecases import season as seasons
from shared import codec
from shared.security.access import Role
from shared.web.access import permits, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.schemas import Instant, Schema
from shared.web.versions import tag

blueprint = JsonBlueprint("seasons", __name__, url_prefix="/seasons", description="已发布的方案")


class SeasonOut(Schema):
    """The version in force."""

    season = fields.String()
    intake = fields.String()
    version = fields.Integer(attribute="season_version")
    rehearsal = fields.Boolean()
    document = fields.Dict()
    officers = fields.List(fields.String())
    signed_at = Instant()
    signature = fields.String()


class SeasonMomentOut(Schema):
    """A moment of the season; ``reached_at`` (wall clock) once it has come."""

    name = fields.String()
    title = fields.String()
    instant = Instant()
    reached_at = Instant(allow_none=True)


class MomentsOut(Schema):
    """Every moment, in order."""

    items = fields.List(fields.Nested(SeasonMomentOut))


class AdoptionOut(Schema):
    """How far a service is; nulls where it never said."""

    service = fields.String()
    version = fields.Integer(allow_none=True)
    adopted_at = Instant(allow_none=True)
    newest = fields.Boolean()


class AdoptionsOut(Schema):
    """How far all services are with the version in force."""

    season = fields.String()
    version = fields.Integer()
    complete = fields.Boolean()
    services = fields.List(fields.Nested(AdoptionOut))


@blueprint.route("/<code>", methods=["GET"])
@public
@blueprint.response(200, SeasonOut)
def season(code: str) -> Any:
    """现行版本的方案、签批人和签名"""
    with reading() as conn:
        found = seasons.in_force(conn, code)
    tag(found.season_version)
    return found


@blueprint.route("/<code>/signed", methods=["GET"])
@public
@blueprint.response(200)
def signed_season(code: str) -> Response:
    """签名的方案文件：消息中断时交给任一服务（season apply）"""
    with reading() as conn:
        found = seasons.in_force(conn, code)
    tag(found.season_version)
    name = f"{found.season}-{found.season_version}.signed.json"
    return Response(
        codec.encode(found), content_type="application/json",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@blueprint.route("/<code>/moments", methods=["GET"])
@public
@blueprint.response(200, MomentsOut)
def season_moments(code: str) -> Any:
    """全部节点及其到来的时间"""
    with reading() as conn:
        return {"items": seasons.moments_of(conn, code)}


@blueprint.route("/<code>/adoptions", methods=["GET"])
@permits(Role.OFFICER, Role.OPERATOR, Role.AUDITOR)
@blueprint.response(200, AdoptionsOut)
def adoptions(code: str) -> Any:
    """各服务已采用的版本"""
    with reading() as conn:
        return adoption.adoptions_of(conn, code)
