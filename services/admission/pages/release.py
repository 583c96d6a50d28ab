"""Results in an officer's browser: when each round's are told, what stands in their way, and the signed rolls."""

from typing import Any

from flask import request

from services.admission.pages.board import colleges_at
from services.admission.pages.proposal import (
    READERS,
    box,
    categories_of,
    college_name,
    looking,
    season_named,
    seasons,
    signers_named,
)
from services.admission.pages.round import due_of
from services.admission.usecases import release, roll
from services.admission.usecases.agenda import dues
from services.admission.usecases.board import board
from shared.kernel import NotFound
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.pages import page

blueprint = PageBlueprint("release_pages", __name__)
HERE = "/results-release/<code>/rounds/<no>"


@blueprint.route("/results-release")
@permits(*READERS)
def show_releases() -> str:
    """Every round: what has been told, what will be, and who waits."""
    every = seasons()
    if not every:
        return page("officer_releases.html", season=None)
    season = season_named(request.args["season"]) if "season" in request.args else every[0]
    with reading() as conn:
        look = looking(conn, season)
        found = [{"due": due, "row": due.row, "told": release.told(conn, season, due.row.round.no),
                  "admitted": sum(each.admitted for each in due.row.colleges),
                  "open": sum(each.open for each in due.row.colleges)}
                 for due in dues(look, board(look)) if due.row is not None]
    return page("officer_releases.html", season=season, seasons=every, rounds=found, now=look.now)


@blueprint.route(HERE)
@permits(*READERS)
def show_round(code: str, no: str) -> str:
    """A round's rolls, college by college."""
    season = season_named(code)
    with reading() as conn:
        due = due_of(conn, season, no)
        told = release.told(conn, season, no)
        colleges = [{**each, "rolls": roll.of_college(conn, box(), season, no, college=each["code"])}
                    for each in colleges_at(season, due)]
    return page("officer_rolls.html", season=season, row=due.row, colleges=colleges, told=told,
                now=season_now(season.intake))


@blueprint.route(f"{HERE}/rolls/<college>/<int:number>")
@permits(*READERS)
def show_roll(code: str, no: str, college: str, number: int) -> str:
    """A signed roll, page by page, to be printed."""
    season = season_named(code)
    with reading() as conn:
        row = due_of(conn, season, no).row
        found = [each for each in roll.of_college(conn, box(), season, no, college=college) if each.no == number]
    if not found:
        raise NotFound
    shown: dict[str, Any] = {"season": season, "row": row, "roll": found[0], "categories": categories_of(season)}
    return page("officer_roll.html", name=college_name(season, college), signed=signers_named(found[0].officers),
                **shown)
