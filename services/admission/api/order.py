"""Officers' orders over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.admission.api.proposal import SignIn, WholeOut, box, season_named, signing, writing_in
from services.admission.domain.order import Asked, OrderKind
from services.admission.usecases import order
from shared.security.access import Role
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("orders", __name__, url_prefix="/orders", description="批准事项")


class OrderIn(Schema):
    """An extension or reopening for one college or candidate; an announcement or a cancellation for all."""

    season = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([each.value for each in OrderKind]))
    target = fields.String(required=True, metadata={"description": "窗口代码、import 或 round.<轮次>"})
    number = fields.String(required=True, validate=validate.Length(1, 100), metadata={"description": "批准文号"})
    college = fields.String(load_default=None, allow_none=True)
    candidate = fields.String(load_default=None, allow_none=True)
    opens_at = Instant(load_default=None, allow_none=True)
    closes_at = Instant(load_default=None, allow_none=True)
    batch = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 30))


class OrdersQuery(Schema):
    """Of which season."""

    season = fields.String(required=True)


class OrdersOut(Schema):
    """Every order of a season."""

    items = fields.List(fields.Nested(WholeOut))


@blueprint.route("", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(OrderIn)
@blueprint.response(201, WholeOut)
def give_order(body: dict[str, Any]) -> Any:
    """提出批准事项（本人签批）；另一名工作人员签批后生效。subject 为编号"""
    season = season_named(body.pop("season"))
    asked = Asked(**{**body, "kind": OrderKind(body["kind"])})
    with writing_in(season) as tx:
        return order.give(tx, season, asked, officer=principal().subject)


@blueprint.route("", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR)
@blueprint.arguments(OrdersQuery, location="query")
@blueprint.response(200, OrdersOut)
def show_orders(query: dict[str, Any]) -> Any:
    """一个方案的全部批准事项"""
    season = season_named(query["season"])
    with reading() as conn:
        return {"items": order.every(conn, box(), season.code)}


@blueprint.route("/<order_id>/signatures", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(SignIn)
@blueprint.response(201, WholeOut)
def sign_order(body: dict[str, Any], order_id: str) -> Any:
    """第二名工作人员签批；随即告知各服务"""
    with reading() as conn:
        code = order.season_of(conn, order_id)
    season = season_named(code)
    with writing_in(season) as tx:
        return order.sign(tx, season, order_id, signing(body))
