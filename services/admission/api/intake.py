"""Intakes over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.admission.config import AdmissionConfig
from services.admission.usecases import intake
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.parts import adapter
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("intakes", __name__, url_prefix="/intakes", description="招生与演练")


class IntakeIn(Schema):
    """A new intake."""

    code = fields.String(required=True)
    title = fields.String(required=True, validate=validate.Length(1, 200))
    rehearsal = fields.Boolean(required=True, metadata={"description": "是否演练；开设后不能更改"})


class SeasonOfIntakeOut(Schema):
    """A published season of an intake."""

    season = fields.String()
    version = fields.Integer(attribute="season_version")


class IntakeOut(Schema):
    """An intake and what is published in it."""

    code = fields.String()
    title = fields.String()
    rehearsal = fields.Boolean()
    opened_by = fields.String()
    recorded_at = Instant()
    seasons = fields.List(fields.Nested(SeasonOfIntakeOut))


class IntakesOut(Schema):
    """Every intake: there are few."""

    items = fields.List(fields.Nested(IntakeOut))


@blueprint.route("", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(IntakeIn)
@blueprint.response(201, IntakeOut)
def open_intake(body: dict[str, Any]) -> Any:
    """开设一次招生或演练"""
    with writing() as tx:
        config = adapter(AdmissionConfig)
        made = intake.open_intake(
            tx, body["code"], title=body["title"], rehearsal=body["rehearsal"], rehearsal_only=config.rehearsal_only
        )
    return intake.Seen.of(made)


@blueprint.route("", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR, Role.OPERATOR)
@blueprint.response(200, IntakesOut)
def intakes() -> Any:
    """全部招生和演练"""
    with reading() as conn:
        return {"items": intake.every(conn)}
