"""The provincial check in an officer's browser: what colleges returned, what goes back to them, two signatures."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.pages.proposal import (
    BOARD,
    READERS,
    box,
    categories_of,
    college_name,
    colleges_of,
    news,
    season_named,
    signatures,
    signing,
)
from services.admission.pages.round import due_of
from services.admission.usecases import check, plan
from services.admission.usecases.agenda import unsigned_of
from shared.kernel import LongmenError
from shared.season import Season
from shared.security.access import Role
from shared.security.signing import SigningKey
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter
from shared.web.problems import InvalidInput
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("check_pages", __name__)
MOST_SENT_BACK = 1000
NEWS = {"made": N_("待签批名单已生成，请核对。"), "sent-back": N_("所选考生已退回院校重新处理，待签批名单已重新生成。")}


@blueprint.route("/board/<code>/rounds/<no>/check")
@permits(*READERS)
def show_check(code: str, no: str) -> str:
    """By college what waits to be checked, and what waits for signatures."""
    return page("officer_check.html", news=news(NEWS, request.args.get("news")), **_shown(season_named(code), no))


@blueprint.route("/board/<code>/rounds/<no>/check/proposal", methods=["POST"])
@permits(Role.OFFICER)
def propose_check(code: str, no: str) -> AnyResponse:
    """Everything returned and not held, to be signed; accounts in ``send_back`` go back to their college."""
    season = season_named(code)
    send_back = request.form.getlist("send_back")[:MOST_SENT_BACK]
    try:
        with writing(intake=season.intake) as tx:
            check.propose(tx, season, no, send_back=send_back)
    except LongmenError as error:
        return refused("officer_check.html", error, **_shown(season, no))
    return redirect(f"{BOARD}/{code}/rounds/{no}/check?news={'sent-back' if send_back else 'made'}", 303)


@blueprint.route("/board/<code>/rounds/<no>/check/signatures", methods=["POST"])
@permits(Role.OFFICER)
def sign_check(code: str, no: str) -> AnyResponse:
    """This officer's signature; with the second one the rolls are written and people are admitted."""
    season = season_named(code)
    try:
        with writing(intake=season.intake) as tx:
            signed = check.sign(tx, season, no, signing(), adapter(SigningKey))
    except LongmenError as error:
        return refused("officer_check.html", error, **_shown(season, no))
    return redirect(f"{BOARD}/{code}/rounds/{no}?news={'checked' if signed.complete else 'check-signed'}", 303)


@blueprint.route("/board/<code>/rounds/<no>/check/colleges/<college>")
@permits(*READERS)
def show_college(code: str, no: str, college: str) -> str:
    """A college's decisions, candidate by candidate."""
    return page("officer_check_college.html", **_college(season_named(code), no, college))


@blueprint.route("/board/<code>/rounds/<no>/check/colleges/<college>", methods=["POST"])
@permits(Role.OFFICER)
def send_back(code: str, no: str, college: str) -> str | AnyResponse:
    """Once more by name who goes back to the college, before it is done."""
    season = season_named(code)
    shown = _college(season, no, college)
    chosen = [each for each in shown["rows"] if each.file.account in request.form.getlist("send_back")]
    if not chosen or typed("step", most=20) == "change":
        error = InvalidInput([("send_back", _("请选择要退回院校的考生。"))])
        return refused("officer_check_college.html", error, **shown)
    return page("officer_check_send_back.html", chosen=chosen, **shown)


def _shown(season: Season, no: str) -> dict[str, Any]:
    with reading() as conn:
        due = due_of(conn, season, no)
    row, names = due.row, colleges_of(season)
    assert row is not None
    seen = row.check if row.check and unsigned_of(row) else None
    body = seen.proposal.body if seen else {"admit": [], "return": []}
    colleges = [
        {"code": each.college, "name": names.get(each.college, each.college), "numbers": each,
         "admit": sum(line[1] == each.college for line in body["admit"]),
         "return": sum(line[1] == each.college for line in body["return"]),
         "fresh": max(each.unchecked - unsigned_of(row, each.college), 0)}
        for each in row.colleges if each.unchecked or unsigned_of(row, each.college)
    ]
    return {"season": season, "row": row, "seen": seen, "signatures": signatures(seen), "colleges": colleges,
            "fresh": sum(each["fresh"] for each in colleges), "admit": len(body["admit"]), "back": len(body["return"]),
            "missing": sum(each.missing for each in row.colleges)}


def _college(season: Season, no: str, college: str) -> dict[str, Any]:
    name = college_name(season, college)
    with reading() as conn:
        row = due_of(conn, season, no).row
        found = check.of_college(conn, box(), season, no, college=college)
        majors = {each.code: each.name for each in plan.published(conn, season.code).majors if each.college == college}
    return {"season": season, "row": row, "college": college, "name": name, "rows": found, "majors": majors,
            "categories": categories_of(season)}
