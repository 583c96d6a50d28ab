"""Signing in, staying signed in and signing out, over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.registration.api.attempts import caller
from services.registration.usecases import sessions
from services.registration.usecases.logins import logins_allowed
from services.registration.usecases.owners import own_account
from services.registration.usecases.sessions import Typed
from shared.kernel import NotFound
from shared.security.access import Role
from shared.security.passwords import Passwords
from shared.service import Service
from shared.web.access import permits, principal, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, receipt, recording, writing
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("sessions", __name__, description="登录")


class SignInIn(Schema):
    """Candidate number, ID number or e-mail; the own password; for staff the authenticator's code."""

    login = fields.String(required=True, validate=validate.Length(1, 200))
    password = fields.String(required=True, validate=validate.Length(1, 200))
    intake = fields.String(load_default=None, allow_none=True)
    totp = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=10))


class TokensOut(Schema):
    """The token for every service, and the one that continues the sign-in here."""

    access_token = fields.String()
    expires_at = Instant()
    refresh_token = fields.String()
    session = fields.String()


class RenewalIn(Schema):
    """The newest refresh token."""

    refresh_token = fields.String(required=True, validate=validate.Length(1, 200))


class MeOut(Schema):
    """Who is signed in."""

    account = fields.String()
    role = fields.String()
    scope = fields.String(allow_none=True)
    intake = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    expires_at = Instant()
    candidate_number = fields.String()
    source_college = fields.String()
    id_number = fields.String()
    phone = fields.String()
    opened_at = Instant()


@blueprint.route("/sign-in", methods=["POST"])
@public
@blueprint.arguments(SignInIn)
@blueprint.response(200, TokensOut)
def sign_in(body: dict[str, Any]) -> Any:
    """登录：考生号或身份证号，工作人员用邮箱"""
    typed = Typed(login=body["login"], intake=body["intake"], caller=caller())
    allowed = logins_allowed(adapter(Service).season.seasons())
    with reading() as conn:
        asked = sessions.look_up(conn, parts().database.box, typed, now=receipt(), allowed=allowed)
    proof = sessions.prove(asked, adapter(Passwords), body["password"])
    with recording() as tx:
        return sessions.enter(tx, asked, proof, totp=body["totp"])


@blueprint.route("/session/renewal", methods=["POST"])
@public
@blueprint.arguments(RenewalIn)
@blueprint.response(200, TokensOut)
def renew(body: dict[str, Any]) -> Any:
    """续期：每个续期令牌只能用一次"""
    with recording() as tx:
        return sessions.renew_session(tx, body["refresh_token"])


@blueprint.route("/session", methods=["DELETE"])
@permits(*Role)
@blueprint.response(204)
def sign_out() -> None:
    """退出登录"""
    with writing() as tx:
        sessions.end_session(tx, principal().session, why="signed_out")


@blueprint.route("/me", methods=["GET"])
@permits(*Role)
@blueprint.response(200, MeOut)
def me() -> Any:
    """当前登录的账号；证件号码和手机号码只显示部分"""
    who = principal()
    shown = {"account": who.subject, "role": str(who.role), "scope": who.scope, "intake": who.intake,
             "name": who.name, "expires_at": who.expires_at}
    if who.role is not Role.CANDIDATE:
        return shown
    with reading() as conn:
        try:
            return shown | own_account(conn, parts().database.box, who.subject)
        except NotFound:
            return shown
