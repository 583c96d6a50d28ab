"""The provincial check over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.admission.api.proposal import SignIn, WholeOut, season_named, signing, writing_in
from services.admission.usecases import check
from shared.security.access import Role
from shared.security.signing import SigningKey
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.parts import adapter
from shared.web.schemas import Schema

blueprint = JsonBlueprint("checks", __name__, url_prefix="/seasons", description="录检")


class CheckIn(Schema):
    """Whose decision is not approved: it goes back to the college."""

    send_back = fields.List(
        fields.String(), load_default=list, validate=validate.Length(max=1000),
        metadata={"description": "不同意院校意见的考生（account），退回院校重新处理"},
    )


@blueprint.route("/<code>/rounds/<no>/check", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(CheckIn)
@blueprint.response(201, WholeOut)
def propose_check(body: dict[str, Any], code: str, no: str) -> Any:
    """录检：核对院校返回的结果，生成待签批的录取和退档名单"""
    season = season_named(code)
    with writing_in(season) as tx:
        return check.propose(tx, season, no, send_back=body["send_back"])


@blueprint.route("/<code>/rounds/<no>/check/signatures", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(SignIn)
@blueprint.response(201, WholeOut)
def sign_check(body: dict[str, Any], code: str, no: str) -> Any:
    """签批录检结果；两人签批后生成录取名册，录取生效，退档考生恢复自由可投"""
    season = season_named(code)
    with writing_in(season) as tx:
        return check.sign(tx, season, no, signing(body), adapter(SigningKey))
