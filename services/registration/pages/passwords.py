"""Another password in the browser. Forgotten: which account, then the code and a new one. Known: the old one too."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.codes import TooManyCodes
from services.registration.pages.attempts import caller
from services.registration.pages.invitations import chosen_twice
from services.registration.pages.proofs import proved, signed_in_owner
from services.registration.pages.sessions import known_intakes
from services.registration.usecases import passwords
from services.registration.usecases.passwords import Forgetful
from services.registration.usecases.proofs import admit_owner
from services.registration.usecases.windows import any_season
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.security.passwords import Passwords
from shared.service import Service
from shared.web.access import permits, principal, public
from shared.web.blueprint import PageBlueprint
from shared.web.door import recording, writing
from shared.web.pages import page, refused, this_form, typed
from shared.web.parts import adapter
from shared.web.translation import gettext as _

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
    return page("reset_password.html", minutes=given.minutes, **_to_reset())


@blueprint.route("/forgotten-password/reset", methods=["POST"])
@public
def reset() -> str | AnyResponse:
    """The code and another password; every sign-in ends, and a new one begins with the new password."""
    try:
        password, code = chosen_twice(), typed("code", most=10).strip()
        forgetful = Forgetful(intake=typed("intake"), login=typed("login").strip())
        with recording(intake=forgetful.intake) as tx:
            found = passwords.try_reset(tx, forgetful, code)
        hashed = passwords.chosen_password(adapter(Passwords), password, known=found.known)
        with writing(intake=forgetful.intake) as tx:
            passwords.reset_password(tx, found, code=code, password=hashed, caller=caller())
    except LongmenError as error:
        return refused("reset_password.html", error, **_to_reset())
    return redirect("/sign-in?news=password_reset", 303)


@blueprint.route("/account/password", methods=["GET"])
@permits(*Role)
def another() -> str:
    """The form."""
    return page("account_password.html", **_to_change())


@blueprint.route("/account/password", methods=["POST"])
@permits(*Role)
def change() -> str | AnyResponse:
    """The old one and the new; this browser stays signed in, every other is signed out."""
    owner, intake = signed_in_owner(), principal().intake
    try:
        password = chosen_twice()
        asked, proof = proved(owner)
        with recording(intake=intake) as tx:
            known = passwords.known_of(tx, admit_owner(tx, asked, proof))
        hashed = passwords.chosen_password(adapter(Passwords), password, known=known)
        with writing(intake=intake) as tx:
            passwords.change_password(tx, owner, asked, password=hashed)
    except LongmenError as error:
        return refused("account_password.html", error, **_to_change())
    return redirect("/account?news=password_changed", 303)


def _to_change() -> dict[str, Any]:
    is_candidate = principal().role is Role.CANDIDATE
    return {"is_candidate": is_candidate, "never": None if is_candidate else _("邮箱"),
            "change_token": this_form("passwords_pages.change")}


def _carried() -> dict[str, Any]:
    return {name: request.form.get(name, "") for name in CARRIED}


def _to_reset() -> dict[str, Any]:
    return {
        "carried": _carried(), "again_token": this_form("passwords_pages.forgotten"),
        "reset_token": this_form("passwords_pages.reset"),
    }
