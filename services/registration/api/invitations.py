"""Invitations over HTTP: given out by officers, followed by the invited."""

from typing import Any

from marshmallow import fields, validate

from services.registration.config import RegistrationConfig
from services.registration.usecases import invitations
from shared.security.access import Role
from shared.security.passwords import Passwords
from shared.web.access import permits, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, receipt, recording, writing
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("invitations", __name__, url_prefix="/invitations", description="工作人员邀请")


class InvitationIn(Schema):
    """Whom to invite as what."""

    email = fields.Email(required=True, validate=validate.Length(max=200))
    role = fields.String(required=True)
    scope = fields.String(load_default=None, allow_none=True)


class InvitationOut(Schema):
    """An invitation that was sent; its link is in the mail alone."""

    invitation = fields.String()
    role = fields.String()
    scope = fields.String(allow_none=True)
    email = fields.String()
    expires_at = Instant()


class InvitedOut(Schema):
    """What the invited person sees."""

    role = fields.String()
    scope = fields.String(allow_none=True)
    email = fields.String()
    expires_at = Instant()
    accepted = fields.Boolean()


class AcceptanceIn(Schema):
    """Their own password, and how they are called."""

    password = fields.String(required=True, validate=validate.Length(max=200))
    name = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 50))


class EnrolmentOut(Schema):
    """For the authenticator, shown once."""

    totp_secret = fields.String()
    totp_uri = fields.String()


class ConfirmationIn(Schema):
    """The first code of the authenticator."""

    totp = fields.String(required=True, validate=validate.Regexp(r"[0-9]{6}\Z", error="请输入6位动态口令。"))


class StaffOpenedOut(Schema):
    """The account that stands now."""

    account = fields.String()


@blueprint.route("", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(InvitationIn)
@blueprint.response(201, InvitationOut)
def invite(body: dict[str, Any]) -> Any:
    """邀请工作人员，链接以邮件发出，24小时内有效"""
    with writing() as tx:
        return invitations.invite(
            tx, body["email"], role=body["role"], scope=body["scope"], public_url=adapter(RegistrationConfig).public_url
        )


@blueprint.route("/<token>", methods=["GET"])
@public
@blueprint.response(200, InvitedOut)
def invited(token: str) -> Any:
    """查看邀请"""
    with reading() as conn:
        return invitations.look_at_invitation(conn, parts().database.box, token, now=receipt())


@blueprint.route("/<token>/acceptance", methods=["POST"])
@public
@blueprint.arguments(AcceptanceIn)
@blueprint.response(200, EnrolmentOut)
def accept(body: dict[str, Any], token: str) -> Any:
    """设置本人密码，取得动态口令密钥"""
    with reading() as conn:
        email = invitations.look_at_invitation(conn, parts().database.box, token, now=receipt())["email"]
    password = invitations.chosen_password(adapter(Passwords), body["password"], email=email)
    with writing() as tx:
        return invitations.accept(tx, token, name=body["name"], password=password)


@blueprint.route("/<token>/confirmation", methods=["POST"])
@public
@blueprint.arguments(ConfirmationIn)
@blueprint.response(201, StaffOpenedOut)
def confirm(body: dict[str, Any], token: str) -> Any:
    """以第一个动态口令启用账号"""
    with recording() as tx:
        return {"account": invitations.confirm(tx, token, totp=body["totp"])}
