"""What a college says of itself: filled in, looked at as everybody will read it, saved, published with the plan."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.profile import HONOURS
from services.admission.pages.desk import Bench, bench
from services.admission.usecases import plan, profile
from services.admission.usecases.claim import tier_titles
from services.admission.usecases.college import Telephone, dial_of
from shared.contracts.parts import CollegeProfile, CollegeTest
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.pages import page, refused, typed
from shared.web.problems import InvalidInput, VersionPassed
from shared.web.translation import gettext as _

blueprint = PageBlueprint("profile_pages", __name__)
LINE, PHONE, MOST_PHONES = 200, 40, 20
LONGEST = {"charter": 500, "equipment": 500, "phones": 1000}
FIELDS = ("charter", "min_tier", "honours", "phones", "test.mode", "at", "place", "equipment")


@blueprint.route("/profile", methods=["GET", "POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def own_profile() -> str | AnyResponse:
    """The college's own. The first POST is looked at; the second, from the check page, is saved."""
    own = bench()
    step = request.form.get("step", "")
    if request.method == "GET" or step == "change":
        return page("profile.html", **_shown(own))
    try:
        given = _given(own)
        profile.weigh(own.season, given)
        if step != "confirmed":
            return page("profile_check.html", given=given, phones=_phones(given), **_shown(own))
        _save(own, given)
    except LongmenError as error:
        return refused("profile.html", error, **_shown(own))
    return redirect(f"/admission/profile{own.query(news='saved')}", 303)


def _save(own: Bench, given: CollegeProfile) -> None:
    with writing(intake=own.season.intake) as tx:
        present = profile.saved(tx, own.season, own.college)
        if typed("revision", most=10) != str(present.revision if present else 0):
            raise VersionPassed
        profile.save(tx, own.season, given)


def _given(own: Bench) -> CollegeProfile:
    """What was typed. Raises InvalidInput with all that is missing or too long."""
    said = {name: typed(name, most=LONGEST.get(name, LINE)).strip() for name in FIELDS}
    phones = [each.strip() for each in said["phones"].splitlines() if each.strip()]
    wrong = []
    if said["honours"] not in HONOURS:
        wrong.append(("honours", _("请选择立功受奖考生的办法。")))
    if len(phones) > MOST_PHONES or any(len(each) > PHONE for each in phones):
        wrong.append(("phones", _("每行一个号码，最多20个，每个最多40个字符。")))
    if any(said[name] for name in ("test.mode", "at", "place", "equipment")):
        wrong += [(name, text) for name, text in (
            ("test.mode", _("请选择考查方式。")), ("at", _("请填写考查时间。")), ("place", _("请填写考查地点。")),
        ) if not said[name]]
    if wrong:
        raise InvalidInput(wrong)
    test = CollegeTest(mode=said["test.mode"], at=said["at"], place=said["place"], equipment=said["equipment"] or None)
    return CollegeProfile(
        college=own.college, name=own.name, charter=said["charter"] or None, min_tier=said["min_tier"] or None,
        honours=said["honours"], phones=phones, test=test if said["test.mode"] else None,
    )


def _shown(own: Bench) -> dict[str, Any]:
    with reading() as conn:
        saved = profile.drafted(conn, own.season, own.college)
        published = profile.is_published(conn, own.season, saved.profile)
        plan_in_force = plan.in_force(conn, own.season.code) is not None
    held = saved.profile
    test = held.test
    present = {
        "charter": held.charter or "", "min_tier": held.min_tier or "", "honours": held.honours,
        "phones": "\n".join(held.phones), "test.mode": test.mode if test else "", "at": test.at if test else "",
        "place": test.place if test else "", "equipment": (test.equipment or "") if test else "",
    }
    answered = {name: request.form[name] for name in FIELDS if name in request.form}
    return {"own": own, "season": own.season, "saved": saved, "is_published": published,
            "plan_in_force": plan_in_force, "values": present | answered,
            "tiers": tier_titles(own.season), "revision": saved.revision, "typed": request.form,
            "modes": [(each, each) for each in own.season.selection.modes]}


def _phones(given: CollegeProfile) -> list[Telephone]:
    return [Telephone(printed=each, dial=dial_of(each)) for each in given.phones]
