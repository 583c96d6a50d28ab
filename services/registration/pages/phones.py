"""Another phone in the browser: the new one and the own password, then the code that was sent to it."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.codes import TooManyCodes
from services.registration.pages.proofs import proved, signed_in_owner
from services.registration.usecases import phones
from services.registration.usecases.owners import own_account
from services.registration.usecases.phones import NewPhone
from services.registration.usecases.windows import any_season
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, recording, writing
from shared.web.pages import page, refused, this_form, typed
from shared.web.parts import adapter, parts

blueprint = PageBlueprint("phones_pages", __name__, at_root=True)


@blueprint.route("/account/phone", methods=["GET"])
@permits(Role.CANDIDATE)
def another() -> str:
    """The form."""
    return page("account_phone.html", **_shown())


@blueprint.route("/account/phone", methods=["POST"])
@permits(Role.CANDIDATE)
def ask() -> str | AnyResponse:
    """A code is sent to the new phone, for whoever knows the own password."""
    intake = principal().intake or ""
    try:
        wanted = NewPhone.read(intake=intake, phone=typed("phone"))
        asked, proof = proved(signed_in_owner())
        with recording(intake=intake) as tx:
            given = phones.ask_code(tx, any_season(adapter(Service).season.seasons_of(intake)), asked, proof, wanted)
    except TooManyCodes as error:  # the code that was sent a moment ago still serves: it is typed on the next page
        return refused("account_phone_code.html", TooManyCodes(**error.params), none_sent=True, **_to_change())
    except LongmenError as error:
        return refused("account_phone.html", error, phone=request.form.get("phone", ""), **_shown())
    return page("account_phone_code.html", minutes=given.minutes, **_to_change())


@blueprint.route("/account/phone/code", methods=["POST"])
@permits(Role.CANDIDATE)
def change() -> str | AnyResponse:
    """The code, and from now on everything is sent to the new phone."""
    intake, owner = principal().intake or "", signed_in_owner()
    try:
        wanted, code = NewPhone.read(intake=intake, phone=typed("phone")), typed("code", most=10).strip()
        with recording(intake=intake) as tx:
            phones.try_phone(tx, owner, wanted, code)
        with writing(intake=intake) as tx:
            phones.change_phone(tx, owner, wanted, code)
    except LongmenError as error:
        return refused("account_phone_code.html", error, **_to_change())
    return redirect("/account?news=phone_changed", 303)


def _shown() -> dict[str, Any]:
    with reading() as conn:
        account = own_account(conn, parts().database.box, principal().subject)
    return {"present": account["phone"], "ask_token": this_form("phones_pages.ask")}


def _to_change() -> dict[str, Any]:
    return {"phone": request.form.get("phone", ""), "change_token": this_form("phones_pages.change")}
