"""The plan over HTTP: drafted and signed by officers, open to all once it is published."""

from typing import Any

from marshmallow import fields, validate

from services.admission.api.proposal import SignIn, WholeOut, season_named, signing, writing_in
from services.admission.domain.plan import Major
from services.admission.usecases import plan
from shared.security.access import Role
from shared.web.access import permits, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.limits import MIB, takes
from shared.web.schemas import Instant, Schema
from shared.web.versions import tag

blueprint = JsonBlueprint("plans", __name__, url_prefix="/seasons", description="招生计划")


class MajorIn(Schema):
    """A major on offer, with its seats by category."""

    college = fields.String(required=True, validate=validate.Length(1, 30))
    code = fields.String(required=True, validate=validate.Length(1, 30))
    name = fields.String(required=True, validate=validate.Length(1, 100))
    seats = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), required=True)
    demand = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=500))


class PlanIn(Schema):
    """All majors, or nothing: then those of the season file."""

    majors = fields.List(fields.Nested(MajorIn), load_default=None, allow_none=True)


class TestOut(Schema):
    """A college's test."""

    __test__ = False
    mode = fields.String()
    at = fields.String()
    place = fields.String()
    equipment = fields.String(allow_none=True)


class CollegeOut(Schema):
    """What a college publishes of itself."""

    college = fields.String()
    name = fields.String()
    charter = fields.String(allow_none=True)
    min_tier = fields.String(allow_none=True)
    honours = fields.String(metadata={"description": "priority 优先、bonus 加分、none 无"})
    phones = fields.List(fields.String())
    test = fields.Nested(TestOut, allow_none=True)


class PlanOut(Schema):
    """The plan in force."""

    season = fields.String()
    revision = fields.Integer()
    published_at = Instant()
    majors = fields.List(fields.Nested(MajorIn))
    colleges = fields.List(fields.Nested(CollegeOut))


@blueprint.route("/<code>/plan", methods=["POST"])
@permits(Role.OFFICER)
@takes("application/json", limit=2 * MIB)
@blueprint.arguments(PlanIn)
@blueprint.response(201, WholeOut)
def draft_plan(body: dict[str, Any], code: str) -> Any:
    """起草招生计划（连同各院校信息）；不填 majors 的，按方案文件"""
    season = season_named(code)
    given = body["majors"]
    majors = None if given is None else [Major(**each) for each in given]
    with writing_in(season) as tx:
        return plan.draft(tx, season, majors)


@blueprint.route("/<code>/plan/signatures", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(SignIn)
@blueprint.response(201, WholeOut)
def sign_plan(body: dict[str, Any], code: str) -> Any:
    """签批招生计划；第二名工作人员签批后即行公布"""
    season = season_named(code)
    with writing_in(season) as tx:
        return plan.sign(tx, season, signing(body))


@blueprint.route("/<code>/plan", methods=["GET"])
@public
@blueprint.response(200, PlanOut)
def show_plan(code: str) -> Any:
    """已公布的招生计划"""
    season_named(code)
    with reading() as conn:
        found = plan.published(conn, code)
    tag(found.revision)
    return found
