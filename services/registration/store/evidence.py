"""Papers that prove a claim: which rest in storage, under which digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from services.registration.store import METADATA
from shared.db import UtcDateTime

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("account", String(36), ForeignKey("candidates.account"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("media", String(30), nullable=False),
    Column("size", Integer, nullable=False),
    Column("name", LargeBinary, nullable=False),  # sealed: as the candidate called the file
    Column("uploaded_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),  # taken out after it had been handed in: it stays in that revision
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_evidence_account", EVIDENCE.c.account)
Index("ix_evidence_digest", EVIDENCE.c.digest)

_insert = insert(EVIDENCE)
_present = and_(EVIDENCE.c.account == bindparam("of_account"), EVIDENCE.c.removed_at.is_(None))
_of_account = select(EVIDENCE).where(_present).order_by(EVIDENCE.c.uploaded_at, EVIDENCE.c.id)
_paper = select(EVIDENCE).where(_present, EVIDENCE.c.id == bindparam("of_id"))
_remove = delete(EVIDENCE).where(EVIDENCE.c.id == bindparam("of_id"))
_set_aside = update(EVIDENCE).where(EVIDENCE.c.id == bindparam("of_id")).values(removed_at=bindparam("at"))
_holds = select(EVIDENCE.c.id).where(EVIDENCE.c.digest == bindparam("of_digest")).limit(1)
_remove_kinds = delete(EVIDENCE).where(
    EVIDENCE.c.account == bindparam("of_account"), EVIDENCE.c.kind.not_in(bindparam("kept", expanding=True))
)


def add(conn: Connection, row: dict[str, Any]) -> None:
    """A paper was uploaded."""
    conn.execute(_insert, row)


def of_account(conn: Connection, account: str) -> list[Row[Any]]:
    """A candidate's papers as they are now, oldest first."""
    return list(conn.execute(_of_account, {"of_account": account}))


def paper(conn: Connection, account: str, paper_id: str) -> Row[Any] | None:
    """One paper of this candidate."""
    return conn.execute(_paper, {"of_id": paper_id, "of_account": account}).one_or_none()


def remove(conn: Connection, paper_id: str) -> None:
    """It belongs to the application no longer, and never was handed in."""
    conn.execute(_remove, {"of_id": paper_id})


def set_aside(conn: Connection, paper_id: str, *, at: datetime) -> None:
    """It belongs to the application no longer, and to what was handed in still."""
    conn.execute(_set_aside, {"of_id": paper_id, "at": at})


def holds(conn: Connection, digest: str) -> bool:
    """Whether a paper has this content, present or set aside."""
    return conn.execute(_holds, {"of_digest": digest}).first() is not None


def keep_kinds(conn: Connection, account: str, kinds: Sequence[str]) -> None:
    """Papers of other kinds belong to the application no longer."""
    conn.execute(_remove_kinds, {"of_account": account, "kept": list(kinds)})
