"""Staff in the browser, for officers: who there is, who is invited, who is ended, whose authenticator is set anew."""

from typing import Any

from flask import redirect, request
from marshmallow import ValidationError, validate
from werkzeug.wrappers import Response as AnyResponse

from services.registration.config import RegistrationConfig
from services.registration.domain.invitations import SCOPED_ROLES, STAFF_ROLES, check_role
from services.registration.pages.lists import every_season
from services.registration.pages.sessions import ROLES
from services.registration.usecases import invitations
from services.registration.usecases.staff import (
    end_staff,
    one_of_staff,
    open_invitations,
    reset_authenticator,
    staff_page,
)
from services.registration.usecases.units import unit_of, units_of
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.web.access import permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt, writing
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

blueprint = PageBlueprint("staff_pages", __name__)
HOME = "/registration/staff"
ON_A_PAGE = 50
is_address = validate.Email()


@blueprint.route("/staff")
@permits(Role.OFFICER)
def staff() -> str:
    """Who there is, ended ones too; and who was invited and has not come."""
    query: dict[str, Any] = {"limit": ON_A_PAGE, "cursor": request.args.get("cursor")}
    cursor = read_cursor(query, "staff_pages")
    box = parts().database.box
    with reading() as conn:
        found = staff_page(conn, box, after=(cursor or [""])[0], most=ON_A_PAGE + 1)
        waiting = [] if cursor else open_invitations(conn, box, now=receipt())
    listed = page_of(found, query, name="staff_pages", key=lambda row: [row["account"]])
    return page("staff.html", rows=[_in_words(row) for row in listed["items"]], is_first=cursor is None,
                next_cursor=listed["next"], waiting=[_in_words(row) for row in waiting])


@blueprint.route("/staff/invitation", methods=["GET", "POST"])
@permits(Role.OFFICER)
def invite() -> str | AnyResponse:
    """As what, then whom and for which unit; read once more; then the mail goes out."""
    role, step = request.values.get("role", ""), request.form.get("step", "")
    if role not in STAFF_ROLES:
        return page("staff_role.html", roles=[(each, _(ROLES[Role(each)])) for each in STAFF_ROLES])
    shown: dict[str, Any] = {"role": role, "said": _(ROLES[Role(role)]), "units": units_of(every_season(), role),
                             "is_scoped": role in SCOPED_ROLES}
    if request.method == "GET" or step == "change":
        return page("staff_invitation.html", **shown, email=request.form.get("email"), scope=request.form.get("scope"))
    try:
        email, scope = _typed(role)
        if step != "confirmed":
            return page("staff_invitation_check.html", **shown, email=email, scope=scope,
                        unit=unit_of(every_season(), role, scope))
        with writing() as tx:
            invitations.invite(tx, email, role=role, scope=scope, public_url=adapter(RegistrationConfig).public_url)
    except LongmenError as error:
        return refused("staff_invitation.html", error, **shown, email=request.form.get("email"),
                       scope=request.form.get("scope"))
    return redirect(f"{HOME}?news=invited", 303)


@blueprint.route("/staff/<account>")
@permits(Role.OFFICER)
def one(account: str) -> str:
    """One member of staff, and what may be done."""
    return page("staff_one.html", **_one(account))


@blueprint.route("/staff/<account>/end", methods=["GET", "POST"])
@permits(Role.OFFICER)
def end(account: str) -> str | AnyResponse:
    """The check page; and the end."""
    shown = _one(account)
    if request.method == "GET":
        return page("staff_end.html", **shown)
    try:
        with writing() as tx:
            end_staff(tx, account, by=principal().subject)
    except LongmenError as error:
        return refused("staff_end.html", error, **shown)
    return redirect(f"{HOME}/{account}?news=ended", 303)


@blueprint.route("/staff/<account>/authenticator", methods=["GET", "POST"])
@permits(Role.OFFICER)
def reset(account: str) -> str | AnyResponse:
    """The check page; and the account ended, its owner invited anew."""
    shown = _one(account)
    if request.method == "GET":
        return page("staff_reset.html", **shown)
    try:
        with writing() as tx:
            reset_authenticator(tx, account, by=principal().subject,
                                public_url=adapter(RegistrationConfig).public_url)
    except LongmenError as error:
        return refused("staff_reset.html", error, **shown)
    return redirect(f"{HOME}?news=reset", 303)


def _one(account: str) -> dict[str, Any]:
    with reading() as conn:
        row = one_of_staff(conn, parts().database.box, account)
    return {"row": _in_words(row), "is_own": account == principal().subject}


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "said": _(ROLES[Role(row["role"])]), "unit": unit_of(every_season(), row["role"], row["scope"])}


def _typed(role: str) -> tuple[str, str | None]:
    """Address and unit. Raises InvalidInput, RoleUnfit."""
    email = typed("email").strip()
    try:
        is_address(email)
    except ValidationError as error:
        raise InvalidInput([("email", _("请填写正确的邮箱地址。"))]) from error
    scope = typed("scope", most=80).strip() or None if role in SCOPED_ROLES else None
    if role in SCOPED_ROLES and scope is None:
        raise InvalidInput([("scope", _("请选择所属单位。"))])
    check_role(role, scope)
    return email, scope
