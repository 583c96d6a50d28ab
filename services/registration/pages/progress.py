"""A source college's home: its numbers and the one next thing to do; and how far its candidates' filing is."""

from typing import Any

from flask import Response, request

from services.registration.pages.lists import every_season, own_college, sheet_of
from services.registration.usecases.calendars import Calendar
from services.registration.usecases.outlook import next_of, windows_of
from services.registration.usecases.progress import Wanted, filing_page, overview, season_of_college
from shared.kernel import LongmenError
from shared.season import Season
from shared.security.access import Role
from shared.service import Service
from shared.sheets.writing import Column, written
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page
from shared.web.parts import adapter, parts
from shared.web.translation import gettext as _
from shared.web.translation import text_of

blueprint = PageBlueprint("progress_pages", __name__)
ON_A_PAGE = 100
AT_ONCE = 500
EXPORT = "志愿填报进度.xlsx"


@blueprint.route("/college")
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def college() -> str:
    """What there is to do next, until when; then the numbers, then the calendar."""
    season, seasons = _season()
    if season is None:
        return page("college.html", season=None)
    calendar = Calendar(season, adapter(Service).season.orders(season.code))
    now = season_now(season.intake)
    windows = windows_of(calendar, own_college(), now=now)
    with reading() as conn:
        counts = overview(conn, season, own_college())
        filing = _filing(conn, season, windows["filing"].span.batch if windows["filing"].span else None)
    duty = next_of(counts, windows, nothing_saved=filing["nothing_saved"] if filing else 0)
    return page("college.html", season=season, seasons=seasons, counts=counts, filing=filing, windows=windows,
                name=_name(season), next=duty)


@blueprint.route("/progress")
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def progress() -> str:
    """By name: not begun, nothing saved, k of n saved. Which choices these are is nobody's business here."""
    season, seasons = _season()
    if season is None:
        return page("progress.html", season=None)
    query: dict[str, Any] = {"limit": ON_A_PAGE, "cursor": request.args.get("cursor")}
    cursor = read_cursor(query, "progress_pages")
    unfiled = request.args.get("state") == "unfiled"
    shown: dict[str, Any] = {"season": season, "seasons": seasons, "unfiled": unfiled, "batches": season.batches,
             "is_first": cursor is None}
    try:
        with reading() as conn:
            found = filing_page(conn, parts().database.box, season, _wanted((cursor or [""])[0], most=ON_A_PAGE + 1))
    except LongmenError as error:
        return page("progress.html", **shown, closed=text_of(error), batch=request.args.get("batch"))
    listed = page_of(found.pop("rows"), query, name="progress_pages", key=lambda row: [row["account"]])
    return page("progress.html", **shown, **found, closed=None, rows=listed["items"], next_cursor=listed["next"])


@blueprint.route("/progress/sheet")
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def sheet() -> Response:
    """The same list, whole, as a workbook."""
    season = season_of_college(every_season(), own_college(), wanted=request.args.get("season"))
    rows: list[dict[str, Any]] = []
    with reading() as conn:
        while True:
            after = rows[-1]["account"] if rows else ""
            found = filing_page(conn, parts().database.box, season, _wanted(after, most=AT_ONCE))["rows"]
            rows += found
            if len(found) < AT_ONCE:
                break
    titles = (_("考生号"), _("姓名"), _("学号"), _("填报情况"), _("已保存志愿数"), _("可填志愿数"))
    return sheet_of(written(
        [Column(title=title) for title in titles],
        [(row["candidate_number"], row["name"], row["student_number"], said_of(row), str(row["saved"]), str(row["of"]))
         for row in rows], title=_("填报进度"),
    ), name=EXPORT)


def said_of(row: dict[str, Any]) -> str:
    """How far one candidate is, in words."""
    if row["saved"]:
        return _("已保存%(saved)s个志愿（共可填%(of)s个）", saved=row["saved"], of=row["of"])
    return _("已进入填报，未保存志愿") if row["accepted_terms"] else _("尚未进入填报")


def _wanted(after: str, *, most: int) -> Wanted:
    return Wanted(college=own_college(), batch=request.args.get("batch") or None,
                  unfiled=request.args.get("state") == "unfiled", after=after, most=most)


def _season() -> tuple[Season | None, list[Season]]:
    """The season that was asked for, else the newest of those in which the college is; and all of them."""
    ours = [season for season in every_season()
            if any(each.code == own_college() for each in season.source_colleges.items)]
    ours.sort(key=lambda season: (season.year, season.code), reverse=True)
    asked = [season for season in ours if season.code == request.args.get("season")]
    found = asked or ours
    return found[0] if found else None, ours


def _name(season: Season) -> str:
    return next((each.name for each in season.source_colleges.items if each.code == own_college()), own_college())


def _filing(conn: Any, season: Season, batch: str | None) -> dict[str, Any] | None:
    """Of the batch whose filing is open or was the last; None where the season does not show it."""
    try:
        return filing_page(conn, parts().database.box, season,
                           Wanted(college=own_college(), batch=batch, unfiled=False, after="", most=1))
    except LongmenError:
        return None
