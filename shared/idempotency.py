"""Answers kept by the key that a caller gave: a repeated write gets the first answer and has no second effect."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from shared.db import CHASSIS, Seal, Tx, UtcDateTime

KEPT_FOR = timedelta(hours=24)

IDEMPOTENCY = Table(
    "idempotency",
    CHASSIS,
    Column("actor", String(100), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", LargeBinary, nullable=False),  # sealed: headers and body
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_idempotency_recorded_at", IDEMPOTENCY.c.recorded_at)

_of_key = (IDEMPOTENCY.c.actor == bindparam("an_actor")) & (IDEMPOTENCY.c.key == bindparam("a_key"))
_select = select(IDEMPOTENCY).where(_of_key)
_insert = insert(IDEMPOTENCY)
_delete_old = delete(IDEMPOTENCY).where(IDEMPOTENCY.c.recorded_at < bindparam("before"))
_try_lock = select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name"), 20)))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered to the request with this digest."""

    digest: str
    status: int
    headers: dict[str, str]
    body: str


def answer_to(conn: Connection, box: Seal, *, actor: str, key: str) -> Answer | None:
    """The answer kept under this key, if any."""
    row = conn.execute(_select, {"an_actor": actor, "a_key": key}).one_or_none()
    if row is None:
        return None
    kept = json.loads(box.open(row.answer, table="idempotency", column="answer", row=f"{actor} {key}"))
    return Answer(digest=row.digest, status=row.status, headers=kept["headers"], body=kept["body"])


def claim(tx: Tx, *, actor: str, key: str) -> bool:
    """Whether this transaction is the only one that works, or has worked, under the key."""
    if not tx.db.is_sqlite:  # SQLite has one writer anyway
        is_alone = tx.conn.execute(_try_lock, {"name": f"idempotency/{actor} {key}"}).scalar_one()
        if not is_alone:
            return False
    return tx.conn.execute(_select, {"an_actor": actor, "a_key": key}).first() is None


def keep(tx: Tx, answer: Answer, *, actor: str, key: str) -> None:
    """Keep the answer in the effect's own transaction, which holds the claim."""
    body = json.dumps({"headers": answer.headers, "body": answer.body}, ensure_ascii=False)
    tx.conn.execute(_insert, {
        "actor": actor, "key": key, "digest": answer.digest, "status": answer.status, "recorded_at": tx.wall,
        "answer": tx.box.seal(body, table="idempotency", column="answer", row=f"{actor} {key}"),
    })


def forget_old(tx: Tx, wall: datetime) -> int:
    """Remove answers older than :data:`KEPT_FOR`; returns how many."""
    return tx.conn.execute(_delete_old, {"before": wall - KEPT_FOR}).rowcount
