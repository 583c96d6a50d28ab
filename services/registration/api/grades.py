"""Lists of grades over HTTP: a source college hands in a file, the report comes as a job."""

import csv
import io
from typing import Any
from urllib.parse import quote

from flask import Response
from marshmallow import fields, validate

from services.registration.api.rosters import LIMIT, uploaded
from services.registration.domain.grades import COLUMNS
from services.registration.usecases.grades import GradesIn, grading_season, hand_in_grades
from services.registration.usecases.lists import put_away
from shared.files import LocalStorage
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import season_now, writing
from shared.web.jobs import JobAddressOut, accepted
from shared.web.limits import takes
from shared.web.parts import adapter, parts
from shared.web.schemas import Schema

blueprint = JsonBlueprint("grades", __name__, url_prefix="/grades", description="在校成绩和操行评定")
TEMPLATE_NAME = quote("在校成绩模板.csv")


class GradesQuery(Schema):
    """``dry_run``: check and write nothing. ``season`` where the college is in several."""

    dry_run = fields.Boolean(load_default=True)
    season = fields.String(load_default=None, validate=validate.Length(max=60))


@blueprint.route("", methods=["POST"])
@permits(Role.SOURCE_COLLEGE)
@takes("multipart/form-data", limit=LIMIT)
@blueprint.arguments(GradesQuery, location="query")
@blueprint.response(202, JobAddressOut)
def hand_in(query: dict[str, Any]) -> Any:
    """上传在校成绩和操行评定（xlsx或csv，字段file），首轮下发前可更改；默认只校验，dry_run=false时写入"""
    college = principal().scope or ""
    copies = adapter(Service).season
    every = [copies.season(copy.season) for copy in copies.copies()]
    now = {season.intake: season_now(season.intake) for season in every}
    season = grading_season(every, college, now=now, wanted=query["season"])
    resting = put_away(adapter(LocalStorage), parts().database.box, college, uploaded())
    with writing(intake=season.intake) as tx:
        job = hand_in_grades(tx, GradesIn(
            roster=resting.roster, intake=season.intake, source_college=college, digest=resting.digest,
            dry_run=query["dry_run"],
        ))
    return accepted(job)


@blueprint.route("/template", methods=["GET"])
@permits(Role.SOURCE_COLLEGE)
@blueprint.response(200, content_type="text/csv")
def template() -> Response:
    """成绩模板（CSV，UTF-8带BOM，可用Excel打开）；学号、证件号码须为文本，至少填一项"""
    held = io.StringIO()
    csv.writer(held).writerow(COLUMNS)
    return Response(
        "\ufeff" + held.getvalue(), mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{TEMPLATE_NAME}"},
    )
