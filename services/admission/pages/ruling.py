"""A college in a round: who is held there, and the officers' written decision about them."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.ruling import Verdict
from services.admission.pages.board import colleges_at
from services.admission.pages.proposal import (
    BOARD,
    READERS,
    box,
    college_name,
    news,
    season_named,
    signatures,
    signing,
)
from services.admission.pages.round import due_of
from services.admission.usecases import ruling
from services.admission.usecases.ruling import Case, Ruling
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.web.access import permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.pages import page, refused, typed
from shared.web.problems import InvalidInput
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("ruling_pages", __name__)
HERE = "/board/<code>/rounds/<no>/colleges/<college>"
NEWS = {
    "proposed": N_("处理决定已登记，您已签批。另一名工作人员签批后生效。"),
    "done": N_("处理决定已经两人签批，已生效。"),
}


@blueprint.route(HERE)
@permits(*READERS)
def show_college(code: str, no: str, college: str) -> str:
    """A college's files in a round, and what may be done about those that are held."""
    return page("officer_college.html", news=news(NEWS, request.args.get("news")), **_shown(_case(code, no, college)))


@blueprint.route(f"{HERE}/ruling", methods=["GET", "POST"])
@permits(Role.OFFICER)
def propose_ruling(code: str, no: str, college: str) -> str | AnyResponse:
    """The decision in writing: typed, read once more, and signed by who wrote it."""
    case = _case(code, no, college)
    if request.method == "GET" or request.form.get("step") == "change":
        return page("officer_ruling.html", **_shown(case), typed=request.form)
    confirmed = request.form.get("step") == "confirmed"
    try:
        given = _given()
        with writing(intake=case.season.intake) as tx:
            if confirmed:
                ruling.propose(tx, case, given, officer=principal().subject)
            else:
                ruling.weigh(tx, case, given)
    except LongmenError as error:
        return refused("officer_ruling.html", error, **_shown(case), typed=request.form)
    if not confirmed:
        return page("officer_ruling_check.html", given=given, **_shown(case))
    return redirect(f"{BOARD}/{code}/rounds/{no}/colleges/{college}?news=proposed", 303)


@blueprint.route(f"{HERE}/ruling/signatures", methods=["POST"])
@permits(Role.OFFICER)
def sign_ruling(code: str, no: str, college: str) -> AnyResponse:
    """The second officer's signature: the decision takes effect."""
    case = _case(code, no, college)
    try:
        with writing(intake=case.season.intake) as tx:
            ruling.sign(tx, case, signing())
    except LongmenError as error:
        return refused("officer_college.html", error, **_shown(case))
    return redirect(f"{BOARD}/{code}/rounds/{no}/colleges/{college}?news=done", 303)


def _given() -> Ruling:
    verdict = typed("verdict", most=20)
    if verdict not in list(Verdict):
        raise InvalidInput([("verdict", _("请选择处理决定。"))])
    return Ruling(
        verdict=Verdict(verdict), number=typed("number", most=100).strip(), reason=typed("reason", most=500).strip()
    )


def _case(code: str, no: str, college: str) -> Case:
    return Case(season=season_named(code), no=no, college=college)


def _shown(case: Case) -> dict[str, Any]:
    season, name = case.season, college_name(case.season, case.college)
    with reading() as conn:
        due = due_of(conn, season, case.no)
        seen = ruling.standing(conn, box(), case)
    row = due.row
    assert row is not None
    here = [each for each in row.held if each.college == case.college]
    at = next((each for each in colleges_at(season, due) if each["code"] == case.college), None)
    return {
        "season": season, "row": row, "college": case.college, "name": name, "at": at, "held": here, "seen": seen,
        "signatures": signatures(seen), "causes": sorted({each.why.value for each in here}),
    }
