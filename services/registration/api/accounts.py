"""Opening a candidate's account over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.registration.api.attempts import caller
from services.registration.api.codes import seasons_of
from services.registration.api.sessions import TokensOut
from services.registration.usecases import accounts
from services.registration.usecases.accounts import Applicant, Application
from services.registration.usecases.codes import try_code
from services.registration.usecases.windows import registering_season
from shared.security.passwords import Passwords
from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import recording, season_now, writing
from shared.web.parts import adapter
from shared.web.schemas import Schema

blueprint = JsonBlueprint("accounts", __name__, url_prefix="/accounts", description="考生账号")


class AccountIn(Schema):
    """Name and ID number as the college imported them, the own phone, the code sent to it, an own password."""

    intake = fields.String(required=True)
    name = fields.String(required=True, validate=validate.Length(max=100))
    id_number = fields.String(required=True, validate=validate.Length(max=30))
    phone = fields.String(required=True, validate=validate.Length(max=20))
    code = fields.String(required=True, validate=validate.Length(max=10))
    password = fields.String(required=True, validate=validate.Length(max=200))


class AccountOut(TokensOut):
    """The account, its candidate number, and its first sign-in."""

    account = fields.String()
    candidate_number = fields.String()


@blueprint.route("", methods=["POST"])
@public
@blueprint.arguments(AccountIn)
@blueprint.response(201, AccountOut)
def open_account(body: dict[str, Any]) -> Any:
    """开通考生账号，当场给出考生号"""
    intake = body["intake"]
    season = registering_season(seasons_of(intake), now=season_now(intake))
    applicant = Applicant.read(intake=intake, name=body["name"], id_number=body["id_number"], phone=body["phone"])
    with recording(intake=intake) as tx:
        record = accounts.identify(tx, applicant, caller())
        accounts.check_free(tx, applicant, record)
        try_code(tx, accounts.wanted_code(applicant, record), body["code"])
    password = accounts.chosen_password(adapter(Passwords), body["password"], applicant)
    application = Application(applicant, record.id, body["code"], password)
    with writing(intake=intake) as tx:
        opened = accounts.open_account(tx, season, application, caller())
    tokens = opened.tokens
    return {
        "account": opened.account, "candidate_number": opened.candidate_number, "access_token": tokens.access_token,
        "expires_at": tokens.expires_at, "refresh_token": tokens.refresh_token, "session": tokens.session,
    }
