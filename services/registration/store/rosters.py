"""The files that source colleges handed in, and what came of each."""

from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, Row, String, Table, bindparam, insert, select, update

from services.registration.store import METADATA
from shared.db import UtcDateTime

ROSTERS = Table(
    "rosters",  # every file that was handed in
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("source_college", String(60), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("handed_in_by", String(100), nullable=False),
    Column("handed_in_at", UtcDateTime, nullable=False),
    Column("rows", Integer),
    Column("new", Integer),
    Column("changed", Integer),
    Column("same", Integer),
    Column("faults", Integer),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_insert = insert(ROSTERS)
_close = (
    update(ROSTERS)
    .where(ROSTERS.c.id == bindparam("of_id"))
    .values(rows=bindparam("to_rows"), new=bindparam("to_new"), changed=bindparam("to_changed"),
            same=bindparam("to_same"), faults=bindparam("to_faults"))
)
_roster = select(ROSTERS).where(ROSTERS.c.id == bindparam("of_id"))


def add(conn: Connection, row: dict[str, Any]) -> None:
    """A file that was handed in."""
    conn.execute(_insert, row)


def roster(conn: Connection, roster_id: str) -> Row[Any] | None:
    """One file that was handed in."""
    return conn.execute(_roster, {"of_id": roster_id}).one_or_none()


def close(conn: Connection, roster_id: str, **counted: int) -> None:
    """What came of it."""
    conn.execute(_close, {"of_id": roster_id, **{f"to_{name}": count for name, count in counted.items()}})
