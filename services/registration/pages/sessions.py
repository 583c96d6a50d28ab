"""Home, signing in and out, and the image that keeps a browser signed in."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.sessions import KIND_WORDS, IntakeNeeded, named_kinds
from services.registration.pages.attempts import caller
from services.registration.pages.lists import every_season
from services.registration.usecases import sessions
from services.registration.usecases.calendars import Calendar, Stretch, stretches
from services.registration.usecases.logins import logins_allowed
from services.registration.usecases.owners import own_account
from services.registration.usecases.sessions import Entered, Typed
from services.registration.usecases.units import unit_of
from shared.kernel import LongmenError, NotFound
from shared.security.access import Role
from shared.security.passwords import Passwords
from shared.service import Service
from shared.web.access import permits, principal, principal_or_none, public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt, recording, season_now, writing
from shared.web.navigation import home_of
from shared.web.pages import page, refused, safe_next, this_form, typed
from shared.web.parts import adapter, parts
from shared.web.session import clear_session, set_session
from shared.web.translation import N_, gettext

blueprint = PageBlueprint("sessions_pages", __name__, at_root=True)
ONE_PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
ROLES = {
    Role.CANDIDATE: N_("考生"), Role.SOURCE_COLLEGE: N_("生源院校管理员"), Role.REVIEWER: N_("资格审查人员"),
    Role.ADMISSION_COLLEGE: N_("招生院校管理员"), Role.OFFICER: N_("招生考试机构工作人员"),
    Role.AUDITOR: N_("审计人员"), Role.OPERATOR: N_("系统运维人员"),
}
"""In the words of the mail that invited them."""
NEWS = {
    "staff_ready": N_("账号已启用，请登录。请等待动态口令更换后再填写。"),
    "password_reset": N_("密码已重设，请使用新密码登录。"),
}
"""What was just done, for those whom it leads to the sign-in form."""
ACCOUNT_NEWS = {
    "opened": N_("报名账号已开通。请记下考生号，然后填写并提交报名信息。"),
    "password_changed": N_("登录密码已修改，其他设备上的登录已失效。"),
    "phone_changed": N_("手机号码已更换，今后的验证码和通知发往新号码。其他设备上的登录已失效。"),
}
"""The same, on the page of the account."""
ASKED_FOR = (N_("考生号或身份证号"), N_("考生号"), N_("身份证号"))
"""What a form may ask candidates for."""


@blueprint.route("/")
@public
def home() -> str | AnyResponse:
    """Where a person begins: each role at its own home, whoever is not signed in at the welcome."""
    who = principal_or_none()
    if who is None:
        return page("home.html", intakes=known_intakes(), calendar=_calendar())
    return redirect(home_of(who), 303)


@blueprint.route("/account")
@permits(*Role)
def account() -> str:
    """Who is signed in, and the way out."""
    who = principal()
    unit = unit_of(every_season(), who.role, who.scope) if who.scope else ""
    shown: dict[str, Any] = {"name": who.name, "unit": unit}
    if who.role is Role.CANDIDATE:
        with reading() as conn:
            try:
                shown |= own_account(conn, parts().database.box, who.subject)
            except NotFound:
                shown["candidate_number"] = None
    sign_out_token = this_form("sessions_pages.sign_out")
    return page("account.html", account=shown, role=ROLES[who.role], sign_out_token=sign_out_token,
                news=_news(ACCOUNT_NEWS), is_new=request.args.get("news") == "opened")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | AnyResponse:
    """The form; and in."""
    if request.method == "GET":
        if principal_or_none() is not None:
            return redirect(safe_next(), 303)
        return page("sign_in.html", next=safe_next(), news=_news(NEWS), asked=_asked_for())
    try:
        return signed_in(_enter(), to=safe_next())
    except LongmenError as error:
        intakes = known_intakes() if isinstance(error, IntakeNeeded) else []
        return refused("sign_in.html", error, next=safe_next(), login=request.form.get("login"), intakes=intakes,
                       asked=_asked_for())


@blueprint.route("/sign-out", methods=["POST"])
@permits(*Role)
def sign_out() -> AnyResponse:
    """Out, here and everywhere."""
    with writing() as tx:
        sessions.end_session(tx, principal().session, why="signed_out")
    response = redirect("/", 303)
    assert isinstance(response, Response)
    clear_session(response)
    return response


@blueprint.route("/renew")
@public
def renew() -> Response:
    """An image that every page carries: past half of its life, the token in the cookie is replaced."""
    response = Response(ONE_PIXEL, mimetype="image/png")
    who = principal_or_none()
    if who is not None and sessions.is_renewable(who, now=receipt()):
        with writing() as tx:
            renewed = sessions.renew_token(tx, who)
        if renewed is not None:
            set_session(response, renewed[0])
    return response


def signed_in(entered: Entered, *, to: str) -> Response:
    """This browser is signed in, and goes on."""
    response = redirect(to, 303)
    assert isinstance(response, Response)
    set_session(response, entered.access_token)
    return response


def known_intakes() -> list[dict[str, str]]:
    """The intakes that this service has heard of, the newest first, as a form offers them."""
    found = {season.intake: season for season in adapter(Service).season.seasons()}
    newest = sorted(found.values(), key=lambda season: (season.year, season.intake), reverse=True)
    return [{"code": season.intake, "title": f"{season.province}{season.year}年专升本"} for season in newest]


def _calendar() -> list[Stretch]:
    """What is open when, where there is one season; of several each has its own page."""
    replica = adapter(Service).season
    found = replica.seasons()
    if len(found) != 1:
        return []
    return stretches(Calendar(found[0], replica.orders(found[0].code)), now=season_now(found[0].intake))


def _news(told: Mapping[str, str]) -> str | None:
    said = told.get(request.args.get("news", ""))
    return gettext(said) if said else None


def _asked_for() -> str:
    """``考生号或身份证号``: what candidates of the intakes here sign in with."""
    allowed = logins_allowed(adapter(Service).season.seasons())
    return gettext(named_kinds({kind for kinds in allowed.values() for kind in kinds}) or named_kinds(KIND_WORDS))


def _enter() -> Entered:
    allowed = logins_allowed(adapter(Service).season.seasons())
    asked_for = Typed(login=typed("login"), intake=typed("intake") or None, caller=caller())
    with reading() as conn:
        asked = sessions.look_up(conn, parts().database.box, asked_for, now=receipt(), allowed=allowed)
    proof = sessions.prove(asked, adapter(Passwords), typed("password"))
    with recording() as tx:
        return sessions.enter(tx, asked, proof, totp=typed("totp", most=10) or None)
