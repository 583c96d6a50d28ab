"""Accounts of staff: their addresses and their authenticators."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from services.registration.store import METADATA
from services.registration.store.accounts import ACCOUNTS

STAFF = Table(
    "staff",
    METADATA,
    Column("account", String(36), ForeignKey("accounts.id"), primary_key=True),
    Column("email_index", LargeBinary(16), unique=True),  # none once the account has ended: the address is free
    Column("email", LargeBinary, nullable=False),  # sealed
    Column("totp_secret", LargeBinary, nullable=False),  # sealed
    Column("totp_last", BigInteger),  # the last counter used: a code read over a shoulder is worth nothing
)

_insert = insert(ACCOUNTS)
_insert_staff = insert(STAFF)
_staff = select(ACCOUNTS, STAFF.c.email, STAFF.c.totp_secret, STAFF.c.totp_last).join(
    STAFF, STAFF.c.account == ACCOUNTS.c.id
)
_by_email = _staff.where(STAFF.c.email_index == bindparam("of_email"))
_staff_by_id = _staff.where(ACCOUNTS.c.id == bindparam("of_id"))
_staff_page = _staff.where(ACCOUNTS.c.id > bindparam("after")).order_by(ACCOUNTS.c.id).limit(bindparam("most"))
_totp_last = select(STAFF.c.totp_last).where(STAFF.c.account == bindparam("of_id")).with_for_update()
_use_totp = update(STAFF).where(STAFF.c.account == bindparam("of_id")).values(totp_last=bindparam("counter"))
_free_address = update(STAFF).where(STAFF.c.account == bindparam("of_id")).values(email_index=None)
_present_officers = _staff.where(ACCOUNTS.c.role == "officer", STAFF.c.email_index.is_not(None))
_officers = select(func.count()).select_from(ACCOUNTS).where(ACCOUNTS.c.role == "officer")


def add(conn: Connection, account: dict[str, Any], staff: dict[str, Any]) -> None:
    """An account of staff."""
    conn.execute(_insert, account)
    conn.execute(_insert_staff, staff)


def by_email(conn: Connection, email_index: bytes) -> Row[Any] | None:
    """The account of staff with this address, unless it has ended."""
    return conn.execute(_by_email, {"of_email": email_index}).one_or_none()


def of_account(conn: Connection, account: str) -> Row[Any] | None:
    """One account of staff, ended or not."""
    return conn.execute(_staff_by_id, {"of_id": account}).one_or_none()


def page(conn: Connection, *, after: str, most: int) -> Sequence[Row[Any]]:
    """Staff in the order of their ids."""
    return conn.execute(_staff_page, {"after": after, "most": most}).all()


def last_totp(conn: Connection, account: str) -> int | None:
    """The last TOTP counter used, its row held."""
    return conn.execute(_totp_last, {"of_id": account}).scalar_one_or_none()


def use_totp(conn: Connection, account: str, counter: int) -> None:
    """A TOTP code is used up."""
    conn.execute(_use_totp, {"of_id": account, "counter": counter})


def free_address(conn: Connection, account: str) -> None:
    """Whoever the address belongs to may be invited with it again."""
    conn.execute(_free_address, {"of_id": account})


def officers(conn: Connection) -> Sequence[Row[Any]]:
    """Officers whose account has not ended."""
    return conn.execute(_present_officers).all()


def has_officer(conn: Connection) -> bool:
    """Whether any officer ever had an account."""
    return conn.execute(_officers).scalar_one() > 0
