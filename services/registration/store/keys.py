"""The keys that sign tokens: their private halves sealed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)

from services.registration.store import METADATA
from shared.db import UtcDateTime

SIGNING_KEYS = Table(
    "signing_keys",
    METADATA,
    Column("kid", String(64), primary_key=True),
    Column("public", String(64), nullable=False),
    Column("private", LargeBinary, nullable=False),  # sealed
    Column("signs_from", UtcDateTime, nullable=False),  # wall clock, as all times here
    Column("ends_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_all = select(SIGNING_KEYS).order_by(SIGNING_KEYS.c.signs_from, SIGNING_KEYS.c.kid)
_insert = insert(SIGNING_KEYS)
_end = update(SIGNING_KEYS).where(SIGNING_KEYS.c.kid == bindparam("of_kid")).values(ends_at=bindparam("at"))
_forget = delete(SIGNING_KEYS).where(SIGNING_KEYS.c.kid == bindparam("of_kid"))
_LOCK_KEY = 0x6B657973


def hold(conn: Connection) -> None:
    """Let two workers that start at once make one key, not two. SQLite has one writer anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})


def every(conn: Connection) -> Sequence[Row[Any]]:
    """All keys, the oldest first."""
    return conn.execute(_all).all()


def add(conn: Connection, row: dict[str, Any]) -> None:
    """A key."""
    conn.execute(_insert, row)


def end(conn: Connection, kid: str, *, at: datetime) -> None:
    """A key is honoured until then."""
    conn.execute(_end, {"of_kid": kid, "at": at})


def forget(conn: Connection, kid: str) -> None:
    """A key that nobody is told of any more."""
    conn.execute(_forget, {"of_kid": kid})
