"""The desk of an admitting college over HTTP: list, file, evidence, decision."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.admission.api.file import FileLineOut, OpenedOut, shown
from services.admission.api.proposal import season_named
from services.admission.store.mailbox import HTTPS
from services.admission.usecases import desk
from services.admission.usecases.desk import Visit
from services.admission.usecases.returns import Turn
from shared.files import LocalStorage
from shared.kernel import NotFound
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import writing
from shared.web.lists import page_of, read_cursor
from shared.web.parts import adapter
from shared.web.schemas import ListQuery, Schema, page_schema
from shared.web.versions import want_version, wants_match

blueprint = JsonBlueprint("desk", __name__, url_prefix="/colleges", description="招生院校工作台")
FILES = "desk-files"
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}
SEASON = {"description": "方案；只有一个方案时可不填"}


class SeasonQuery(Schema):
    """Of which season."""

    season = fields.String(load_default=None, metadata=SEASON)


class FilesQuery(ListQuery):
    """A page of a round's files."""

    season = fields.String(load_default=None, metadata=SEASON)


class DecisionIn(Schema):
    """Admitted to a filed major, or returned with a reason."""

    admit = fields.String(load_default=None, allow_none=True, metadata={"description": "录取专业代码"})
    reason = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=500), metadata={"description": "退档原因"}
    )


@blueprint.route("/<college>/rounds/<no>/files", methods=["GET"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@blueprint.arguments(FilesQuery, location="query")
@blueprint.response(200, page_schema(FileLineOut))
def files(query: dict[str, Any], college: str, no: str) -> Any:
    """本校本轮的考生档案，按考生号排列"""
    cursor = read_cursor(query, FILES)
    visit = visiting(query["season"], college, no)
    with writing(intake=visit.turn.season.intake) as tx:
        found = desk.listed(tx, visit, after=cursor[0] if cursor else "", most=query["limit"] + 1)
    return page_of(found, query, name=FILES, key=lambda each: [each.file.candidate_number])


@blueprint.route("/<college>/rounds/<no>/files/<account>", methods=["GET"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.response(200, OpenedOut)
def show_file(query: dict[str, Any], college: str, no: str, account: str) -> Any:
    """一份考生档案：志愿、成绩、操行、荣誉、材料；首次打开即为院校在阅"""
    visit = visiting(query["season"], college, no)
    with writing(intake=visit.turn.season.intake) as tx:
        return shown(desk.open_file(tx, visit, account))


@blueprint.route("/<college>/rounds/<no>/files/<account>/evidence/<digest>", methods=["GET"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.response(200, content_type="application/octet-stream")
def evidence(query: dict[str, Any], college: str, no: str, account: str, digest: str) -> Response:
    """一份证明材料的内容；作为附件下载，不在页面中打开"""
    visit = visiting(query["season"], college, no)
    with writing(intake=visit.turn.season.intake) as tx:
        paper = desk.paper_of(tx, visit, account, digest)
    suffix = SUFFIXES.get(paper.media)
    return Response(
        desk.content_of(paper, adapter(LocalStorage)),
        mimetype=paper.media if suffix else "application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{paper.digest[:12]}.{suffix or "bin"}"'},
    )


@blueprint.route("/<college>/rounds/<no>/files/<account>/decision", methods=["PUT"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@wants_match
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.arguments(DecisionIn)
@blueprint.response(200, OpenedOut)
def decide(query: dict[str, Any], body: dict[str, Any], college: str, no: str, account: str) -> Any:
    """预录取到所填专业，或填写原因预退档；返回签发前可以修改"""
    visit = visiting(query["season"], college, no)
    with writing(intake=visit.turn.season.intake) as tx:
        file = desk.held(tx, visit, account)
        want_version(file.revision)
        return shown(desk.decide(tx, visit, file, major=body["admit"], reason=body["reason"]))


def visiting(season: str | None, college: str, no: str) -> Visit:
    """Who is at the desk, for which college, in which round. Raises NotFound, also for a season that must be named."""
    copies = adapter(Service).season
    codes = [copy.season for copy in copies.copies()]
    if season is None and len(codes) != 1:
        raise NotFound(field="season")
    found = season_named(season or codes[0])
    if found.round(no) is None:
        raise NotFound
    who = principal()
    return Visit(turn=Turn(season=found, round=no, college=college, door=HTTPS), scope=who.scope or "",
                 subject=who.actor)
