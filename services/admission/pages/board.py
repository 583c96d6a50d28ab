"""The round board: how far each round is at each college, and the one thing to do next."""

from typing import Any

from flask import request

from services.admission.pages.proposal import READERS, colleges_of, looking, season_named, seasons
from services.admission.usecases import plan
from services.admission.usecases.agenda import dues, next_due, unsigned_of
from services.admission.usecases.board import Row, board
from services.admission.usecases.step import Due
from shared.season import Season
from shared.season.windows import Place, returns_of
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.pages import page
from shared.web.parts import adapter

blueprint = PageBlueprint("board_pages", __name__)


@blueprint.route("/board")
@permits(*READERS)
def show_board() -> str:
    """Every round of a season, the newest season unless another is asked for."""
    every = seasons()
    if not every:
        return page("officer_board.html", season=None, seasons=[])
    season = season_named(request.args["season"]) if "season" in request.args else every[0]
    with reading() as conn:
        look = looking(conn, season)
        rows = board(look)
        due = dues(look, rows)
        following = next_due(look, due, officer=principal().subject)
        gaps = plan.gaps(conn, look.box, season) if following else []
    return page(
        "officer_board.html", season=season, seasons=every, now=look.now, next=following, gaps=gaps,
        rounds=[{"row": each.row, "due": each, "colleges": colleges_at(season, each)} for each in due],
    )


def colleges_at(season: Season, due: Due) -> list[dict[str, Any]]:
    """A round's colleges with their numbers, and until when each may return."""
    if due.row is None:
        return []
    names, row = colleges_of(season), due.row
    return [
        {"code": each.college, "name": names.get(each.college, each.college), "numbers": each,
         "unsigned": unsigned_of(row, each.college), "return_by": return_by(season, row, each.college),
         "is_over": return_by(season, row, each.college) <= season_now(season.intake)}
        for each in row.colleges
    ]


def return_by(season: Season, row: Row, college: str) -> Any:
    """A college's own deadline: the round's, or what an order gave it."""
    orders = adapter(Service).season.orders(season.code)
    found = returns_of(season, place=Place(round=row.round.no, college=college), orders=orders)
    return max(each.closes_at for each in found)
