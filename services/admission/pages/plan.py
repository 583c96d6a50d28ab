"""The plan in an officer's browser: drafted from the season file or a table, compared, and published with every
college's profile by two signatures."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain import sheet
from services.admission.domain.plan import Major, PlanUnfit
from services.admission.pages.proposal import (
    READERS,
    box,
    categories_of,
    colleges_of,
    news,
    season_named,
    seasons,
    signatures,
    signing,
)
from services.admission.usecases import plan, profile
from shared.contracts.parts import CollegeProfile, PlannedMajor
from shared.kernel import LongmenError
from shared.season import Season
from shared.security.access import Role
from shared.sheets.members import SheetUnreadable
from shared.sheets.reading import read_sheet
from shared.sheets.writing import MEDIA, Column, written
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.limits import MIB, takes
from shared.web.pages import page, refused
from shared.web.problems import InvalidInput
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("plan_pages", __name__)
PLANS = "/admission/plans"
NEWS = {
    "drafted": N_("招生计划已起草，请核对并签批。"), "signed": N_("您已签批，还须另一名工作人员签批。"),
    "published": N_("招生计划和院校信息已经两人签批并公布。"),
}
Places = dict[tuple[str, str], PlannedMajor]


@blueprint.route("/plans")
@permits(*READERS)
def show_plans() -> str:
    """The plan in force, and what waits for signatures beside it."""
    every = seasons()
    if not every:
        return page("officer_plan.html", season=None)
    season = season_named(request.args["season"]) if "season" in request.args else every[0]
    return page("officer_plan.html", seasons=every, news=news(NEWS, request.args.get("news")), **_shown(season))


@blueprint.route("/plans/<code>/draft", methods=["POST"])
@permits(Role.OFFICER)
def draft_plan(code: str) -> AnyResponse:
    """The plan as the season file has it."""
    return _drafted(season_named(code), None)


@blueprint.route("/plans/<code>/renewal", methods=["POST"])
@permits(Role.OFFICER)
def renew_plan(code: str) -> AnyResponse:
    """The majors in force, with what colleges say of themselves by now."""
    season = season_named(code)
    try:
        with writing(intake=season.intake) as tx:
            plan.renew(tx, season)
    except LongmenError as error:
        return refused("officer_plan.html", error, seasons=seasons(), **_shown(season))
    return redirect(f"{PLANS}?season={code}&news=drafted", 303)


@blueprint.route("/plans/<code>/file", methods=["POST"])
@permits(Role.OFFICER)
@takes("multipart/form-data", limit=4 * MIB)
def upload_plan(code: str) -> AnyResponse:
    """The plan of a table; every fault is named by line, and nothing of it is taken."""
    season = season_named(code)
    try:
        majors = _uploaded(season)
    except LongmenError as error:
        return refused("officer_plan.html", error, seasons=seasons(), **_shown(season))
    return _drafted(season, list(majors.values()), lines=list(majors))


@blueprint.route("/plans/<code>/table")
@permits(*READERS)
def give_table(code: str) -> Response:
    """The present plan as a table: in force, else of the season file."""
    season = season_named(code)
    names, categories = colleges_of(season), categories_of(season)
    with reading() as conn:
        present = plan.in_force(conn, code)
    majors = [_major(each) for each in present.majors] if present else plan.of_season_file(season)
    rows = [sheet.row_of(each, college_name=names.get(each.college, ""), categories=categories) for each in majors]
    columns = [Column(title=title, typed=title != sheet.COLLEGE_NAME) for title in sheet.titles(categories)]
    return Response(
        written(columns, rows, title=_("招生计划")), content_type=MEDIA,
        headers={"Content-Disposition": f"attachment; filename={code}-plan.xlsx"},
    )


@blueprint.route("/plans/<code>/signatures", methods=["POST"])
@permits(Role.OFFICER)
def sign_plan(code: str) -> AnyResponse:
    """This officer's signature; the second one publishes."""
    season = season_named(code)
    try:
        with writing(intake=season.intake) as tx:
            signed = plan.sign(tx, season, signing())
    except LongmenError as error:
        return refused("officer_plan.html", error, seasons=seasons(), **_shown(season))
    return redirect(f"{PLANS}?season={code}&news={'published' if signed.complete else 'signed'}", 303)


