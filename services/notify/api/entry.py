"""Timelines and announcements over HTTP: read, and written by officers."""

from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from services.notify.domain.announcement import TEXT_MOST, TITLE_MOST
from services.notify.store import Part
from services.notify.usecases.announcement import Draft, publish_announcement
from services.notify.usecases.entry import Told, read_announcements, read_timeline
from shared.kernel import NotFound, new_id
from shared.security.access import Role
from shared.web.access import OWN, permits, principal, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.lists import page_of, read_cursor
from shared.web.parts import parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

timeline = JsonBlueprint("timeline", __name__, url_prefix="/timeline", description="本人的消息")
announcements = JsonBlueprint("announcements", __name__, url_prefix="/announcements", description="公告")


class EntryOut(Schema):
    """One thing that was said; ``at`` is the season's time."""

    id = fields.String()
    title = fields.String()
    text = fields.String()
    at = Instant()
    season = fields.String(allow_none=True)
    personal = fields.Boolean(metadata={"description": "只对本人，还是对全体考生"})


class AnnouncementQuery(ListQuery):
    """Of which intake."""

    intake = fields.String(required=True)


class AnnouncementIn(Schema):
    """What everybody in an intake is told."""

    intake = fields.String(required=True, validate=validate.Length(1, 60))
    title = fields.String(required=True, validate=validate.Length(1, TITLE_MOST))
    text = fields.String(required=True, validate=validate.Length(1, TEXT_MOST))


EntryPage = page_schema(EntryOut)


@timeline.route("", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
@timeline.arguments(ListQuery, location="query")
@timeline.response(200, EntryPage)
def show_timeline(query: dict[str, Any]) -> Any:
    """本人的消息和全体公告，新的在前"""
    who = principal()
    if who.intake is None:
        raise NotFound
    with reading() as conn:
        rows = read_timeline(conn, parts().database.box, account=who.subject, intake=who.intake,
                             part=_part(query, "timeline"))
    return page_of(rows, query, name="timeline", key=_key)


@announcements.route("", methods=["GET"])
@public
@announcements.arguments(AnnouncementQuery, location="query")
@announcements.response(200, EntryPage)
def show_announcements(query: dict[str, Any]) -> Any:
    """面向全体考生的公告，新的在前"""
    name = f"announcements/{query['intake']}"
    with reading() as conn:
        rows = read_announcements(conn, parts().database.box, intake=query["intake"], part=_part(query, name))
    return page_of(rows, query, name=name, key=_key)


@announcements.route("", methods=["POST"])
@permits(Role.OFFICER)
@announcements.arguments(AnnouncementIn)
@announcements.response(201, EntryOut)
def publish(body: dict[str, str]) -> Any:
    """发布公告，对全体考生公开"""
    if parts().seasons.is_rehearsal(body["intake"]) is None:
        raise NotFound
    with writing(intake=body["intake"]) as tx:
        return publish_announcement(tx, Draft(key=new_id(), **body))


def _key(row: Told) -> list[Any]:
    return [row.at.isoformat(), row.id]


def _part(query: dict[str, Any], name: str) -> Part:
    cursor = read_cursor(query, name)
    before = None if cursor is None else (datetime.fromisoformat(cursor[0]), cursor[1])
    return Part(query["limit"] + 1, before)
