"""A rehearsal's clock over HTTP."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.admission.config import AdmissionConfig
from services.admission.domain.clock import Order
from services.admission.usecases import clock
from shared.season.clock import FASTEST
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, receipt, writing
from shared.web.parts import adapter
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("clocks", __name__, url_prefix="/intakes", description="演练时钟")
NEXT = "next"


class StepTo(Instant):
    """An instant of the season, or the next moment."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return NEXT if value == NEXT else super()._deserialize(value, attr, data, **kwargs)


class ClockIn(Schema):
    """Exactly one of the three."""

    step_to = StepTo(metadata={"description": "赛季时间，或 next（下一个节点）"})
    pause = fields.Boolean(validate=validate.Equal(True, error="pause 只能为 true。"))
    speed = fields.Float(validate=validate.Range(min=0, max=FASTEST), metadata={"description": "时钟速度，0为暂停"})

    @validates_schema
    def exactly_one(self, data: dict[str, Any], **kwargs: Any) -> None:
        if len(data) != 1:
            raise ValidationError("请填写 step_to、pause、speed 三者之一。")


class SegmentOut(Schema):
    """From ``wall_at`` on, the season's time is ``season_at`` and runs at ``speed``."""

    wall_at = Instant()
    season_at = Instant()
    speed = fields.Float()


class NextOut(Schema):
    """What comes next."""

    name = fields.String()
    title = fields.String()
    instant = Instant()


class ClockOut(Schema):
    """An intake's clock; ``version`` counts its segments."""

    intake = fields.String()
    rehearsal = fields.Boolean()
    version = fields.Integer()
    now = Instant()
    next = fields.Nested(NextOut, allow_none=True)
    segments = fields.List(fields.Nested(SegmentOut))


@blueprint.route("/<code>/clock", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(ClockIn)
@blueprint.response(201, ClockOut)
def set_clock(body: dict[str, Any], code: str) -> Any:
    """拨动演练时钟：跳到某一时刻或下一个节点、暂停、改变速度"""
    with writing() as tx:
        return clock.set_clock(tx, code, _order(body), lead=adapter(AdmissionConfig).clock_lead)


@blueprint.route("/<code>/clock", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR, Role.OPERATOR)
@blueprint.response(200, ClockOut)
def show_clock(code: str) -> Any:
    """演练时钟的现状"""
    with reading() as conn:
        return clock.clock_of(conn, code, wall=receipt())


def _order(body: dict[str, Any]) -> Order:
    if "step_to" in body:
        return Order(to_next=True) if body["step_to"] == NEXT else Order(step_to=body["step_to"])
    return Order(speed=body.get("speed", 0.0))
