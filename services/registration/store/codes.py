"""Codes that were asked for: a keyed hash each, how often it was tried, whether it was used and delivered."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from services.registration.store import METADATA
from shared.db import AUDIT, UtcDateTime

CODES = Table(
    "codes",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("subject", String(36), nullable=False),  # whom it is for: an account, or a keyed hash
    Column("phone_index", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("sent", Boolean, nullable=False),  # False: asked for by somebody to whom none is sent
    Column("asked_at", UtcDateTime, nullable=False),  # wall clock, as all times here but delivered_at
    Column("expires_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),  # how many wrong tries it bears
    Column("tries", Integer, nullable=False),
    Column("used_at", UtcDateTime),
    Column("outcome", String(20)),  # as notify settled it
    Column("delivered_at", UtcDateTime),
    Column("login", String(36)),  # of a reset: whose it is said to be, from where; keyed hashes, or the account
    Column("device", String(32)),
    Column("address", String(32)),
)
Index("ix_codes_subject", CODES.c.subject, CODES.c.purpose, CODES.c.asked_at)
Index("ix_codes_phone", CODES.c.phone_index, CODES.c.asked_at)

Index("ix_codes_device", CODES.c.device, CODES.c.asked_at)
Index("ix_codes_address", CODES.c.address, CODES.c.asked_at)

_insert = insert(CODES)
_newest = (
    select(CODES)
    .where(CODES.c.intake == bindparam("of_intake"), CODES.c.purpose == bindparam("of_purpose"),
           CODES.c.subject == bindparam("of_subject"))
    .order_by(CODES.c.asked_at.desc(), CODES.c.id.desc())
    .limit(1)
)
_newest_locked = _newest.with_for_update()
_asked_since = select(CODES.c.asked_at).where(
    or_(and_(CODES.c.phone_index == bindparam("of_phone"), CODES.c.sent), CODES.c.subject == bindparam("of_subject")),
    CODES.c.asked_at > bindparam("since"),
)
_by_device = (
    select(CODES.c.asked_at, CODES.c.login)
    .where(CODES.c.device == bindparam("of_device"), CODES.c.asked_at > bindparam("since"))
)
_from_address = (
    select(CODES.c.asked_at)
    .where(CODES.c.address == bindparam("of_address"), CODES.c.asked_at > bindparam("since"))
    .order_by(CODES.c.asked_at.desc())
    .offset(bindparam("passed_over"))
    .limit(1)
)
_try = update(CODES).where(CODES.c.id == bindparam("of_id")).values(tries=CODES.c.tries + 1)
_use = update(CODES).where(CODES.c.id == bindparam("of_id")).values(used_at=bindparam("wall"))
_settle = (
    update(CODES)
    .where(CODES.c.id == bindparam("of_id"))
    .values(outcome=bindparam("to"), delivered_at=bindparam("at"))
)
_of_intake = (
    select(CODES.c.id, CODES.c.purpose, CODES.c.sent, CODES.c.used_at, CODES.c.tries, CODES.c.outcome)
    .where(CODES.c.intake == bindparam("of_intake"))
    .order_by(CODES.c.id)
)
_uses = (
    select(AUDIT.c.action, AUDIT.c.subject, AUDIT.c.details)
    .where(AUDIT.c.action.in_(["account.open", "password.reset", "phone.change"]))
    .order_by(AUDIT.c.id)
)
_forget = delete(CODES).where(CODES.c.sent.is_(False), CODES.c.asked_at < bindparam("before"))
_lock_phone = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("of_phone"), 21)))


def add(conn: Connection, row: dict[str, Any]) -> None:
    """A code was asked for."""
    conn.execute(_insert, row)


def hold_phone(conn: Connection, phone_index: bytes) -> None:
    """Let two requests for one phone come one after the other, so that both count. SQLite has one writer anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(_lock_phone, {"of_phone": phone_index.hex()})


def asked_since(conn: Connection, *, phone_index: bytes | None, subject: str, since: datetime) -> Sequence[datetime]:
    """When codes were sent to this phone, or asked for on behalf of this subject."""
    return conn.execute(_asked_since, {"of_phone": phone_index, "of_subject": subject, "since": since}).scalars().all()


def asked_by_device(conn: Connection, device: str, *, since: datetime) -> list[tuple[datetime, str]]:
    """When this device asked for resets, and for which login."""
    found = conn.execute(_by_device, {"of_device": device, "since": since})
    return [(row.asked_at, row.login) for row in found]


def full_since(conn: Connection, address: str, *, most: int, since: datetime) -> datetime | None:
    """When the first of the newest ``most`` resets was asked for from this address; None if there were fewer."""
    asked = {"of_address": address, "passed_over": most - 1, "since": since}
    return conn.execute(_from_address, asked).scalar_one_or_none()


def newest(conn: Connection, *, intake: str, purpose: str, subject: str) -> Row[Any] | None:
    """The code that counts: the newest for this subject, held until the transaction ends."""
    asked = {"of_intake": intake, "of_purpose": purpose, "of_subject": subject}
    return conn.execute(_newest_locked, asked).one_or_none()


def count_try(conn: Connection, code_id: str) -> None:
    """A wrong try."""
    conn.execute(_try, {"of_id": code_id})


def use(conn: Connection, code_id: str, *, wall: datetime) -> None:
    """The code has opened what it was sent for."""
    conn.execute(_use, {"of_id": code_id, "wall": wall})


def settle(conn: Connection, code_id: str, *, outcome: str, at: datetime) -> None:
    """What became of the message."""
    conn.execute(_settle, {"of_id": code_id, "to": outcome, "at": at})


def of_intake(conn: Connection, intake: str) -> list[Row[Any]]:
    """An intake's codes: ids and counts."""
    return list(conn.execute(_of_intake, {"of_intake": intake}))


def uses(conn: Connection, intake: str) -> list[tuple[str, str, str]]:
    """What codes opened, by the audit log and not by this table: code, action, subject."""
    told = [(row, json.loads(row.details)) for row in conn.execute(_uses)]
    return [(said["code"], row.action, row.subject) for row, said in told if said["intake"] == intake]


def forget(conn: Connection, *, before: datetime) -> None:
    """Remove rows of codes that were never sent."""
    conn.execute(_forget, {"before": before})
