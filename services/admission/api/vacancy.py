"""Seats left for the supplementary filing, over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.admission.api.proposal import SignIn, WholeOut, box, season_named, signing, writing_in
from services.admission.usecases import vacancy
from shared.security.access import Role
from shared.web.access import permits, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("vacancies", __name__, url_prefix="/seasons", description="缺额计划")


class VacanciesIn(Schema):
    """Under which number it is announced."""

    number = fields.String(required=True, validate=validate.Length(1, 100), metadata={"description": "批准文号"})


class VacantOut(Schema):
    """Seats of one major for one category."""

    college = fields.String()
    college_name = fields.String()
    major = fields.String()
    major_name = fields.String()
    category = fields.String()
    seats = fields.Integer()


class VacanciesOut(Schema):
    """What was announced last."""

    season = fields.String()
    batch = fields.String()
    held = fields.Boolean(metadata={"description": "false：没有缺额，不再组织征集志愿"})
    number = fields.String(metadata={"description": "批准文号"})
    published_at = Instant()
    seats = fields.List(fields.Nested(VacantOut))


@blueprint.route("/<code>/vacancies", methods=["GET"])
@public
@blueprint.response(200, VacanciesOut)
def show_vacancies(code: str) -> Any:
    """已公布的缺额计划；尚未公布的为404"""
    season = season_named(code)
    with reading() as conn:
        return vacancy.announced(conn, box(), season)


@blueprint.route("/<code>/vacancies", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(VacanciesIn)
@blueprint.response(201, WholeOut)
def draft_vacancies(body: dict[str, Any], code: str) -> Any:
    """统计缺额计划，待签批公布；没有缺额的，公布取消征集志愿"""
    season = season_named(code)
    with writing_in(season) as tx:
        return vacancy.draft(tx, season, body["number"])


@blueprint.route("/<code>/vacancies/signatures", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(SignIn)
@blueprint.response(201, WholeOut)
def sign_vacancies(body: dict[str, Any], code: str) -> Any:
    """签批缺额计划；两人签批后公布，征集志愿窗口随之公告或取消"""
    season = season_named(code)
    with writing_in(season) as tx:
        return vacancy.sign(tx, season, signing(body))
