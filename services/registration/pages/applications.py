"""《报名信息》 in the browser: where it stands and the one next thing to do; the category, the check page, handing in,
withdrawing."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.applications import ApplicationMoved, check_unmoved
from services.registration.usecases import applications
from services.registration.usecases.applications import Written
from services.registration.usecases.calendars import Calendar, calendar_of, calendars_of
from services.registration.usecases.claims import worded
from services.registration.usecases.openings import categories_offered, opening_of
from services.registration.usecases.overviews import own_application
from shared.kernel import LongmenError, NotFound
from shared.season.rules import Category
from shared.season.words import FieldKind
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now, writing
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _
from shared.web.translation import text_of

blueprint = PageBlueprint("applications_pages", __name__)
HOME = "/registration/application"
NOTHING_YET = "0"
"""What a form says that was filled in before anything was saved."""


@blueprint.route("/application")
@permits(Role.CANDIDATE, scope=OWN)
def application() -> str:
    """What is saved, what is missing, until when."""
    return page("application.html", **sheet(), offered=_offered())


@blueprint.route("/application/category", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def category() -> str | AnyResponse:
    """Which category: only those whose registration is open can be picked."""
    shown = sheet()
    if shown["mine"] and not may_change(shown):
        return redirect(HOME, 303)
    return page("application_category.html", **shown, offered=_offered())


@blueprint.route("/application/category", methods=["POST"])
@permits(Role.CANDIDATE)
def choose_category() -> str | AnyResponse:
    """Keep it. With another category goes what was claimed under the former one."""
    try:
        chosen = typed("category", most=40)
        if not chosen:
            raise InvalidInput([("category", _("请选择报考类别。"))])
        save(lambda mine: Written(chosen, mine["claim"] if mine and mine["category"] == chosen else {}))
    except LongmenError as error:
        return refused("application_category.html", error, **sheet(), offered=_offered(),
                       chosen=request.form.get("category"))
    return redirect(f"{HOME}/claim", 303)


@blueprint.route("/application/check")
@permits(Role.CANDIDATE, scope=OWN)
def check() -> str | AnyResponse:
    """All that will be handed in, read back from storage."""
    shown = sheet()
    return page("application_check.html", **shown) if may_change(shown) else redirect(HOME, 303)


@blueprint.route("/application/submission", methods=["POST"])
@permits(Role.CANDIDATE)
def submit() -> str | AnyResponse:
    """Handed in, as it was read on the check page; a second click finds it handed in."""
    calendars = own_calendars()
    try:
        with writing(intake=own_intake()) as tx:
            applications.submit_application(tx, calendars, principal().subject, seen=seen())
    except LongmenError as error:
        return _refused_unless(error, "submitted", "application_check.html")
    return redirect(f"{HOME}?news=submitted", 303)


@blueprint.route("/application/withdrawal", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def withdrawal() -> str | AnyResponse:
    """What a withdrawal means, before it is one."""
    shown = sheet()
    if not shown["mine"] or not shown["opening"].may_withdraw:
        return redirect(HOME, 303)
    return page("application_withdrawal.html", **shown)


@blueprint.route("/application/withdrawal", methods=["POST"])
@permits(Role.CANDIDATE)
def withdraw() -> str | AnyResponse:
    """For good: so the box is ticked by hand."""
    calendars = own_calendars()
    try:
        if typed("sure", most=5) != "yes":
            raise InvalidInput([("sure", _("请先勾选确认。"))])
        with writing(intake=own_intake()) as tx:
            applications.withdraw_application(tx, calendars, principal().subject)
    except LongmenError as error:
        return _refused_unless(error, "withdrawn", "application_withdrawal.html")
    return redirect(f"{HOME}?news=withdrawn", 303)


def own_intake() -> str:
    """The intake that the candidate's sign-in is for."""
    return principal().intake or ""


def own_calendars() -> list[Calendar]:
    """Its seasons and their orders: read before any transaction."""
    return calendars_of(adapter(Service).season, own_intake())


def own() -> dict[str, Any] | None:
    """The application as it stands; None before anything was saved."""
    calendars = own_calendars()
    with reading() as conn:
        try:
            return own_application(conn, parts().database.box, calendars, principal().subject)
        except NotFound:
            return None


