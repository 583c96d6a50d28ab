"""Officers' rulings on late, over-full and silent colleges, over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.admission.api.proposal import SignIn, WholeOut, season_named, signing, writing_in
from services.admission.domain.ruling import Verdict
from services.admission.usecases import ruling
from services.admission.usecases.ruling import Case, Ruling
from shared.security.access import Role
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.schemas import Schema

blueprint = JsonBlueprint("rulings", __name__, url_prefix="/seasons", description="迟返、超计划和未返回的处理")


class RulingIn(Schema):
    """What officers decide, by an order that has a number."""

    ruling = fields.String(
        required=True, validate=validate.OneOf([each.value for each in Verdict]),
        metadata={"description": "accept 接受返回结果；refuse 不接受，考生保留后续志愿"},
    )
    number = fields.String(required=True, validate=validate.Length(1, 100), metadata={"description": "批准文号"})
    reason = fields.String(required=True, validate=validate.Length(1, 500))


@blueprint.route("/<code>/rounds/<no>/colleges/<college>/rulings", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(RulingIn)
@blueprint.response(201, WholeOut)
def propose_ruling(body: dict[str, Any], code: str, no: str, college: str) -> Any:
    """对一所院校待处理的考生登记书面处理决定（本人签批）"""
    season = season_named(code)
    decided = Ruling(verdict=Verdict(body["ruling"]), number=body["number"], reason=body["reason"])
    with writing_in(season) as tx:
        case = Case(season=season, no=no, college=college)
        return ruling.propose(tx, case, decided, officer=principal().subject)


@blueprint.route("/<code>/rounds/<no>/colleges/<college>/rulings/signatures", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(SignIn)
@blueprint.response(201, WholeOut)
def sign_ruling(body: dict[str, Any], code: str, no: str, college: str) -> Any:
    """第二名工作人员签批，处理决定生效"""
    season = season_named(code)
    with writing_in(season) as tx:
        return ruling.sign(tx, Case(season=season, no=no, college=college), signing(body))
