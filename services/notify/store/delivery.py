"""Tries to deliver notices, kept as proof: when, with what outcome, and the provider's own id."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Identity, Index, String, Table, bindparam, func, insert, select

from services.notify.store import METADATA
from shared.db import BigId, Tx, UtcDateTime

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", BigId, Identity(), primary_key=True),
    Column("notice", String(36), nullable=False),
    Column("tried_at", UtcDateTime, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("reason", String(60)),
    Column("provider_id", String(100)),
    sqlite_autoincrement=True,
)
Index("ix_deliveries_notice", DELIVERIES.c.notice)

_insert = insert(DELIVERIES)
_with_reason = select(func.count()).select_from(DELIVERIES).where(DELIVERIES.c.reason == bindparam("a_reason"))


def note_tries(tx: Tx, tries: Sequence[Mapping[str, Any]]) -> None:
    """Write down tries: ``notice, outcome, reason, provider_id``."""
    if tries:
        tx.conn.execute(_insert, [{**each, "tried_at": tx.wall} for each in tries])


def tries_with(conn: Connection, reason: str) -> int:
    """How many tries have this reason."""
    found: int = conn.execute(_with_reason, {"a_reason": reason}).scalar_one()
    return found
