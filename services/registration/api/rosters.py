"""Lists of students over HTTP: a source college hands in a file, the report comes as a job."""

import csv
import io
from typing import Any
from urllib.parse import quote

from flask import Response, request
from marshmallow import fields

from services.registration.domain.rosters import LARGEST
from services.registration.domain.students import COLUMNS
from services.registration.usecases.lists import put_away
from services.registration.usecases.rosters import HandedIn, hand_in, intake_of
from shared.files import LocalStorage
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import season_now, writing
from shared.web.jobs import JobAddressOut, accepted
from shared.web.limits import takes
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.schemas import Schema

blueprint = JsonBlueprint("rosters", __name__, url_prefix="/rosters", description="学籍信息导入")
LIMIT = LARGEST
TEMPLATE_NAME = quote("学籍名单模板.csv")


class RosterQuery(Schema):
    """``dry_run``: check and write nothing. ``intake`` where the college imports for several."""

    dry_run = fields.Boolean(load_default=True)
    intake = fields.String(load_default=None)


@blueprint.route("", methods=["POST"])
@permits(Role.SOURCE_COLLEGE)
@takes("multipart/form-data", limit=LIMIT)
@blueprint.arguments(RosterQuery, location="query")
@blueprint.response(202, JobAddressOut)
def hand_in_roster(query: dict[str, Any]) -> Any:
    """上传学籍名单（xlsx或csv，字段file）；默认只校验，dry_run=false时导入"""
    college = principal().scope or ""
    seasons = adapter(Service).season
    every = [seasons.season(copy.season) for copy in seasons.copies()]
    now = {season.intake: season_now(season.intake) for season in every}
    season = intake_of(every, college, now=now, wanted=query["intake"])
    resting = put_away(adapter(LocalStorage), parts().database.box, college, uploaded())
    with writing(intake=season.intake) as tx:
        job = hand_in(tx, HandedIn(
            roster=resting.roster, intake=season.intake, year=season.year, source_college=college,
            digest=resting.digest, size=resting.size, dry_run=query["dry_run"],
        ))
    return accepted(job)


@blueprint.route("/template", methods=["GET"])
@permits(Role.SOURCE_COLLEGE)
@blueprint.response(200, content_type="text/csv")
def template() -> Response:
    """名单模板（CSV，UTF-8带BOM，可用Excel打开）；证件号码、学号须为文本"""
    held = io.StringIO()
    csv.writer(held).writerow(COLUMNS)
    return Response(
        "\ufeff" + held.getvalue(), mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{TEMPLATE_NAME}"},
    )


def uploaded() -> bytes:
    """The file of the form. Raises InvalidInput without one."""
    held = request.files.get("file")
    if held is None or not held.filename:
        raise InvalidInput([("file", "请选择要上传的文件。")])
    return held.stream.read()
