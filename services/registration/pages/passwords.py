"""A forgotten password in the browser: which account, then the code and another password."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.codes import TooManyCodes
from services.registration.pages.attempts import caller
from services.registration.pages.invitations import chosen_twice
from services.registration.pages.sessions import known_intakes
from services.registration.usecases import passwords
from services.registration.usecases.passwords import Forgetful
from services.registration.usecases.windows import any_season
from shared.kernel import LongmenError, shown
from shared.security.passwords import Passwords
from shared.service import Service
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import recording, writing
from shared.web.pages import page, refused, this_form, typed
from shared.web.parts import adapter

blueprint = PageBlueprint("passwords_pages", __name__, at_root=True)
CARRIED = ("intake", "login", "phone")


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> str | AnyResponse:
    """Which account, and its phone; then a code is on its way, or is not, and nobody is told which."""
    if request.method == "GET":
        return page("forgotten_password.html", intakes=known_intakes())
    try:
        forgetful, phone = Forgetful(intake=typed("intake"), login=typed("login").strip()), typed("phone")
        season = any_season(adapter(Service).season.seasons_of(forgetful.intake))
        with recording(intake=forgetful.intake) as tx:
            given = passwords.ask_code(tx, season, forgetful, phone=phone, caller=caller())
    except TooManyCodes as error:  # the code that was sent a moment ago still serves: it is typed on the next page
        return refused("reset_password.html", TooManyCodes(**error.params), none_sent=True, **_to_reset())
    except LongmenError as error:
        return refused("forgotten_password.html", error, intakes=known_intakes(), **_carried())
    return page("reset_password.html", valid_until=shown(given.expires_at), **_to_reset())


@blueprint.route("/forgotten-password/reset", methods=["POST"])
@public
def reset() -> str | AnyResponse:
    """The code and another password; every sign-in ends, and a new one begins with the new password."""
    try:
        password, code = chosen_twice(), typed("code", most=10).strip()
        forgetful = Forgetful(intake=typed("intake"), login=typed("login").strip())
        with recording(intake=forgetful.intake) as tx:
            found = passwords.try_reset(tx, forgetful, code)
        hashed = passwords.chosen_password(adapter(Passwords), password, found)
        with writing(intake=forgetful.intake) as tx:
            passwords.reset_password(tx, found, code=code, password=hashed, caller=caller())
    except LongmenError as error:
        return refused("reset_password.html", error, **_to_reset())
    return redirect("/sign-in?news=password_reset", 303)


def _carried() -> dict[str, Any]:
    return {name: request.form.get(name, "") for name in CARRIED}


def _to_reset() -> dict[str, Any]:
    return {
        "carried": _carried(), "again_token": this_form("passwords_pages.forgotten"),
        "reset_token": this_form("passwords_pages.reset"),
    }
