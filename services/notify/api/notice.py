"""Notices over HTTP, as operators see them: whether they went out, never to whom or what."""

from datetime import datetime
from typing import Any

from marshmallow import fields

from services.notify.store import Part
from services.notify.usecases.notice import read_notices, summarise
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

blueprint = JsonBlueprint("notices", __name__, url_prefix="/notices", description="通知的发送情况（不含个人信息）")


class NoticeOut(Schema):
    """One notice on one channel, without address and text."""

    id = fields.String()
    intake = fields.String(allow_none=True)
    season = fields.String(allow_none=True)
    account = fields.String(allow_none=True)
    source = fields.String()
    channel = fields.String()
    template = fields.String()
    status = fields.String(metadata={"description": "due、delivered、expired、failed"})
    refusals = fields.Integer()
    lapses = fields.Integer()
    recorded_at = Instant()
    next_at = Instant(allow_none=True)
    settled_at = Instant(allow_none=True)


class CountOut(Schema):
    """How many notices of a kind stand alike."""

    channel = fields.String()
    template = fields.String()
    status = fields.String()
    number = fields.Integer()
    oldest = Instant()


class SummaryOut(Schema):
    """All notices, counted; ``repeated``: mails that a crash may have sent twice."""

    items = fields.List(fields.Nested(CountOut))
    repeated = fields.Integer()


@blueprint.route("", methods=["GET"])
@permits(Role.OPERATOR)
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, page_schema(NoticeOut))
def list_notices(query: dict[str, Any]) -> Any:
    """每条通知的发送情况，新的在前"""
    cursor = read_cursor(query, "notices")
    before = None if cursor is None else (datetime.fromisoformat(cursor[0]), cursor[1])
    with reading() as conn:
        rows = read_notices(conn, Part(query["limit"] + 1, before))
    return page_of(rows, query, name="notices", key=lambda row: [row.recorded_at.isoformat(), row.id])


@blueprint.route("/summary", methods=["GET"])
@permits(Role.OPERATOR)
@blueprint.response(200, SummaryOut)
def summary() -> Any:
    """按渠道、模板和结果统计"""
    with reading() as conn:
        return summarise(conn)
