"""Sign-ins: one row each, and the refresh tokens that continue them, as hashes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from services.registration.store import METADATA
from shared.db import UtcDateTime

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("account", String(36), ForeignKey("accounts.id"), nullable=False),
    Column("device", String(32), nullable=False),  # a keyed hash
    Column("address", LargeBinary, nullable=False),  # sealed: for whoever must find out later who it was
    Column("began_at", UtcDateTime, nullable=False),  # wall clock, as all times here
    Column("renewed_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", String(30)),
)
Index("ix_sessions_account", SESSIONS.c.account)
REFRESH_TOKENS = Table(
    "refresh_tokens",
    METADATA,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("session", String(36), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)
Index("ix_refresh_tokens_session", REFRESH_TOKENS.c.session)

_insert = insert(SESSIONS)
_insert_token = insert(REFRESH_TOKENS)
_by_id = select(SESSIONS).where(SESSIONS.c.id == bindparam("of_id"))
_lock = _by_id.with_for_update()
_token = select(REFRESH_TOKENS).where(REFRESH_TOKENS.c.digest == bindparam("of_digest")).with_for_update()
_use_token = (
    update(REFRESH_TOKENS).where(REFRESH_TOKENS.c.digest == bindparam("of_digest")).values(used_at=bindparam("wall"))
)
_renew = update(SESSIONS).where(SESSIONS.c.id == bindparam("of_id")).values(renewed_at=bindparam("wall"))
_end = (
    update(SESSIONS)
    .where(SESSIONS.c.id == bindparam("of_id"))
    .values(ended_at=bindparam("wall"), ended_by=bindparam("why"))
)
_open_of = (
    select(SESSIONS.c.id)
    .where(SESSIONS.c.account == bindparam("of_account"))
    .where(SESSIONS.c.ended_at.is_(None), SESSIONS.c.ends_at > bindparam("wall"))
    .order_by(SESSIONS.c.id)
    .with_for_update()
)
_over = select(SESSIONS.c.id).where(SESSIONS.c.ends_at < bindparam("before"))
_forget_tokens = delete(REFRESH_TOKENS).where(REFRESH_TOKENS.c.session.in_(_over))
_forget = delete(SESSIONS).where(SESSIONS.c.ends_at < bindparam("before"))


def add(conn: Connection, row: dict[str, Any]) -> None:
    """A sign-in."""
    conn.execute(_insert, row)


def add_token(conn: Connection, *, digest: bytes, session: str, wall: datetime) -> None:
    """A refresh token was given out."""
    conn.execute(_insert_token, {"digest": digest, "session": session, "issued_at": wall, "used_at": None})


def session(conn: Connection, session_id: str) -> Row[Any] | None:
    """One sign-in."""
    return conn.execute(_by_id, {"of_id": session_id}).one_or_none()


def lock(conn: Connection, session_id: str) -> Row[Any] | None:
    """One sign-in, held until the transaction ends."""
    return conn.execute(_lock, {"of_id": session_id}).one_or_none()


def token(conn: Connection, digest: bytes) -> Row[Any] | None:
    """A refresh token by its hash, held until the transaction ends."""
    return conn.execute(_token, {"of_digest": digest}).one_or_none()


def use_token(conn: Connection, digest: bytes, *, wall: datetime) -> None:
    """A refresh token has had its successor."""
    conn.execute(_use_token, {"of_digest": digest, "wall": wall})


def renew(conn: Connection, session_id: str, *, wall: datetime) -> None:
    """A sign-in goes on."""
    conn.execute(_renew, {"of_id": session_id, "wall": wall})


def end(conn: Connection, session_id: str, *, wall: datetime, why: str) -> None:
    """A sign-in is over."""
    conn.execute(_end, {"of_id": session_id, "wall": wall, "why": why})


def open_of(conn: Connection, account: str, *, wall: datetime) -> Sequence[str]:
    """An account's sign-ins that are not over, held."""
    return conn.execute(_open_of, {"of_account": account, "wall": wall}).scalars().all()


def forget(conn: Connection, *, before: datetime) -> None:
    """Remove sign-ins that ended long ago."""
    conn.execute(_forget_tokens, {"before": before})
    conn.execute(_forget, {"before": before})
