"""Seats left for the supplementary filing, over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.admission.api.proposal import SignIn, WholeOut, season_named, signing, writing_in
from services.admission.usecases import vacancy
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.schemas import Schema

blueprint = JsonBlueprint("vacancies", __name__, url_prefix="/seasons", description="缺额计划")


class VacanciesIn(Schema):
    """Under which number it is announced."""

    number = fields.String(required=True, validate=validate.Length(1, 100), metadata={"description": "批准文号"})


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