def sheet() -> dict[str, Any]:
    """The application with its season's words, and what may be done with it now."""
    mine, calendars = own(), own_calendars()
    if mine is None:
        return {"mine": None, "opening": None, "version": NOTHING_YET}
    season = calendar_of(calendars, mine["season"]).season
    found = season.category(mine["category"])
    assert found is not None
    with reading() as conn:
        opening = opening_of(conn, calendars, principal().subject, now=season_now(own_intake()))
    lacking = _lacking(mine, {field.id: field.kind for field in found.claim.fields})
    facts = [(field, worded(season, field, mine["claim"].get(field.id))) for field in found.claim.fields]
    return {
        "mine": mine, "opening": opening, "season": season, "category": found, "version": mine["version"],
        "facts": facts, "has_honours": any(field.kind is FieldKind.HONOURS for field in found.claim.fields),
        "lacking": lacking, "tasks": _tasks(mine, found, {each["href"].partition("#")[0] for each in lacking}),
        "closed": text_of(opening.refused) if opening.refused else None,
    }


def may_change(shown: dict[str, Any]) -> bool:
    """Whether there is an application, and it may be changed now."""
    return shown["mine"] is not None and shown["opening"].refused is None


def save(make: Callable[[dict[str, Any] | None], Written]) -> None:
    """Keep what was written over what is there, unless that is not what the writer saw."""
    there, calendars = own(), own_calendars()
    with writing(intake=own_intake()) as tx:
        applications.save_application(tx, calendars, principal().subject, make(there), seen=seen())


def seen() -> Callable[[int], None]:
    """Raises ApplicationMoved unless the form was filled in over the version that is there."""
    before = typed("version", most=10)
    return lambda version: check_unmoved(version, seen=before)


def _offered() -> list[dict[str, Any]]:
    calendars, now = own_calendars(), season_now(own_intake())
    with reading() as conn:
        try:
            found = categories_offered(conn, calendars, principal().subject, now=now)
        except NotFound:
            return []
    return [{"category": each.category, "until": each.until,
             "closed": text_of(each.refused) if each.refused else None} for each in found]


def _lacking(mine: dict[str, Any], kinds: dict[str, FieldKind]) -> list[dict[str, str]]:
    """What is missing, each with the page where it is mended."""
    def mended(field: str) -> str:
        if field not in kinds:
            return f"{HOME}/papers/{field}"
        return f"{HOME}/honours" if kinds[field] is FieldKind.HONOURS else f"{HOME}/claim#{field}"

    return [{"message": each["message"], "field": each["field"], "href": mended(each["field"])}
            for each in mine["missing"]]


def _tasks(mine: dict[str, Any], category: Category, lacking: set[str]) -> list[dict[str, Any]]:
    """What there is to do before it can be handed in, in its order: done, or not yet."""
    facts = [field.title for field in category.claim.fields if field.kind is not FieldKind.HONOURS]
    honours = next((field for field in category.claim.fields if field.kind is FieldKind.HONOURS), None)
    papers = category.claim.evidence
    found = [{"title": _("报考类别"), "text": category.title, "done": True,
              "href": None if mine["revision"] else f"{HOME}/category"}]
    if facts:
        found.append({"title": _("申报内容"), "text": _("、").join(facts), "href": f"{HOME}/claim",
                      "done": f"{HOME}/claim" not in lacking})
    if honours:
        found.append({"title": honours.title, "text": _("没有的不用填写"), "href": f"{HOME}/honours",
                      "done": f"{HOME}/honours" not in lacking})
    if papers:
        found.append({"title": _("证明材料"), "text": _("已上传%(count)s份", count=len(mine["papers"])),
                      "href": f"{HOME}/papers", "done": not any("/papers" in each for each in lacking)})
    return found


def _refused_unless(error: LongmenError, status: str, template: str) -> AnyResponse:
    """What was done by a click before this one is done; anything else is refused beside what stands."""
    shown = sheet()
    if shown["mine"] is None or shown["mine"]["status"] == status:
        return redirect(HOME, 303)
    return refused(template, error, **shown, is_moved=isinstance(error, ApplicationMoved))