def _drafted(season: Season, majors: Sequence[Major] | None, *, lines: Sequence[int] = ()) -> AnyResponse:
    try:
        with writing(intake=season.intake) as tx:
            plan.draft(tx, season, majors)
    except PlanUnfit as error:
        told = InvalidInput([("file", _at_line(field, lines) + message) for field, message in error.errors])
        return refused("officer_plan.html", told, seasons=seasons(), **_shown(season))
    return redirect(f"{PLANS}?season={season.code}&news=drafted", 303)


def _at_line(field: str, lines: Sequence[int]) -> str:
    """``majors[3].college`` is of the table's line."""
    found = re.match(r"majors\[(\d+)\]", field)
    return f"第{lines[int(found[1])]}行：" if found and lines else ""


def _uploaded(season: Season) -> dict[int, Major]:
    given = request.files.get("file")
    content = given.read() if given else b""
    if not content:
        raise InvalidInput([("file", _("请选择计划表文件。"))])
    try:
        rows = read_sheet(content, most_rows=sheet.MOST_ROWS).rows
    except SheetUnreadable as error:
        raise InvalidInput([("file", _(error.reason))]) from error
    return sheet.read_majors(rows, categories_of(season))


def _shown(season: Season) -> dict[str, Any]:
    with reading() as conn:
        seen, present = plan.standing(conn, box(), season), plan.in_force(conn, season.code)
        majors, colleges = plan.proposed(seen) if seen else ([], [])
        shown = colleges or (present.colleges if present else ())
        newer = profile.newer(conn, season, shown) if shown else ()
        gaps = plan.gaps(conn, box(), season)
    names, categories = colleges_of(season), categories_of(season)
    return {
        "season": season, "seen": seen, "signatures": signatures(seen), "present": present, "categories": categories,
        "gaps": gaps, "newer": newer,
        "number_columns": [{"label": title, "number": True} for title in categories.values()],
        "rows": _rows(majors or (present.majors if present else ()), names, categories),
        "changes": _changes(_by_place(present.majors), _by_place(majors), categories) if seen and present else None,
        "profiles": [_profile(each, season) for each in shown],
        "totals": [(title, sum(each.seats.get(code, 0) for each in majors or (present.majors if present else ())))
                   for code, title in categories.items()],
    }


def _rows(majors: Sequence[PlannedMajor], names: dict[str, str], categories: dict[str, str]) -> list[list[Any]]:
    return [
        [f"{each.college} {names.get(each.college, '')}", f"{each.code} {each.name}",
         *(each.seats.get(code, 0) for code in categories), each.demand or _("无")]
        for each in majors
    ]


def _by_place(majors: Sequence[PlannedMajor]) -> Places:
    return {(each.college, each.code): each for each in majors}


def _changes(old: Places, new: Places, categories: dict[str, str]) -> list[list[str]]:
    """Every major that differs: which, as it was, as it becomes."""
    places = sorted({*old, *new})
    return [
        [f"{place[0]} {(new.get(place) or old[place]).name}", _seats(old.get(place), categories),
         _seats(new.get(place), categories)]
        for place in places if old.get(place) != new.get(place)
    ]


def _seats(major: PlannedMajor | None, categories: dict[str, str]) -> str:
    if major is None:
        return _("无")
    seats = "，".join(f"{title}{major.seats.get(code, 0)}" for code, title in categories.items())
    return f"{major.code} {major.name}：{seats}" + (f"；{major.demand}" if major.demand else "")


def _profile(each: CollegeProfile, season: Season) -> dict[str, Any]:
    tiers = {tier.code: tier.title for tier in season.award_tiers.items} if season.award_tiers else {}
    lacks = ([] if each.charter else [_("招生章程")]) + ([] if each.test else [_("考查安排")])
    return {"profile": each, "tier": tiers.get(each.min_tier or ""), "lacks": lacks}


def _major(planned: PlannedMajor) -> Major:
    return Major(college=planned.college, code=planned.code, name=planned.name, seats=planned.seats,
                 demand=planned.demand)
