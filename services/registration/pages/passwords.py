"""A forgotten password in a browser, in two steps: which account, then the code and the new password."""

from flask import request
from flask.typing import ResponseReturnValue

from services.registration.domain.accounts import UnknownIntake
from services.registration.pages.accounts import errors_of, intakes
from services.registration.pages.attempts import caller, with_device
from services.registration.usecases import passwords
from services.registration.usecases.codes import request_code
from services.registration.usecases.passwords import Forgetful
from shared.kernel import LongmenError
from shared.security.passwords import Passwords
from shared.service import Service
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import recording, writing
from shared.web.pages import page
from shared.web.parts import adapter

blueprint = PageBlueprint("password_pages", __name__, at_root=True)
TYPED = ("intake", "login", "phone")


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """The answer to the first step is the same whether or not there is such an account."""
    typed = {name: request.form.get(name, "")[:100] for name in TYPED}
    if request.method == "GET":
        return with_device(page("forgotten_password.html", step="account", typed=typed, intakes=intakes(), errors=[]))
    step = _reset if request.form.get("step") == "reset" else _send_code
    try:
        return step(typed)
    except LongmenError as error:
        at = "code" if step is _reset else "account"
        errors = errors_of(error, "login")
        return page("forgotten_password.html", step=at, typed=typed, intakes=intakes(), errors=errors), error.status


def _send_code(typed: dict[str, str]) -> ResponseReturnValue:
    seasons = adapter(Service).season.seasons_of(typed["intake"])
    if not seasons:
        raise UnknownIntake(field="intake")
    with recording(intake=typed["intake"]) as tx:
        forgetful = Forgetful(intake=typed["intake"], login=typed["login"])
        request_code(tx, seasons[0], passwords.wanted_code(tx, forgetful, phone=typed["phone"]))
    return with_device(page("forgotten_password.html", step="code", typed=typed, intakes=intakes(), errors=[]))


def _reset(typed: dict[str, str]) -> ResponseReturnValue:
    code, password = request.form.get("code", "")[:10], request.form.get("password", "")[:200]
    forgetful = Forgetful(intake=typed["intake"], login=typed["login"])
    with recording(intake=typed["intake"]) as tx:
        found = passwords.try_reset(tx, forgetful, code)
    hashed = passwords.chosen_password(adapter(Passwords), password, found)
    with writing(intake=typed["intake"]) as tx:
        passwords.reset_password(tx, found, code=code, password=hashed, caller=caller())
    return with_device(page("forgotten_password.html", step="done", typed=typed, intakes=[], errors=[]))
