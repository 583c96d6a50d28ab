"""Who of a college did what with which file: written with the act, never changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Index, Row, String, Table, bindparam, insert, select

from services.admission.store import METADATA
from shared.db import Tx, UtcDateTime
from shared.kernel import new_id

DESK_ACTIONS = Table(
    "desk_actions",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("round", String(10), nullable=False),
    Column("college", String(30), nullable=False),
    Column("account", String(36)),  # whose file; none for a return as a whole
    Column("action", String(20), nullable=False),
    Column("actor", String(100), nullable=False),
    Column("actor_scope", String(100), nullable=False),
    Column("acted_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_desk_actions_season", DESK_ACTIONS.c.season, DESK_ACTIONS.c.recorded_at)

_insert = insert(DESK_ACTIONS)
_of_season = select(DESK_ACTIONS).where(DESK_ACTIONS.c.season == bindparam("a_season")).order_by(
    DESK_ACTIONS.c.recorded_at, DESK_ACTIONS.c.id
)


def add(  # noqa: PLR0913  (who, what, whose, where)
    tx: Tx, action: str, *, scope: str, season: str, no: str, college: str, account: str | None = None
) -> None:
    """An act of ``tx.actor``."""
    tx.conn.execute(_insert, {
        "id": new_id(), "season": season, "round": no, "college": college, "account": account, "action": action,
        "actor": tx.actor, "actor_scope": scope, "acted_at": tx.now, "recorded_at": tx.wall,
    })


def of_season(conn: Connection, season: str) -> Sequence[Row[Any]]:
    """Every act, in order."""
    return conn.execute(_of_season, {"a_season": season}).all()
