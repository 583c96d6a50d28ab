"""Plays of a rehearsal over HTTP: asked for by officers, acknowledged by the program that drives the others."""

from typing import Any

from marshmallow import fields, validate

from services.admission.usecases import play
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("plays", __name__, url_prefix="/intakes", description="演练中其他人的操作")


class PlayOut(Schema):
    """A play; ``requested_at`` is the season's time, ``recorded_at`` and ``done_at`` are wall clock."""

    id = fields.String()
    intake = fields.String()
    requested_by = fields.String()
    requested_at = Instant()
    recorded_at = Instant()
    done = fields.Boolean()
    done_at = Instant(allow_none=True)
    summary = fields.String(allow_none=True)


class PlaysOut(Schema):
    """The newest first."""

    items = fields.List(fields.Nested(PlayOut))


class CompletionIn(Schema):
    """What the others did."""

    summary = fields.String(required=True, validate=validate.Length(1, 2000))


@blueprint.route("/<code>/plays", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.response(201, PlayOut)
def request_play(code: str) -> Any:
    """让其他人操作到下一时点为止，时钟不动；仅限演练。正在操作的，仍是同一次"""
    with writing(intake=code) as tx:
        return play.request_play(tx, code)


@blueprint.route("/<code>/plays", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR, Role.OPERATOR)
@blueprint.response(200, PlaysOut)
def plays(code: str) -> Any:
    """最近的操作及其结果"""
    with reading() as conn:
        return {"items": play.plays_of(conn, code)}


@blueprint.route("/<code>/plays/<play_id>/completion", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(CompletionIn)
@blueprint.response(201, PlayOut)
def complete_play(body: dict[str, Any], code: str, play_id: str) -> Any:
    """操作完成，说明各方办理了什么"""
    with writing(intake=code) as tx:
        return play.complete_play(tx, code, play_id, summary=body["summary"])
