"""A round in an officer's browser: where it stands, its dry run, and the two signatures that let it go down."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.round import RoundUnknown
from services.admission.pages.board import colleges_at
from services.admission.pages.proposal import (
    BOARD,
    READERS,
    box,
    categories_of,
    colleges_of,
    looking,
    news,
    season_named,
    signatures,
    signing,
)
from services.admission.usecases import plan
from services.admission.usecases import round as rounds
from services.admission.usecases.agenda import dues
from services.admission.usecases.board import board
from services.admission.usecases.proposal import Seen
from services.admission.usecases.step import Due, Step
from shared.kernel import LongmenError
from shared.season import Season
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now, writing
from shared.web.pages import page, refused
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("round_pages", __name__)
ON_A_PAGE = 100
NEWS = {
    "signed": N_("您已签批，还须另一名工作人员签批。"), "sealed": N_("两人已签批，名单将按时下发。"),
    "down": N_("两人已签批，名单已下发。"), "checked": N_("录检结果已经两人签批，录取名册已生成。"),
    "check-signed": N_("您已签批录检结果，还须另一名工作人员签批。"),
}


@blueprint.route("/board/<code>/rounds/<no>")
@permits(*READERS)
def show_round(code: str, no: str) -> str:
    """Where a round stands, college by college, and who is held by name."""
    return page("officer_round.html", news=news(NEWS, request.args.get("news")), **_shown(season_named(code), no))


@blueprint.route("/board/<code>/rounds/<no>/preview", methods=["POST"])
@permits(Role.OFFICER)
def preview_round(code: str, no: str) -> AnyResponse:
    """The dry run, made anew; it is then looked at and signed."""
    season = season_named(code)
    try:
        with writing(intake=season.intake) as tx:
            rounds.preview(tx, season, no)
    except LongmenError as error:
        return refused("officer_round.html", error, **_shown(season, no))
    return redirect(f"{BOARD}/{code}/rounds/{no}/preview", 303)


@blueprint.route("/board/<code>/rounds/<no>/preview")
@permits(*READERS)
def show_preview(code: str, no: str) -> str:
    """All that is signed for: the numbers, the seals, and every line."""
    return page("officer_preview.html", **_previewed(season_named(code), no))


@blueprint.route("/board/<code>/rounds/<no>/preview/signatures", methods=["POST"])
@permits(Role.OFFICER)
def sign_preview(code: str, no: str) -> AnyResponse:
    """This officer's signature under what the page has shown."""
    season = season_named(code)
    try:
        with writing(intake=season.intake) as tx:
            signed = rounds.sign(tx, season, no, signing())
    except LongmenError as error:
        return refused("officer_preview.html", error, **_previewed(season, no))
    said = _said(signed, late=rounds.round_of(season, no).down_at <= season_now(season.intake))
    return redirect(f"{BOARD}/{code}/rounds/{no}?news={said}", 303)


def due_of(conn: Any, season: Season, no: str) -> Due:
    """A round as the board has it. Raises RoundUnknown."""
    look = looking(conn, season)
    found = next((due for due in dues(look, board(look)) if due.row and due.row.round.no == no), None)
    if found is None:
        raise RoundUnknown(no=no)
    return found


def _said(signed: Seen, *, late: bool) -> str:
    if not signed.complete:
        return "signed"
    return "down" if late else "sealed"


def _shown(season: Season, no: str) -> dict[str, Any]:
    with reading() as conn:
        due = due_of(conn, season, no)
    return {"season": season, "due": due, "row": due.row, "colleges": colleges_at(season, due),
            "names": colleges_of(season), "step": _place(due), "now": season_now(season.intake)}


def _place(due: Due) -> int:
    """Where the round is among the steps of its page, from 1."""
    early = {Step.WAIT_SEAL: 1, Step.SEAL_DIFFERS: 1, Step.WAIT_TURN: 1, Step.PREVIEW: 2, Step.RENEW: 2,
             Step.RESEAL: 2, Step.SIGN_PREVIEW: 3,
             Step.SIGN_LATE: 3, Step.WAIT_DOWN: 4, Step.WAIT_RETURNS: 5, Step.RULE: 5, Step.CHECK: 6,
             Step.SIGN_CHECK: 6, Step.WAIT_RESULTS: 7, Step.DONE: 8}
    return early.get(due.step, 1)


def _previewed(season: Season, no: str) -> dict[str, Any]:
    start = request.args.get("from", 0, type=int)
    with reading() as conn:
        seen = rounds.standing(conn, box(), season, no)
        majors = {(each.college, each.code): each.name for each in plan.published(conn, season.code).majors}
    lines = seen.proposal.body["lines"] if seen else []
    counted, names = rounds.counts(seen) if seen else {}, colleges_of(season)
    batches = {each.code: each.title for each in season.batches}
    here = f"{BOARD}/{season.code}/rounds/{no}/preview"
    return {
        "season": season, "round": rounds.round_of(season, no), "seen": seen, "signatures": signatures(seen),
        "counts": counted, "lines": lines[start:start + ON_A_PAGE], "majors": majors,
        "count": len(lines), "names": names, "categories": categories_of(season), "now": season_now(season.intake),
        "seals": [_("%(batch)s第%(n)s次封存", batch=batches.get(batch, _("个人重新填报")), n=n)
                  for batch, n in (seen.proposal.body["seals"] if seen else {}).items()],
        "colleges_counted": [[each, names.get(each, ""), n] for each, n in counted.get("colleges", {}).items()],
        "next": f"{here}?from={start + ON_A_PAGE}#lines" if start + ON_A_PAGE < len(lines) else None,
        "first": f"{here}#lines" if start > 0 else None,
    }
