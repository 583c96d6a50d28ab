"""The audit log's chain: entries are written with the change they tell of, and chained afterwards by the worker.

Chaining apart keeps writers from queueing behind one lock. What is chained is "not yet chained", never
"after the last id": an entry committed late is chained late and never skipped.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    DDL,
    Column,
    Connection,
    Identity,
    Row,
    String,
    Table,
    bindparam,
    event,
    func,
    insert,
    select,
    text,
)

from shared import codec
from shared.db import AUDIT, CHASSIS, BigId, Database, UtcDateTime

CHAIN_EVERY = timedelta(seconds=1)
LATE = timedelta(minutes=2)
"""How long after it was written an entry may be committed and still be seen at once: no unit of work takes as long."""
LOOK_THROUGH_EVERY = timedelta(hours=1)
"""How often the whole log is looked through for one that was committed later than that."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

CHAINED = ("audit", "audit_chain", "audit_heads")

AUDIT_CHAIN = Table(
    "audit_chain",
    CHASSIS,
    Column("seq", BigId, Identity(), primary_key=True),
    Column("audit_id", String(36), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    sqlite_autoincrement=True,
)

AUDIT_HEADS = Table(
    "audit_heads",  # the chain's newest link, signed now and then and shown to everybody
    CHASSIS,
    Column("seq", BigId, primary_key=True, autoincrement=False),  # of audit_chain
    Column("hash", String(64), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),  # wall clock
    Column("public", String(64), nullable=False),
    Column("signature", String(100), nullable=False),
)

APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in CHAINED for verb in ("update", "delete")
    ],
    "postgresql": [
        ("CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
         "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"),
        *(f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
          "FOR EACH ROW EXECUTE FUNCTION append_only()" for table in CHAINED),
    ],
}
"""Triggers that refuse changes, by dialect: run by every service's first migration and by ``create_all``."""

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(CHASSIS, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect))

_BATCH = 500
_LOCK_KEY = 0x61756469
_is_unchained = (AUDIT_CHAIN.c.audit_id.is_(None), AUDIT.c.recorded_at >= bindparam("since", type_=UtcDateTime()))
_unchained = (
    select(AUDIT)
    .outerjoin(AUDIT_CHAIN, AUDIT_CHAIN.c.audit_id == AUDIT.c.id)
    .where(*_is_unchained)
    .order_by(AUDIT.c.recorded_at, AUDIT.c.id)
    .limit(_BATCH)
)
_head = select(AUDIT_CHAIN.c.hash).order_by(AUDIT_CHAIN.c.seq.desc()).limit(1)
_append = insert(AUDIT_CHAIN)
_oldest_unchained = (
    select(func.min(AUDIT.c.recorded_at))
    .outerjoin(AUDIT_CHAIN, AUDIT_CHAIN.c.audit_id == AUDIT.c.id)
    .where(*_is_unchained)
)
_newest_chained = (
    select(AUDIT.c.recorded_at)
    .join(AUDIT_CHAIN, AUDIT_CHAIN.c.audit_id == AUDIT.c.id)
    .order_by(AUDIT_CHAIN.c.seq.desc())
    .limit(1)
)
_in_order = (
    select(AUDIT, AUDIT_CHAIN.c.hash, AUDIT_CHAIN.c.audit_id)
    .select_from(AUDIT_CHAIN.outerjoin(AUDIT, AUDIT_CHAIN.c.audit_id == AUDIT.c.id))
    .order_by(AUDIT_CHAIN.c.seq)
    .execution_options(yield_per=1000)
)
_of_subject = (
    select(AUDIT).where(AUDIT.c.subject == bindparam("subject")).order_by(AUDIT.c.recorded_at, AUDIT.c.id)
)
START = "0" * 64


def link(previous: str, entry: Row[Any]) -> str:
    """The hash of an entry: SHA-256 over the previous hash and the entry's canonical JSON."""
    told = codec.canonical({
        "id": entry.id, "recorded_at": entry.recorded_at.isoformat(), "actor": entry.actor, "action": entry.action,
        "subject": entry.subject, "details": entry.details, "traceparent": entry.traceparent,
    })
    return hashlib.sha256(previous.encode() + told).hexdigest()


class Chaining:
    """A worker's hand on its service's chain. The log only grows: it looks at the end of it, and through the whole of
    it at the start and once an hour."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._looked_at: datetime | None = None
        self._looked_through_at: datetime | None = None

    def step(self, wall: datetime) -> bool:
        """Chain one batch, once a second. True if it was time to look."""
        if self._looked_at is not None and wall < self._looked_at + CHAIN_EVERY:
            return False
        is_whole = self._looked_through_at is None or wall >= self._looked_through_at + LOOK_THROUGH_EVERY
        with self._db.read() as conn:
            since = BEGINNING if is_whole else end_of_log(conn, wall)
        chain_step(self._db, since=since)
        self._looked_at = wall
        if is_whole:
            self._looked_through_at = wall
        return True


def end_of_log(conn: Connection, wall: datetime) -> datetime:
    """From when on entries may be that are not chained yet, unless one was committed later than :data:`LATE`."""
    newest: datetime | None = conn.execute(_newest_chained).scalar_one_or_none()
    return BEGINNING if newest is None else min(newest, wall) - LATE


def chain_step(db: Database, *, since: datetime = BEGINNING) -> bool:
    """Chain what is not chained yet of the entries written ``since``, one batch. True if anything was."""
    with db.read() as conn:
        if oldest_unchained(conn, since=since) is None:
            return False
    with db.begin(actor="audit") as tx:
        if not db.is_sqlite:
            tx.conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        previous = tx.conn.execute(_head).scalar_one_or_none() or START
        rows = []
        for entry in tx.conn.execute(_unchained, {"since": since}):
            previous = link(previous, entry)
            rows.append({"audit_id": entry.id, "hash": previous})
        if rows:
            tx.conn.execute(_append, rows)
    return bool(rows)


def oldest_unchained(conn: Connection, *, since: datetime = BEGINNING) -> datetime | None:
    """When the oldest entry written ``since`` that is not chained yet was written."""
    found: datetime | None = conn.execute(_oldest_unchained, {"since": since}).scalar_one()
    return found


def faults(conn: Connection) -> Iterator[str]:
    """Walk the whole chain; yields the id of every entry that is gone, or whose hash does not follow from those before
    it. That the newest entries were cut off, chain and all, only a signed head can tell."""
    previous = START
    for entry in conn.execute(_in_order):
        if entry.id is None or link(previous, entry) != entry.hash:
            yield entry.audit_id
        previous = entry.hash


def of_subject(conn: Connection, subject: str) -> list[Row[Any]]:
    """What was done to one subject, oldest first."""
    return list(conn.execute(_of_subject, {"subject": subject}))
