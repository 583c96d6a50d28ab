"""``GET /season/{code}``: the same in every service, its own copy of a season. Who differs has not heard yet."""

from typing import Any

from marshmallow import fields

from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import receipt
from shared.web.parts import parts
from shared.web.schemas import Instant, Schema


class MomentOut(Schema):
    """Something that will come."""

    name = fields.String()
    instant = Instant()


class SeasonCopyOut(Schema):
    """A service's copy of a season."""

    season = fields.String()
    intake = fields.String()
    title = fields.String()
    version = fields.Integer()
    rehearsal = fields.Boolean()
    now = Instant()
    phase = fields.String(allow_none=True)
    behind = fields.Integer()
    next = fields.List(fields.Nested(MomentOut))


def seasons_blueprint() -> JsonBlueprint:
    """The routes, made anew for each app."""
    blueprint = JsonBlueprint("season", __name__, url_prefix="/season", description="本服务所用的招生方案")

    @blueprint.route("/<code>")
    @public
    @blueprint.response(200, SeasonCopyOut)
    def season(code: str) -> Any:
        """本服务的方案副本：版本、阶段、接下来的节点"""
        return parts().seasons.shown(code, wall=receipt())

    return blueprint
