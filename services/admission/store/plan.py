"""The plan in force, and its seats as they are counted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    select,
    update,
)

from services.admission.domain.ruling import Key
from services.admission.store import METADATA
from services.admission.store.putting import adding, putting
from shared import codec
from shared.contracts.admission import PlanPublished
from shared.db import Tx, UtcDateTime

PLANS = Table(
    "plans",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("document", Text, nullable=False),  # as it was told
    Column("published_at", UtcDateTime, nullable=False),
)

SEATS = Table(
    "seats",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("college", String(30), primary_key=True),
    Column("major", String(30), primary_key=True),
    Column("category", String(30), primary_key=True),
    Column("planned", Integer, nullable=False),
    Column("granted", Integer, nullable=False),  # by rulings on over-full returns
    Column("taken", Integer, nullable=False),
    CheckConstraint("taken >= 0 AND taken <= planned + granted", name="taken"),
)

_season: BindParameter[str] = bindparam("a_season")
_put_plan = putting(PLANS)
_add_seats = adding(SEATS)
_plan = select(PLANS).where(PLANS.c.season == _season)
_plans = select(PLANS).order_by(PLANS.c.season)
_seats = select(SEATS).where(SEATS.c.season == _season).order_by(SEATS.c.college, SEATS.c.major, SEATS.c.category)
_these_seats = update(SEATS).where(
    SEATS.c.season == _season, SEATS.c.college == bindparam("a_college"), SEATS.c.major == bindparam("a_major"),
    SEATS.c.category == bindparam("a_category"),
)
_plan_seats = _these_seats.values(planned=bindparam("to_planned"))
_take = _these_seats.where(
    SEATS.c.taken + bindparam("so_many", type_=Integer()) <= SEATS.c.planned + SEATS.c.granted
).values(taken=SEATS.c.taken + bindparam("so_many", type_=Integer()))
_grant = _these_seats.values(granted=SEATS.c.granted + bindparam("so_many", type_=Integer()))


def put(tx: Tx, plan: PlanPublished) -> None:
    """The plan in force from now on, and its seats; what is taken or granted stays."""
    tx.conn.execute(_put_plan[tx.conn.dialect.name], {
        "season": plan.season, "intake": plan.intake, "revision": plan.revision, "published_at": plan.published_at,
        "document": json.dumps(codec.plain(plan), ensure_ascii=False),
    })
    planned = {
        (major.college, major.code, category): n for major in plan.majors for category, n in major.seats.items()
    }
    gone = {_key(row): 0 for row in seats(tx.conn, plan.season)}
    rows = [{"a_season": plan.season, **_asked(key), "to_planned": n} for key, n in {**gone, **planned}.items()]
    new = [
        {"season": plan.season, "college": key[0], "major": key[1], "category": key[2], "planned": 0, "granted": 0,
         "taken": 0}
        for key in planned
    ]
    if new:
        tx.conn.execute(_add_seats[tx.conn.dialect.name], new)
    tx.conn.execute(_plan_seats, rows)


def in_force(conn: Connection, season: str) -> PlanPublished | None:
    """The plan as it was told."""
    row = conn.execute(_plan, {"a_season": season}).one_or_none()
    return None if row is None else codec.revived(PlanPublished, json.loads(row.document))


def every(conn: Connection) -> list[PlanPublished]:
    """Every plan in force, by season."""
    return [codec.revived(PlanPublished, json.loads(row.document)) for row in conn.execute(_plans)]


def seats(conn: Connection, season: str) -> Sequence[Row[Any]]:
    """Every seat row: college, major, category, planned, granted, taken."""
    return conn.execute(_seats, {"a_season": season}).all()


def left(conn: Connection, season: str) -> dict[Key, int]:
    """Seats left by (college, major, category)."""
    return {_key(row): row.planned + row.granted - row.taken for row in seats(conn, season)}


def take(tx: Tx, season: str, key: Key, so_many: int) -> bool:
    """Take seats, or with a negative number give them back. False: there are not so many left."""
    return tx.conn.execute(_take, {"a_season": season, **_asked(key), "so_many": so_many}).rowcount == 1


def grant(tx: Tx, season: str, grants: Mapping[Key, int]) -> None:
    """Seats beyond the plan, by a ruling."""
    if grants:
        tx.conn.execute(_grant, [{"a_season": season, **_asked(key), "so_many": n} for key, n in grants.items()])


def _key(row: Row[Any]) -> Key:
    return (row.college, row.major, row.category)


def _asked(key: Key) -> dict[str, str]:
    return {"a_college": key[0], "a_major": key[1], "a_category": key[2]}
