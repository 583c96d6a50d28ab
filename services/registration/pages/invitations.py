"""An invitation in the browser: own password, authenticator, its first code."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.adapters import qr
from services.registration.pages.lists import every_season
from services.registration.pages.sessions import ROLES
from services.registration.usecases import invitations
from services.registration.usecases.invitations import Enrolment
from services.registration.usecases.units import unit_of
from shared.kernel import LongmenError, shown
from shared.security.access import Role
from shared.security.passwords import Passwords
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt, recording, writing
from shared.web.pages import page, refused, this_form, typed
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

blueprint = PageBlueprint("invitations_pages", __name__, at_root=True)
CONFIRM = "invitations_pages.confirm"
QR_TITLE = "动态口令密钥的二维码"


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> str | AnyResponse:
    """Who is invited as what, and the form for a password; then the authenticator's secret, shown once."""
    invited = _invited(token)
    if request.method == "GET":
        return page("invitation.html", **invited)
    try:
        enrolment = _accept(token, invited["email"])
    except LongmenError as error:
        return refused("invitation.html", error, name=request.form.get("name"), **invited)
    picture = qr.drawn(enrolment.totp_uri, title=QR_TITLE)
    return page("authenticator.html", enrolment=enrolment, qr=picture, **_to_confirm(token))


@blueprint.route("/invitations/<token>/confirmation", methods=["POST"])
@public
def confirm(token: str) -> str | AnyResponse:
    """The first code of the authenticator: the account stands, and its owner signs in."""
    _invited(token)
    try:
        with recording() as tx:
            invitations.confirm(tx, token, totp=typed("totp", most=10))
    except LongmenError as error:
        return refused("authenticator.html", error, **_to_confirm(token))
    return redirect("/sign-in?news=staff_ready", 303)


def _invited(token: str) -> dict[str, Any]:
    with reading() as conn:
        found = invitations.look_at_invitation(conn, parts().database.box, token, now=receipt())
    return {**found, "role": ROLES[Role(found["role"])], "unit": unit_of(every_season(), found["role"], found["scope"]),
            "valid_until": shown(found["expires_at"])}


def _accept(token: str, email: str) -> Enrolment:
    password = chosen_twice()
    hashed = invitations.chosen_password(adapter(Passwords), password, email=email)
    with writing() as tx:
        return invitations.accept(tx, token, name=typed("name", most=50).strip() or None, password=hashed)


def _to_confirm(token: str) -> dict[str, str]:
    return {"token": token, "confirm_token": this_form(CONFIRM)}


def chosen_twice() -> str:
    """A password typed twice alike. Raises InvalidInput."""
    password = typed("password")
    if password != typed("again"):
        raise InvalidInput([("again", _("两次输入的密码不一致。"))])
    return password
