"""Intakes in an officer's browser: opened once, real or a rehearsal for ever; and a rehearsal's clock."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.config import AdmissionConfig
from services.admission.domain.clock import Order
from services.admission.pages.proposal import instant
from services.admission.usecases import clock, intake
from shared.kernel import LongmenError, NotFound
from shared.season.clock import FASTEST
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt, writing
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

blueprint = PageBlueprint("intake_pages", __name__)


@blueprint.route("/seasons/intakes/new", methods=["GET", "POST"])
@permits(Role.OFFICER)
def open_intake() -> str | AnyResponse:
    """A new intake; what it is, is asked once and read once more."""
    if request.method == "GET" or request.form.get("step") == "change":
        return page("officer_intake.html", typed=request.form)
    try:
        code, title, kind = typed("code", most=60).strip(), typed("title", most=200).strip(), typed("kind", most=20)
        if not title or kind not in ("rehearsal", "real"):
            field = ("kind", _("请选择演练或正式招生。")) if title else ("title", _("请填写名称。"))
            raise InvalidInput([field])
        rehearsal = kind == "rehearsal"
        if request.form.get("step") != "confirmed":
            intake.check_opening(code, rehearsal=rehearsal, rehearsal_only=adapter(AdmissionConfig).rehearsal_only)
            return page("officer_intake_check.html", typed=request.form, rehearsal=rehearsal)
        with writing() as tx:
            intake.open_intake(tx, code, title=title, rehearsal=rehearsal,
                               rehearsal_only=adapter(AdmissionConfig).rehearsal_only)
    except LongmenError as error:
        return refused("officer_intake.html", error, typed=request.form)
    return redirect("/admission/seasons?news=opened", 303)


@blueprint.route("/rehearsals/<intake>/clock", methods=["GET", "POST"])
@permits(Role.OFFICER)
def set_clock(intake: str) -> str | AnyResponse:
    """A rehearsal's clock: present time, pace, segments; stopped, paced, or set ahead."""
    if request.method == "GET":
        return page("officer_clock.html", typed=request.form, **_shown(intake))
    try:
        with writing() as tx:
            clock.set_clock(tx, intake, _order(), lead=adapter(AdmissionConfig).clock_lead)
    except NotFound:
        raise
    except LongmenError as error:
        return refused("officer_clock.html", error, typed=request.form, **_shown(intake))
    return redirect("/admission/seasons?news=set", 303)


def _order() -> Order:
    act = typed("act", most=20)
    if act == "pause":
        return Order(speed=0.0)
    if act == "pace":
        return Order(speed=_speed())
    if act == "step":
        at = instant("at")
        if at is None:
            raise InvalidInput([("at", _("请填写要跳到的时间。"))])
        return Order(step_to=at)
    raise InvalidInput([("act", _("请选择要做的操作。"))])


def _speed() -> float:
    text = typed("speed", most=12).strip()
    if text.isascii() and text.isdigit() and 0 < int(text) <= FASTEST:
        return float(text)
    raise InvalidInput([("speed", _("速度应为1至%(most)s的整数。", most=int(FASTEST)))])


def _shown(code: str) -> dict[str, Any]:
    with reading() as conn:
        found = clock.clock_of(conn, code, wall=receipt())
    if not found.rehearsal:
        raise NotFound
    return {"intake": code, "clock": found, "fastest": int(FASTEST)}
