"""The home page, signing in, staying signed in and signing out, in a browser."""

import base64
from typing import Any

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from services.registration.pages.attempts import caller, with_device
from services.registration.usecases import sessions
from services.registration.usecases.accounts import own_account
from services.registration.usecases.sessions import Typed
from shared.kernel import LongmenError, NotFound
from shared.security.access import Role
from shared.security.passwords import Passwords
from shared.web.access import permits, principal, principal_or_none, public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt, recording, writing
from shared.web.pages import page, safe_next
from shared.web.parts import adapter, parts
from shared.web.problems import field_errors
from shared.web.session import clear_session, set_session

blueprint = PageBlueprint("session_pages", __name__, at_root=True)
DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A GIF of one clear pixel."""
ROLES = {
    Role.CANDIDATE: "考生", Role.SOURCE_COLLEGE: "生源院校", Role.REVIEWER: "资格审核",
    Role.ADMISSION_COLLEGE: "招生院校", Role.OFFICER: "考试院", Role.AUDITOR: "监督", Role.OPERATOR: "系统运行",
}


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """Who is signed in, and where to go."""
    who = principal_or_none()
    role = ROLES[who.role] if who else None
    return page("home.html", role=role, own=_own_account(), sign_out=f"{blueprint.name}.sign_out")


def _own_account() -> dict[str, Any] | None:
    who = principal_or_none()
    if who is None or who.role is not Role.CANDIDATE:
        return None
    try:
        with reading() as conn:
            return own_account(conn, parts().database.box, who.subject)
    except NotFound:
        return None


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Login, password, and for staff the authenticator's code; then back to where the person came from."""
    if request.method == "GET":
        return with_device(page("sign_in.html", next=safe_next(), errors=[], login="", intake=None))
    try:
        entered = _entered()
    except LongmenError as error:
        shown = page("sign_in.html", next=safe_next(), errors=field_errors(error) or [_said(error)],
                     login=request.form.get("login", ""), intake=_intake_asked(error))
        return _refused(shown, error)
    response = make_response(redirect(safe_next(), 303))
    set_session(response, entered.access_token)
    return with_device(response)


def _entered() -> sessions.Entered:
    intake = request.form.get("intake", "").strip() or None
    typed = Typed(login=request.form.get("login", "")[:200], intake=intake, caller=caller())
    with reading() as conn:
        asked = sessions.look_up(conn, parts().database.box, typed, now=receipt())
    proof = sessions.prove(asked, adapter(Passwords), request.form.get("password", "")[:200])
    with recording() as tx:
        return sessions.enter(tx, asked, proof, totp=request.form.get("totp", "")[:10])


def _intake_asked(error: LongmenError) -> str | None:
    """What to show in the field that most people never see."""
    return request.form.get("intake", "") if error.field == "intake" or request.form.get("intake") else None


def _said(error: LongmenError) -> dict[str, str]:
    return {"field": "login", "message": error.text}


def _refused(shown: str, error: LongmenError) -> Response:
    """The form again. 401 would make some browsers ask for a password of their own kind."""
    response = with_device((shown, 422 if error.status == 401 else error.status))
    if "retry_after" in error.params:
        response.headers["Retry-After"] = str(error.params["retry_after"])
    return response


@blueprint.post("/sign-out")
@permits(*Role)
def sign_out() -> ResponseReturnValue:
    """The sign-in ends in every service."""
    with writing() as tx:
        sessions.end_session(tx, principal().session, why="signed_out")
    response = make_response(redirect("/", 303))
    clear_session(response)
    return response


@blueprint.get("/renew")
@public
def renew() -> ResponseReturnValue:
    """An image on every page: whoever still reads stays signed in, without a script."""
    response = Response(DOT, mimetype="image/gif")
    who = principal_or_none()
    if who is not None and sessions.is_renewable(who, now=receipt()):
        with writing() as tx:
            renewed = sessions.renew_token(tx, who)
        if renewed is not None:
            set_session(response, renewed[0])
    return response
