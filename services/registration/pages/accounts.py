"""Opening an account in the browser, in two steps: who it is and a code to the phone; the code and a password."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.codes import TooManyCodes
from services.registration.pages.attempts import caller
from services.registration.pages.invitations import chosen_twice
from services.registration.pages.sessions import known_intakes, signed_in
from services.registration.usecases import accounts
from services.registration.usecases.accounts import Applicant, Application, Opened
from services.registration.usecases.codes import request_code, try_code
from services.registration.usecases.windows import registering_season
from shared.kernel import LongmenError
from shared.season import Season
from shared.security.passwords import Passwords
from shared.service import Service
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import recording, season_now, writing
from shared.web.pages import page, refused, this_form, typed
from shared.web.parts import adapter

blueprint = PageBlueprint("accounts_pages", __name__, at_root=True)
CARRIED = ("intake", "name", "id_number", "phone")


@blueprint.route("/open-account", methods=["GET", "POST"])
@public
def identify() -> str | AnyResponse:
    """Name and ID number as the college imported them, the own phone; a code is sent to it."""
    if request.method == "GET":
        return page("open_account.html", intakes=known_intakes(), standing=_standing())
    try:
        season, applicant = _season(), _applicant()
        with recording(intake=applicant.intake) as tx:
            record = accounts.identify(tx, applicant, caller())
            accounts.check_free(tx, applicant, record)
            given = request_code(tx, season, accounts.wanted_code(applicant, record))
    except TooManyCodes as error:  # the code that was sent a moment ago still serves: it is typed on the next page
        return refused("open_account_code.html", TooManyCodes(**error.params), none_sent=True, **_to_open())
    except LongmenError as error:
        return refused("open_account.html", error, intakes=known_intakes(), **_carried())
    return page("open_account_code.html", minutes=given.minutes, **_to_open())


@blueprint.route("/open-account/code", methods=["POST"])
@public
def open_account() -> str | AnyResponse:
    """The code and an own password: the account stands, and its page shows the candidate number."""
    try:
        opened = _open()
    except LongmenError as error:
        return refused("open_account_code.html", error, **_to_open())
    return signed_in(opened.tokens, to="/account?news=opened")


def _open() -> Opened:
    season, applicant, code, password = _season(), _applicant(), typed("code", most=10).strip(), chosen_twice()
    with recording(intake=applicant.intake) as tx:
        record = accounts.identify(tx, applicant, caller())
        accounts.check_free(tx, applicant, record)
        try_code(tx, accounts.wanted_code(applicant, record), code)
    hashed = accounts.chosen_password(adapter(Passwords), password, applicant)
    with writing(intake=applicant.intake) as tx:
        return accounts.open_account(tx, season, Application(applicant, record.id, code, hashed), caller())


def _season() -> Season:
    return _registering(typed("intake"))


def _registering(intake: str) -> Season:
    return registering_season(adapter(Service).season.seasons_of(intake), now=season_now(intake))


def _standing() -> list[str]:
    """Where accounts cannot be opened at present, and why: said before anybody fills in the form."""
    found = []
    for intake in known_intakes():
        try:
            _registering(intake["code"])
        except LongmenError as error:
            found.append(f"{intake['title']}：{error.text}")
    return found


def _applicant() -> Applicant:
    return Applicant.read(**{name: typed(name) for name in CARRIED})


def _carried() -> dict[str, Any]:
    return {name: request.form.get(name, "") for name in CARRIED}


def _to_open() -> dict[str, Any]:
    return {
        "carried": _carried(), "again_token": this_form("accounts_pages.identify"),
        "open_token": this_form("accounts_pages.open_account"),
    }
