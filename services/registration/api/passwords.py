"""Another password over HTTP: forgotten, or known."""

from typing import Any

from marshmallow import fields, validate

from services.registration.api.attempts import caller
from services.registration.api.proofs import proved, signed_in_owner
from services.registration.usecases import passwords
from services.registration.usecases.passwords import Forgetful
from services.registration.usecases.proofs import admit_owner
from shared.security.access import Role
from shared.security.passwords import Passwords
from shared.web.access import permits, principal, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import recording, writing
from shared.web.parts import adapter
from shared.web.schemas import Schema

blueprint = JsonBlueprint("passwords", __name__, description="登录密码")


class ResetIn(Schema):
    """Which account, the code sent to its phone, the new password."""

    intake = fields.String(required=True)
    login = fields.String(required=True, validate=validate.Length(1, 200))
    code = fields.String(required=True, validate=validate.Length(max=10))
    password = fields.String(required=True, validate=validate.Length(max=200))


class ChangeIn(Schema):
    """The password that stands, and the new one."""

    own_password = fields.String(required=True, validate=validate.Length(1, 200))
    password = fields.String(required=True, validate=validate.Length(max=200))


@blueprint.route("/password-resets", methods=["POST"])
@public
@blueprint.arguments(ResetIn)
@blueprint.response(204)
def reset(body: dict[str, Any]) -> None:
    """以手机验证码重设密码，所有登录随即失效"""
    intake = body["intake"]
    forgetful = Forgetful(intake=intake, login=body["login"])
    with recording(intake=intake) as tx:
        found = passwords.try_reset(tx, forgetful, body["code"])
    password = passwords.chosen_password(adapter(Passwords), body["password"], known=found.known)
    with writing(intake=intake) as tx:
        passwords.reset_password(tx, found, code=body["code"], password=password, caller=caller())


@blueprint.route("/me/password", methods=["POST"])
@permits(*Role)
@blueprint.arguments(ChangeIn)
@blueprint.response(204)
def change(body: dict[str, Any]) -> None:
    """凭现在的密码修改登录密码，其他设备上的登录随即失效"""
    owner = signed_in_owner()
    asked, proof = proved(owner, body["own_password"])
    with recording(intake=principal().intake) as tx:
        known = passwords.known_of(tx, admit_owner(tx, asked, proof))
    password = passwords.chosen_password(adapter(Passwords), body["password"], known=known)
    with writing(intake=principal().intake) as tx:
        passwords.change_password(tx, owner, asked, password=password)
