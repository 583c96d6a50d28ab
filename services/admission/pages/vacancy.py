"""Seats left, in an officer's browser: counted, signed by two, and with that announced for the supplementary filing."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.pages.proposal import (
    BOARD,
    READERS,
    box,
    categories_of,
    colleges_of,
    news,
    season_named,
    signatures,
    signing,
)
from services.admission.usecases import plan, vacancy
from shared.kernel import LongmenError, NotFound
from shared.season import Season
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.pages import page, refused, typed
from shared.web.problems import InvalidInput
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("vacancy_pages", __name__)
NEWS = {
    "drafted": N_("缺额计划已统计，请核对并签批。"), "signed": N_("您已签批，还须另一名工作人员签批。"),
    "announced": N_("缺额计划已经两人签批并公布。"),
}


@blueprint.route("/board/<code>/vacancies")
@permits(*READERS)
def show_vacancies(code: str) -> str:
    """What was announced, what waits for signatures, and the number to count anew under."""
    return page("officer_vacancies.html", news=news(NEWS, request.args.get("news")), **_shown(season_named(code)))


@blueprint.route("/board/<code>/vacancies", methods=["POST"])
@permits(Role.OFFICER)
def draft_vacancies(code: str) -> AnyResponse:
    """Count what is left now."""
    season = season_named(code)
    try:
        number = typed("number", most=100).strip()
        if not number:
            raise InvalidInput([("number", _("请填写批准文号。"))])
        with writing(intake=season.intake) as tx:
            vacancy.draft(tx, season, number)
    except LongmenError as error:
        return refused("officer_vacancies.html", error, **_shown(season), number=request.form.get("number"))
    return redirect(f"{BOARD}/{code}/vacancies?news=drafted", 303)


@blueprint.route("/board/<code>/vacancies/signatures", methods=["POST"])
@permits(Role.OFFICER)
def sign_vacancies(code: str) -> AnyResponse:
    """This officer's signature; with the second one it is announced, and the window with it."""
    season = season_named(code)
    try:
        with writing(intake=season.intake) as tx:
            signed = vacancy.sign(tx, season, signing())
    except LongmenError as error:
        return refused("officer_vacancies.html", error, **_shown(season))
    return redirect(f"{BOARD}/{code}/vacancies?news={'announced' if signed.complete else 'signed'}", 303)


def _shown(season: Season) -> dict[str, Any]:
    with reading() as conn:
        seen = vacancy.standing(conn, box(), season)
        try:
            announced = vacancy.announced(conn, box(), season)
        except NotFound:
            announced = None
        majors = {(each.college, each.code): each.name for each in plan.published(conn, season.code).majors} \
            if seen else {}
    seats = seen.proposal.body["seats"] if seen else []
    names, categories = colleges_of(season), categories_of(season)
    batch = season.supplementary.batch if season.supplementary else None
    return {
        "season": season, "seen": seen, "signatures": signatures(seen), "announced": announced,
        "window": next((each for each in season.windows if batch and each.batch == batch), None),
        "rows": [[f"{each['college']} {names.get(each['college'], '')}",
                  f"{each['major']} {majors.get((each['college'], each['major']), '')}",
                  categories.get(each["category"], each["category"]), each["seats"]] for each in seats],
        "told": [[f"{each.college} {each.college_name}", f"{each.major} {each.major_name}",
                  categories.get(each.category, each.category), each.seats] for each in announced.seats]
        if announced else [],
    }
