"""Stating grades and conduct in the browser: upload, look at every fault by row and cell, and only then write."""

from typing import Any

from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.grades import COLUMNS
from services.registration.domain.rosters import LARGEST, MOST_ROWS, IntakeUnclear
from services.registration.pages.rosters import (
    LIMIT,
    every_season,
    own_college,
    own_job,
    template_of,
    uploaded,
)
from services.registration.usecases import grades
from services.registration.usecases.grades import GradesIn, grading_season, hand_in_grades
from services.registration.usecases.rosters import put_away, take_up
from shared.files import LocalStorage
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import season_now, writing
from shared.web.limits import MIB, takes
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter, parts
from shared.web.translation import text_of

blueprint = PageBlueprint("grades_pages", __name__)
HOME = "/registration/grades"
TEMPLATE = "在校成绩模板.xlsx"


@blueprint.route("/grades", methods=["GET"])
@permits(Role.SOURCE_COLLEGE)
def upload() -> str:
    """Until when, and the file."""
    return page("grades.html", **_standing())


@blueprint.route("/grades", methods=["POST"])
@permits(Role.SOURCE_COLLEGE)
@takes("multipart/form-data", limit=LIMIT)
def check() -> str | AnyResponse:
    """Looked at whole; nothing is written yet."""
    try:
        job = _hand_in(uploaded(), typed("intake", most=60) or None, dry_run=True)
    except LongmenError as error:
        return refused("grades.html", error, **_standing())
    return redirect(f"{HOME}/reports/{job}", 303)


@blueprint.route("/grades/reports/<job_id>")
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def report(job_id: str) -> str:
    """How far the work is; then every fault, or what would be written, or what was."""
    return page("grades_report.html", fragment="sheet_report.html", job=own_job(job_id, grades.KIND), base=HOME)


@blueprint.route("/grades/reports/<job_id>/import", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def import_checked(job_id: str) -> str | AnyResponse:
    """The file that was looked at is written, whole or not at all."""
    job, storage = own_job(job_id, grades.KIND), adapter(LocalStorage)
    try:
        content = take_up(storage, parts().database.box, job)
        following = _hand_in(content, job.input["intake"], dry_run=False)
    except LongmenError as error:
        return refused("grades_report.html", error, job=job, base=HOME)
    storage.remove(job.input["digest"])
    return redirect(f"{HOME}/reports/{following}", 303)


@blueprint.route("/grades/template")
@permits(Role.SOURCE_COLLEGE)
def template() -> Response:
    """Its cells are text, so that no number loses digits."""
    return template_of(COLUMNS, title="在校成绩", name=TEMPLATE)


def _hand_in(content: bytes, wanted: str | None, *, dry_run: bool) -> str:
    every, college = every_season(), own_college()
    now = {season.intake: season_now(season.intake) for season in every}
    season = grading_season(every, college, now=now, wanted=wanted)
    resting = put_away(adapter(LocalStorage), parts().database.box, college, content)
    with writing(intake=season.intake) as tx:
        return hand_in_grades(tx, GradesIn(
            roster=resting.roster, intake=season.intake, source_college=college, digest=resting.digest,
            dry_run=dry_run, keep=dry_run,
        ))


def _standing() -> dict[str, Any]:
    """For which seasons one states grades, and until when; or why not."""
    every, college = every_season(), own_college()
    now = {season.intake: season_now(season.intake) for season in every}
    shown: dict[str, Any] = {"largest": LARGEST // MIB, "most": MOST_ROWS, "columns": COLUMNS, "closed": None}
    try:
        found = [grading_season(every, college, now=now, wanted=None)]
    except IntakeUnclear:  # it is asked for in the form
        found = [season for season in every if any(each.code == college for each in season.source_colleges.items)]
    except LongmenError as error:
        return {**shown, "closed": text_of(error), "intakes": []}
    return {**shown, "intakes": [{"code": season.code, "title": season.title,
                                  "until": min(each.down_at for each in season.rounds), "intake": season.intake}
                                 for season in found]}
