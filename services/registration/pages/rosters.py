"""Importing students in the browser: upload, look at every fault by row and cell, and only then import."""

from typing import Any
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.rosters import LARGEST, MOST_ROWS, IntakeUnclear
from services.registration.domain.students import COLUMNS
from services.registration.usecases import rosters
from services.registration.usecases.rosters import HandedIn, intake_of, put_away, take_up
from shared.files import LocalStorage
from shared.jobs import Job, job_of
from shared.kernel import LongmenError, NotFound
from shared.season import Season
from shared.season.windows import Place, window_at
from shared.season.words import WindowKind
from shared.security.access import Role
from shared.service import Service
from shared.sheets.writing import MEDIA, Column, written
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import actor, reading, season_now, writing
from shared.web.limits import KIB, MIB, takes
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _
from shared.web.translation import text_of

blueprint = PageBlueprint("rosters_pages", __name__)
HOME = "/registration/rosters"
LIMIT = LARGEST + 64 * KIB
TEMPLATE = "学籍名单模板.xlsx"


@blueprint.route("/rosters", methods=["GET"])
@permits(Role.SOURCE_COLLEGE)
def upload() -> str:
    """Until when, and the file."""
    return page("rosters.html", **_standing())


@blueprint.route("/rosters", methods=["POST"])
@permits(Role.SOURCE_COLLEGE)
@takes("multipart/form-data", limit=LIMIT)
def check() -> str | AnyResponse:
    """Looked at whole; nothing is written yet."""
    try:
        job = _hand_in(uploaded(), typed("intake", most=60) or None, dry_run=True)
    except LongmenError as error:
        return refused("rosters.html", error, **_standing())
    return redirect(f"{HOME}/reports/{job}", 303)


@blueprint.route("/rosters/reports/<job_id>")
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def report(job_id: str) -> str:
    """How far the work is; then every fault, or what would be written, or what was."""
    return page("roster_report.html", fragment="sheet_report.html", job=own_job(job_id, rosters.KIND), base=HOME)


@blueprint.route("/rosters/reports/<job_id>/import", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def import_checked(job_id: str) -> str | AnyResponse:
    """The file that was looked at is imported, whole or not at all."""
    job, storage = own_job(job_id, rosters.KIND), adapter(LocalStorage)
    try:
        content = take_up(storage, parts().database.box, job)
        following = _hand_in(content, job.input["intake"], dry_run=False)
    except LongmenError as error:
        return refused("roster_report.html", error, job=job, base=HOME)
    storage.remove(job.input["digest"])
    return redirect(f"{HOME}/reports/{following}", 303)


@blueprint.route("/rosters/template")
@permits(Role.SOURCE_COLLEGE)
def template() -> Response:
    """Its cells are text, so that no number loses digits."""
    return template_of(COLUMNS, title="学籍名单", name=TEMPLATE)


def uploaded() -> bytes:
    """The file of the form. Raises InvalidInput without one."""
    held = request.files.get("file")
    if held is None or not held.filename:
        raise InvalidInput([("file", _("请选择要上传的文件。"))])
    return held.stream.read()


def own_job(job_id: str, kind: str) -> Job:
    """A piece of work that this person asked for. Raises NotFound."""
    with reading() as conn:
        found = job_of(conn, parts().database.box, job_id)
    if found is None or found.owner != actor() or found.kind != kind:
        raise NotFound
    return found


def template_of(columns: tuple[str, ...], *, title: str, name: str) -> Response:
    """An empty list."""
    return sheet_of(written([Column(title=column) for column in columns], [], title=title), name=name)


def sheet_of(content: bytes, *, name: str) -> Response:
    """A workbook to be kept."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, mimetype=MEDIA, headers={"Content-Disposition": disposition})


def every_season() -> list[Season]:
    """All that this service has heard of."""
    copies = adapter(Service).season
    return [copies.season(copy.season) for copy in copies.copies()]


def own_college() -> str:
    """The college that this person acts for."""
    return principal().scope or ""


def _hand_in(content: bytes, wanted: str | None, *, dry_run: bool) -> str:
    every, college = every_season(), own_college()
    now = {season.intake: season_now(season.intake) for season in every}
    season = intake_of(every, college, now=now, wanted=wanted)
    resting = put_away(adapter(LocalStorage), parts().database.box, college, content)
    with writing(intake=season.intake) as tx:
        return rosters.hand_in(tx, HandedIn(
            roster=resting.roster, intake=season.intake, year=season.year, source_college=college,
            digest=resting.digest, size=resting.size, dry_run=dry_run, keep=dry_run,
        ))


def _standing() -> dict[str, Any]:
    """For which intakes one imports, and until when; or why not."""
    every, place = every_season(), Place(college=own_college())
    now = {season.intake: season_now(season.intake) for season in every}
    shown: dict[str, Any] = {"largest": LARGEST // MIB, "most": MOST_ROWS, "columns": COLUMNS, "closed": None}
    try:
        intake_of(every, own_college(), now=now, wanted=None)
    except IntakeUnclear:
        pass  # it is asked for in the form
    except LongmenError as error:
        return {**shown, "closed": text_of(error), "intakes": []}
    ours = [season for season in every if any(each.code == place.college for each in season.source_colleges.items)]
    standings = {season.intake: (season, window_at(season, WindowKind.IMPORT, at=now[season.intake], place=place))
                 for season in ours}
    return {**shown, "intakes": [
        {"code": intake, "title": f"{season.province}{season.year}年专升本", "until": standing.span.closes_at}
        for intake, (season, standing) in standings.items() if standing.open and standing.span
    ]}
