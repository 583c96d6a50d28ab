"""Accepting an invitation in a browser: an own password, the authenticator, its first code."""

from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from services.registration.pages.attempts import with_device
from services.registration.usecases import invitations
from services.registration.usecases.invitations import Enrolment
from shared.kernel import LongmenError
from shared.security.passwords import Passwords
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt, recording, writing
from shared.web.pages import page
from shared.web.parts import adapter, parts
from shared.web.problems import field_errors

blueprint = PageBlueprint("invitation_pages", __name__, at_root=True)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Two forms on one address: the password, then the authenticator's code."""
    with reading() as conn:
        invited = invitations.look_at_invitation(conn, parts().database.box, token, now=receipt())
    if request.method == "GET":
        return with_device(page("invitation.html", invited=invited, enrolment=None, errors=[]))
    step = _confirm if request.form.get("step") == "confirm" else _accept
    return step(token, invited)


def _accept(token: str, invited: dict[str, Any]) -> ResponseReturnValue:
    password, name = request.form.get("password", ""), request.form.get("name", "").strip()[:50]
    try:
        hashed = invitations.chosen_password(adapter(Passwords), password[:200], email=invited["email"])
    except LongmenError as error:
        return page("invitation.html", invited=invited, enrolment=None, errors=field_errors(error)), error.status
    with writing() as tx:
        enrolment = invitations.accept(tx, token, name=name or None, password=hashed)
    return page("invitation.html", invited=invited, enrolment=enrolment, errors=[])


def _confirm(token: str, invited: dict[str, Any]) -> ResponseReturnValue:
    # The secret comes back from the form, so that a mistyped code does not hide it; what counts is the one kept here.
    enrolment = Enrolment(request.form.get("totp_secret", "")[:100], request.form.get("totp_uri", "")[:500])
    try:
        with recording() as tx:
            invitations.confirm(tx, token, totp=request.form.get("totp", "")[:10])
    except LongmenError as error:
        shown = page("invitation.html", invited=invited, enrolment=enrolment, errors=field_errors(error))
        return shown, error.status
    return make_response(redirect("/sign-in", 303))
