"""A forgotten password over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.registration.api.attempts import caller
from services.registration.usecases import passwords
from services.registration.usecases.passwords import Forgetful
from shared.security.passwords import Passwords
from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import recording, writing
from shared.web.parts import adapter
from shared.web.schemas import Schema

blueprint = JsonBlueprint("passwords", __name__, url_prefix="/password-resets", description="找回密码")


class ResetIn(Schema):
    """Which account, the code sent to its phone, the new password."""

    intake = fields.String(required=True)
    login = fields.String(required=True, validate=validate.Length(1, 200))
    code = fields.String(required=True, validate=validate.Length(max=10))
    password = fields.String(required=True, validate=validate.Length(max=200))


@blueprint.route("", methods=["POST"])
@public
@blueprint.arguments(ResetIn)
@blueprint.response(204)
def reset(body: dict[str, Any]) -> None:
    """以手机验证码重设密码，所有登录随即失效"""
    intake = body["intake"]
    forgetful = Forgetful(intake=intake, login=body["login"])
    with recording(intake=intake) as tx:
        found = passwords.try_reset(tx, forgetful, body["code"])
    password = passwords.chosen_password(adapter(Passwords), body["password"], found)
    with writing(intake=intake) as tx:
        passwords.reset_password(tx, found, code=body["code"], password=password, caller=caller())
