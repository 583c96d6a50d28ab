"""Codes by SMS, asked for over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.registration.api.attempts import caller
from services.registration.domain.codes import FOR_ANYBODY, Purpose
from services.registration.usecases import accounts, passwords
from services.registration.usecases.accounts import Applicant
from services.registration.usecases.codes import request_code
from services.registration.usecases.passwords import Forgetful
from services.registration.usecases.windows import any_season, registering_season
from shared.db import Tx
from shared.season import Season
from shared.service import Service
from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import recording, season_now
from shared.web.parts import adapter
from shared.web.problems import InvalidInput
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("codes", __name__, url_prefix="/codes", description="短信验证码")


class CodeIn(Schema):
    """``open_account`` names the person; ``reset_password`` names the account by candidate number or ID number."""

    intake = fields.String(required=True)
    purpose = fields.String(required=True, validate=validate.OneOf(FOR_ANYBODY))
    phone = fields.String(required=True)
    name = fields.String(load_default=None, allow_none=True)
    id_number = fields.String(load_default=None, allow_none=True)
    login = fields.String(load_default=None, allow_none=True)


class CodeOut(Schema):
    """What the asker is told; the code itself goes to the phone alone."""

    code_id = fields.String()
    expires_at = Instant()
    resend_after = Instant()


@blueprint.route("", methods=["POST"])
@public
@blueprint.arguments(CodeIn)
@blueprint.response(202, CodeOut)
def ask(body: dict[str, Any]) -> Any:
    """获取验证码：开通账号或找回密码"""
    with recording(intake=body["intake"]) as tx:
        return (_for_account if body["purpose"] == Purpose.OPEN_ACCOUNT else _for_reset)(tx, body)


def _for_account(tx: Tx, body: dict[str, Any]) -> Any:
    missing = [(name, "必填。") for name in ("name", "id_number") if not body[name]]
    if missing:
        raise InvalidInput(missing)
    season = registering_season(seasons_of(body["intake"]), now=season_now(body["intake"]))
    applicant = Applicant.read(
        intake=body["intake"], name=body["name"], id_number=body["id_number"], phone=body["phone"]
    )
    record = accounts.identify(tx, applicant, caller())
    accounts.check_free(tx, applicant, record)
    return request_code(tx, season, accounts.wanted_code(applicant, record))


def _for_reset(tx: Tx, body: dict[str, Any]) -> Any:
    login = body["login"] or body["id_number"]
    if not login:
        raise InvalidInput([("login", "请填写考生号或证件号码。")])
    forgetful = Forgetful(intake=body["intake"], login=login)
    season = any_season(seasons_of(body["intake"]))
    return passwords.ask_code(tx, season, forgetful, phone=body["phone"], caller=caller())


def seasons_of(intake: str) -> list[Season]:
    """The intake's seasons as this service has them."""
    return adapter(Service).season.seasons_of(intake)
