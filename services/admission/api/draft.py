"""Season drafts over HTTP: a file goes in, two officers sign what it says."""

from datetime import datetime
from typing import Any

from flask import request
from marshmallow import fields

from services.admission.usecases import draft
from shared.security.access import Role
from shared.security.signing import SigningKey
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.limits import KIB, takes
from shared.web.lists import page_of, read_cursor
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema
from shared.web.versions import tag, want_version, wants_match

blueprint = JsonBlueprint("drafts", __name__, url_prefix="/seasons/drafts", description="方案草案与签批")
YAML = ("text/yaml", "application/yaml", "application/x-yaml")
LIMIT = 256 * KIB
DRAFTS = "drafts"


class DraftQuery(Schema):
    """Under which intake."""

    intake = fields.String(required=True)


class DraftsQuery(ListQuery):
    """Of which intake; without it, of all."""

    intake = fields.String(load_default=None)


class SignatureIn(Schema):
    """What an officer has read."""

    digest = fields.String(required=True, metadata={"description": "所读草案的 digest"})


class SignatureOut(Schema):
    """Who has signed."""

    officer = fields.String()
    recorded_at = Instant()


class ChangeOut(Schema):
    """A moment that this version moves; ``was`` or ``becomes`` is null where it is new or goes."""

    name = fields.String()
    was = Instant(allow_none=True)
    becomes = Instant(allow_none=True)


class DraftLineOut(Schema):
    """A draft in a list."""

    id = fields.String()
    intake = fields.String()
    season = fields.String()
    version = fields.Integer()
    status = fields.String(metadata={"description": "open、published、withdrawn"})
    digest = fields.String()
    drafted_by = fields.String()
    recorded_at = Instant()


class DraftOut(Schema):
    """A draft, what it says and what it changes."""

    id = fields.String(attribute="draft.id")
    intake = fields.String(attribute="draft.intake")
    season = fields.String(attribute="draft.season")
    version = fields.Integer(attribute="draft.version")
    rehearsal = fields.Boolean()
    status = fields.String(attribute="draft.status", metadata={"description": "open、published、withdrawn"})
    digest = fields.String(attribute="draft.digest")
    drafted_by = fields.String(attribute="draft.drafted_by")
    recorded_at = Instant(attribute="draft.recorded_at")
    document = fields.Dict()
    changes = fields.List(fields.Nested(ChangeOut))
    signatures = fields.List(fields.Nested(SignatureOut))


@blueprint.route("", methods=["POST"])
@permits(Role.OFFICER)
@takes(*YAML, limit=LIMIT)
@blueprint.arguments(DraftQuery, location="query")
@blueprint.response(201, DraftOut)
def hand_in(query: dict[str, Any]) -> Any:
    """提交方案文件（YAML）；有错误时逐条列出路径和行号，一处也不接受"""
    handed = draft.read_file(request.get_data())
    with writing() as tx:
        seen = draft.hand_in(tx, handed, intake=query["intake"])
    return _tagged(seen), 201, {"Location": f"/{parts().service}/api/v1/seasons/drafts/{seen.draft.id}"}


@blueprint.route("", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR)
@blueprint.arguments(DraftsQuery, location="query")
@blueprint.response(200, page_schema(DraftLineOut))
def drafts(query: dict[str, Any]) -> Any:
    """草案，从新到旧"""
    cursor = read_cursor(query, DRAFTS)
    after = (datetime.fromisoformat(cursor[0]), cursor[1]) if cursor else None
    with reading() as conn:
        found = draft.newest(conn, query["intake"], after=after, most=query["limit"] + 1)
    return page_of(found, query, name=DRAFTS, key=lambda each: [each.recorded_at.isoformat(), each.id])


@blueprint.route("/<draft_id>", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR)
@blueprint.response(200, DraftOut)
def show_draft(draft_id: str) -> Any:
    """草案的内容、与现行版本的差异、已有的签批"""
    with reading() as conn:
        return _tagged(draft.of_id(conn, draft_id))


@blueprint.route("/<draft_id>", methods=["PUT"])
@permits(Role.OFFICER)
@takes(*YAML, limit=LIMIT)
@wants_match
@blueprint.response(200, DraftOut)
def replace_text(draft_id: str) -> Any:
    """换一份文件；原有的签批随之失效"""
    handed = draft.read_file(request.get_data())
    with writing() as tx:
        present = draft.locked(tx, draft_id)
        want_version(present.revision)
        return _tagged(draft.replace_text(tx, present, handed))


@blueprint.route("/<draft_id>", methods=["DELETE"])
@permits(Role.OFFICER)
@wants_match
@blueprint.response(204)
def withdraw(draft_id: str) -> None:
    """撤回草案"""
    with writing() as tx:
        present = draft.locked(tx, draft_id)
        want_version(present.revision)
        draft.withdraw(tx, present)


@blueprint.route("/<draft_id>/signatures", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(SignatureIn)
@blueprint.response(201, DraftOut)
def sign(body: dict[str, Any], draft_id: str) -> Any:
    """签批所读的草案；第二名工作人员签批后即行发布"""
    with writing() as tx:
        key = adapter(SigningKey)
        return _tagged(draft.sign(tx, draft_id, officer=principal().subject, digest=body["digest"], key=key))


def _tagged(seen: draft.DraftSeen) -> draft.DraftSeen:
    tag(seen.draft.revision)
    return seen
