"""The audit log's chain: entries are written with the change they tell of, and chained afterwards by the worker.

Chaining apart keeps writers from queueing behind one lock. What is chained is "not yet chained", never
"after the last id": an entry committed late is chained late and never skipped.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
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
    delete,
    event,
    func,
    insert,
    select,
    text,
)

from shared import codec
from shared.db import AUDIT, CHASSIS, BigId, Database, UtcDateTime

CHAINED = ("audit", "audit_chain", "audit_heads")

AUDIT_CHAIN = Table(
    "audit_chain",
    CHASSIS,
    Column("seq", BigId, Identity(), primary_key=True),
    Column("audit_id", String(36), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    sqlite_autoincrement=True,
)

AUDIT_UNCHAINED = Table(
    "audit_unchained",  # entered by the database with each entry, taken out as it is chained: however late it commits
    CHASSIS,
    Column("audit_id", String(36), primary_key=True),
    Column("recorded_at", UtcDateTime, nullable=False),
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
_ENTER = "INSERT INTO audit_unchained (audit_id, recorded_at) VALUES (NEW.id, NEW.recorded_at);"
AWAITS_CHAIN = {
    "sqlite": [f"CREATE TRIGGER IF NOT EXISTS audit_awaits_chain AFTER INSERT ON audit BEGIN {_ENTER} END"],
    "postgresql": [
        ("CREATE OR REPLACE FUNCTION audit_awaits_chain() RETURNS trigger LANGUAGE plpgsql AS "
         f"$$ BEGIN {_ENTER} RETURN NULL; END $$"),
        ("CREATE OR REPLACE TRIGGER audit_awaits_chain AFTER INSERT ON audit "
         "FOR EACH ROW EXECUTE FUNCTION audit_awaits_chain()"),
    ],
}
"""Triggers that enter what is to be chained, likewise."""

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in (*_statements, *AWAITS_CHAIN[_dialect]):
        event.listen(CHASSIS, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect))

_BATCH = 500
_LOCK_KEY = 0x61756469
_unchained = (
    select(AUDIT, AUDIT_CHAIN.c.seq.label("chained_as"))  # if a worker of the release before has chained it
    .select_from(
        AUDIT_UNCHAINED.join(AUDIT, AUDIT.c.id == AUDIT_UNCHAINED.c.audit_id)
        .outerjoin(AUDIT_CHAIN, AUDIT_CHAIN.c.audit_id == AUDIT.c.id))
    .order_by(AUDIT_UNCHAINED.c.recorded_at, AUDIT_UNCHAINED.c.audit_id)
    .limit(_BATCH)
)
_settle = delete(AUDIT_UNCHAINED).where(AUDIT_UNCHAINED.c.audit_id.in_(bindparam("ids", expanding=True)))
_oldest_unchained = select(func.min(AUDIT_UNCHAINED.c.recorded_at))
_head = select(AUDIT_CHAIN.c.hash).order_by(AUDIT_CHAIN.c.seq.desc()).limit(1)
_append = insert(AUDIT_CHAIN)
_outside = (
    select(AUDIT.c.id)
    .outerjoin(AUDIT_CHAIN, AUDIT_CHAIN.c.audit_id == AUDIT.c.id)
    .outerjoin(AUDIT_UNCHAINED, AUDIT_UNCHAINED.c.audit_id == AUDIT.c.id)
    .where(AUDIT_CHAIN.c.audit_id.is_(None), AUDIT_UNCHAINED.c.audit_id.is_(None))
    .order_by(AUDIT.c.recorded_at, AUDIT.c.id)
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


def chain_step(db: Database) -> bool:
    """Chain what is not chained yet, one batch. True if anything was."""
    with db.read() as conn:
        if oldest_unchained(conn) is None:
            return False
    with db.begin(actor="audit") as tx:
        if not db.is_sqlite:
            tx.conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        previous = tx.conn.execute(_head).scalar_one_or_none() or START
        rows, waited = [], []
        for entry in tx.conn.execute(_unchained):
            waited.append(entry.id)
            if entry.chained_as is None:
                previous = link(previous, entry)
                rows.append({"audit_id": entry.id, "hash": previous})
        if rows:
            tx.conn.execute(_append, rows)
        if waited:
            tx.conn.execute(_settle, {"ids": waited})
    return bool(waited)


def oldest_unchained(conn: Connection) -> datetime | None:
    """When the oldest entry that is not chained yet was written."""
    found: datetime | None = conn.execute(_oldest_unchained).scalar_one()
    return found


def faults(conn: Connection) -> Iterator[str]:
    """Walk the whole chain; yields the id of every entry that is gone, or whose hash does not follow from those before
    it, and of every one that is neither chained nor awaits it. That the newest entries were cut off, chain and all,
    only a signed head can tell."""
    previous = START
    for entry in conn.execute(_in_order):
        if entry.id is None or link(previous, entry) != entry.hash:
            yield entry.audit_id
        previous = entry.hash
    yield from conn.execute(_outside).scalars()


def of_subject(conn: Connection, subject: str) -> list[Row[Any]]:
    """What was done to one subject, oldest first."""
    return list(conn.execute(_of_subject, {"subject": subject}))
