"""Another phone over HTTP: a code to it, then the change."""

from typing import Any

from marshmallow import fields, validate

from services.registration.api.codes import CodeOut, seasons_of
from services.registration.api.proofs import proved, signed_in_owner
from services.registration.usecases import phones
from services.registration.usecases.phones import NewPhone
from services.registration.usecases.windows import any_season
from shared.security.access import Role
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import recording, writing
from shared.web.schemas import Schema

blueprint = JsonBlueprint("phones", __name__, url_prefix="/me/phone", description="手机号码")


class NewPhoneIn(Schema):
    """The new phone, and the own password."""

    phone = fields.String(required=True, validate=validate.Length(max=20))
    own_password = fields.String(required=True, validate=validate.Length(1, 200))


class PhoneIn(Schema):
    """The new phone, and the code that was sent to it."""

    phone = fields.String(required=True, validate=validate.Length(max=20))
    code = fields.String(required=True, validate=validate.Length(max=10))


@blueprint.route("/codes", methods=["POST"])
@permits(Role.CANDIDATE)
@blueprint.arguments(NewPhoneIn)
@blueprint.response(202, CodeOut)
def ask(body: dict[str, Any]) -> Any:
    """获取验证码：更换手机号码"""
    intake = principal().intake or ""
    wanted, season = NewPhone.read(intake=intake, phone=body["phone"]), any_season(seasons_of(intake))
    asked, proof = proved(signed_in_owner(), body["own_password"])
    with recording(intake=intake) as tx:
        return phones.ask_code(tx, season, asked, proof, wanted)


@blueprint.route("", methods=["POST"])
@permits(Role.CANDIDATE)
@blueprint.arguments(PhoneIn)
@blueprint.response(204)
def change(body: dict[str, Any]) -> None:
    """以发往新号码的验证码更换手机号码，其他设备上的登录随即失效"""
    intake, owner = principal().intake or "", signed_in_owner()
    wanted = NewPhone.read(intake=intake, phone=body["phone"])
    with recording(intake=intake) as tx:
        phones.try_phone(tx, owner, wanted, body["code"])
    with writing(intake=intake) as tx:
        phones.change_phone(tx, owner, wanted, body["code"])
