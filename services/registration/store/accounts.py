"""Accounts, those of candidates whole, and the running numbers of candidates."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    LargeBinary,
    Row,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)

from services.registration.store import METADATA
from shared.db import AUDIT, Seal, UtcDateTime
from shared.kernel import masked_name

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("role", String(30), nullable=False),
    Column("scope", String(100)),
    Column("intake", String(60)),
    Column("password", String(200), nullable=False),
    Column("password_at", UtcDateTime, nullable=False),
    Column("name", LargeBinary, nullable=False),  # sealed
    Column("opened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
CANDIDATES = Table(
    "candidates",
    METADATA,
    Column("account", String(36), ForeignKey("accounts.id"), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("number", String(40), nullable=False),
    Column("person", LargeBinary(16), nullable=False),  # blind index of the ID number
    Column("phone_index", LargeBinary(16), nullable=False),
    Column("id_number", LargeBinary, nullable=False),  # sealed
    Column("phone", LargeBinary, nullable=False),  # sealed
    Column("source_college", String(60), nullable=False),
    Column("record", String(36), ForeignKey("student_records.id"), nullable=False),
    UniqueConstraint("intake", "person"),
    UniqueConstraint("intake", "phone_index"),
    UniqueConstraint("intake", "number"),
)
_insert = insert(ACCOUNTS)
_insert_candidate = insert(CANDIDATES)
_candidate = (
    select(ACCOUNTS, CANDIDATES.c.number, CANDIDATES.c.person, CANDIDATES.c.phone_index, CANDIDATES.c.id_number,
           CANDIDATES.c.phone, CANDIDATES.c.source_college, CANDIDATES.c.record)
    .join(CANDIDATES, CANDIDATES.c.account == ACCOUNTS.c.id)
    .where(ACCOUNTS.c.ended_at.is_(None))
)
_by_number = _candidate.where(CANDIDATES.c.number == bindparam("of_number"))
_by_person = _candidate.where(CANDIDATES.c.person == bindparam("of_person"))
_by_phone = select(CANDIDATES.c.account).where(
    CANDIDATES.c.intake == bindparam("of_intake"), CANDIDATES.c.phone_index == bindparam("of_phone")
)
_candidate_by_id = _candidate.where(ACCOUNTS.c.id == bindparam("of_id"))
_look = select(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("of_id"), ACCOUNTS.c.ended_at.is_(None))
_lock = select(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("of_id")).with_for_update()
_set_password = (
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("of_id"))
    .values(password=bindparam("to"), password_at=bindparam("wall"))
)
_set_phone = (
    update(CANDIDATES)
    .where(CANDIDATES.c.account == bindparam("of_id"))
    .values(phone_index=bindparam("index"), phone=bindparam("to"))
)
_changed_passwords = select(AUDIT.c.subject).where(AUDIT.c.action == "password.change").order_by(AUDIT.c.id)
_end = update(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("of_id")).values(ended_at=bindparam("wall"))
_persons_with_account = select(CANDIDATES.c.person).where(CANDIDATES.c.intake == bindparam("of_intake"))
_called = select(ACCOUNTS.c.id, ACCOUNTS.c.name, CANDIDATES.c.number).outerjoin(
    CANDIDATES, CANDIDATES.c.account == ACCOUNTS.c.id
).where(ACCOUNTS.c.id.in_(bindparam("ids", expanding=True)))
_of_intake = (
    select(ACCOUNTS.c.id, ACCOUNTS.c.intake, CANDIDATES.c.person, CANDIDATES.c.number, CANDIDATES.c.source_college)
    .join(CANDIDATES, CANDIDATES.c.account == ACCOUNTS.c.id)
    .where(ACCOUNTS.c.intake == bindparam("of_intake"))
    .order_by(ACCOUNTS.c.id)
)


def called(conn: Connection, box: Seal, ids: Collection[str]) -> dict[str, str]:
    """Candidates by their numbers, staff by their masked names; ended accounts too."""
    return {row.id: row.number or masked_name(box.open(row.name, table="accounts", column="name", row=row.id).decode())
            for row in conn.execute(_called, {"ids": list(ids)})}


def add_candidate(conn: Connection, account: dict[str, Any], candidate: dict[str, Any]) -> None:
    """A candidate's account."""
    conn.execute(_insert, account)
    conn.execute(_insert_candidate, candidate)


def by_number(conn: Connection, number: str) -> Sequence[Row[Any]]:
    """Accounts with this candidate number, at most one in an intake."""
    return conn.execute(_by_number, {"of_number": number}).all()


def by_person(conn: Connection, person: bytes) -> Sequence[Row[Any]]:
    """A person's accounts, at most one in an intake."""
    return conn.execute(_by_person, {"of_person": person}).all()


def phone_holder(conn: Connection, *, intake: str, phone_index: bytes) -> str | None:
    """The account that a phone belongs to in an intake."""
    return conn.execute(_by_phone, {"of_intake": intake, "of_phone": phone_index}).scalar_one_or_none()


def candidate(conn: Connection, account: str) -> Row[Any] | None:
    """One candidate's account, unless it has ended."""
    return conn.execute(_candidate_by_id, {"of_id": account}).one_or_none()


def look(conn: Connection, account: str) -> Row[Any] | None:
    """An account of whatever role, unless it has ended."""
    return conn.execute(_look, {"of_id": account}).one_or_none()


def lock(conn: Connection, account: str) -> Row[Any] | None:
    """An account's row, held until the transaction ends."""
    return conn.execute(_lock, {"of_id": account}).one_or_none()


def set_password(conn: Connection, account: str, *, to: str, wall: Any) -> None:
    """Another password."""
    conn.execute(_set_password, {"of_id": account, "to": to, "wall": wall})


def changed_passwords(conn: Connection) -> Sequence[str]:
    """Whose password was changed with the old one, by the audit log."""
    return conn.execute(_changed_passwords).scalars().all()


def set_phone(conn: Connection, account: str, *, index: bytes, to: bytes) -> None:
    """Another phone: its blind index, and sealed."""
    conn.execute(_set_phone, {"of_id": account, "index": index, "to": to})


def end(conn: Connection, account: str, *, wall: Any) -> None:
    """The account may not be used any more."""
    conn.execute(_end, {"of_id": account, "wall": wall})


def persons_with_account(conn: Connection, intake: str) -> set[bytes]:
    """Who has opened an account, by blind index."""
    return set(conn.execute(_persons_with_account, {"of_intake": intake}).scalars())


def of_intake(conn: Connection, intake: str) -> list[Row[Any]]:
    """An intake's accounts: ids, person index, number, source college."""
    return list(conn.execute(_of_intake, {"of_intake": intake}))


