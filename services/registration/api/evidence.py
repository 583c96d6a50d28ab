"""Papers of a candidate's own application over HTTP."""

from typing import Any
from urllib.parse import quote

from flask import Response, request
from marshmallow import fields, validate

from services.registration.adapters.papers import Papers
from services.registration.adapters.storage import PaperStorage
from services.registration.api.applications import own_calendars, own_intake
from services.registration.api.overviews import PaperOut
from services.registration.domain.evidence import LARGEST, shown_name
from services.registration.usecases import evidence
from services.registration.usecases.evidence import HandedOver
from services.registration.usecases.overviews import shown_paper
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, recording, writing
from shared.web.limits import KIB, takes
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.schemas import Schema
from shared.web.versions import tag

blueprint = JsonBlueprint("evidence", __name__, url_prefix="/application/evidence", description="本人证明材料")
LIMIT = LARGEST + 64 * KIB
"""The file, and what a form wraps around it."""


class PaperIn(Schema):
    """Which paper of the claim it is; the file comes beside, as ``file``."""

    kind = fields.String(required=True, validate=validate.Length(1, 40))


@blueprint.route("", methods=["POST"])
@permits(Role.CANDIDATE)
@takes("multipart/form-data", limit=LIMIT)
@blueprint.arguments(PaperIn, location="form")
@blueprint.response(201, PaperOut)
def add(body: dict[str, Any]) -> Any:
    """上传证明材料（字段file：PNG、JPEG或PDF）；图片和PDF重新生成后保存"""
    calendars, account, kind = own_calendars(), principal().subject, body["kind"]
    written, file = _file()
    with recording(intake=own_intake()) as tx:  # before the slow part: a paper that is not wanted is not looked at
        evidence.check_wanted(tx, calendars, account, kind)
    name = shown_name(written)
    clean = adapter(Papers).cleaned(name, file)
    stored = adapter(PaperStorage).put(account, clean.content, limit=LARGEST)
    with writing(intake=own_intake()) as tx:
        paper = HandedOver(kind=kind, name=name, media=clean.media, stored=stored)
        added = evidence.add_paper(tx, calendars, account, paper)
        return shown_paper(tx.box, evidence.paper_of(tx.conn, account, added))


@blueprint.route("/<paper>", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(200, content_type="application/octet-stream")
def content(paper: str) -> Response:
    """下载本人上传的一份材料"""
    with reading() as conn:
        found = evidence.paper_of(conn, principal().subject, paper)
        name = shown_paper(parts().database.box, found)["name"]
    tag(found.digest)
    with adapter(PaperStorage).open(found.digest) as held:
        return Response(held.read(), mimetype=found.media, headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        })


@blueprint.route("/<paper>", methods=["DELETE"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(204)
def take_out(paper: str) -> None:
    """删除一份材料；已随报名提交的，提交记录不变"""
    calendars = own_calendars()
    with writing(intake=own_intake()) as tx:
        evidence.take_out_paper(tx, calendars, principal().subject, paper)


def _file() -> tuple[str, bytes]:
    held = request.files.get("file")
    if held is None or not held.filename:
        raise InvalidInput([("file", "请选择要上传的文件。")])
    try:
        return held.filename, held.stream.read()
    finally:
        held.close()  # a large one rests in a temporary file
