"""Officers' orders beside the seasons, as this service has heard them: extensions, reopenings, announcements."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, String, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from shared import codec
from shared.contracts.admission import OrderGiven
from shared.db import CHASSIS, UtcDateTime
from shared.season.windows import Orders, Override

ORDERS = Table(
    "orders",
    CHASSIS,
    Column("id", String(36), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("document", Text, nullable=False),
    Column("heard_at", UtcDateTime, nullable=False),  # wall clock
)
OVERRIDES = frozenset({"extension", "reopening"})


def _put(dialect: Any) -> Any:
    statement = dialect.insert(ORDERS)
    kept = {c.name: statement.excluded[c.name] for c in ORDERS.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["id"], set_=kept)


_put_order = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_given = select(ORDERS.c.season, ORDERS.c.document).order_by(ORDERS.c.given_at, ORDERS.c.id)


def keep(conn: Connection, order: OrderGiven, *, wall: datetime) -> None:
    """An order was heard; heard again it changes nothing."""
    conn.execute(_put_order[conn.dialect.name], {
        "id": order.order, "season": order.season, "given_at": order.given_at, "heard_at": wall,
        "document": json.dumps(codec.plain(order), ensure_ascii=False),
    })


def of_seasons(conn: Connection) -> dict[str, tuple[OrderGiven, ...]]:
    """Every order by its season, in the order in which they were given."""
    found: dict[str, tuple[OrderGiven, ...]] = {}
    for row in conn.execute(_given):
        order = codec.revived(OrderGiven, json.loads(row.document))
        found[row.season] = (*found.get(row.season, ()), order)
    return found


def in_force(given: Iterable[OrderGiven]) -> Orders:
    """Orders as windows are looked up under them."""
    every = tuple(given)
    return Orders(
        overrides=tuple(_override(order) for order in every if order.kind in OVERRIDES),
        announced=frozenset(order.target for order in every if order.kind == "announcement"),
        cancelled=frozenset(order.target for order in every if order.kind == "cancellation"),
    )


def _override(order: OrderGiven) -> Override:
    if order.closes_at is None:
        raise ValueError(f"order {order.order} moves nothing")
    return Override(
        order=order.number, target=order.target, closes_at=order.closes_at, opens_at=order.opens_at,
        college=order.college, candidate=order.candidate, batch=order.batch,
    )
