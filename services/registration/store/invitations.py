"""Invitations of staff: the hash of the link, and what the invited person has set so far."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    exists,
    select,
    update,
)

from services.registration.store import METADATA
from services.registration.store.staff import STAFF
from shared.db import UtcDateTime

INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("role", String(30), nullable=False),
    Column("scope", String(100)),
    Column("email_index", LargeBinary(16), nullable=False),
    Column("email", LargeBinary, nullable=False),  # sealed
    Column("invited_by", String(100), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("name", LargeBinary),  # sealed, as totp_secret
    Column("password", String(200)),
    Column("totp_secret", LargeBinary),
    Column("accepted_at", UtcDateTime),
    Column("account", String(36)),
    Column("totp_tried", BigInteger, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime),  # used or replaced
)
Index("ix_invitations_email", INVITATIONS.c.email_index)

_of_address = (INVITATIONS.c.email_index == bindparam("of_email"), INVITATIONS.c.ended_at.is_(None))
_standing = select(
    exists().where(STAFF.c.email_index == bindparam("of_email")).label("is_staff"),
    exists().where(*_of_address).label("is_invited"),
)
_by_digest = select(INVITATIONS).where(INVITATIONS.c.digest == bindparam("of_digest"))
_serving = (
    select(INVITATIONS)
    .where(INVITATIONS.c.ended_at.is_(None), INVITATIONS.c.expires_at > bindparam("wall"))
    .order_by(INVITATIONS.c.recorded_at.desc())
    .limit(100)
)
_lock = _by_digest.with_for_update()
_of_id = update(INVITATIONS).where(INVITATIONS.c.id == bindparam("of_id"))
_accept = _of_id.values(
    name=bindparam("to_name"), password=bindparam("to_password"), totp_secret=bindparam("to_secret"),
    accepted_at=bindparam("wall"),
)
_count_try = _of_id.values(totp_tried=INVITATIONS.c.totp_tried + 1)
_confirm = _of_id.values(ended_at=bindparam("wall"), account=bindparam("to_account"), password=None, totp_secret=None)
_replace = (
    update(INVITATIONS)
    .where(*_of_address)
    .values(ended_at=bindparam("wall"), password=None, totp_secret=None)
)
_replace_officers = (
    update(INVITATIONS)
    .where(INVITATIONS.c.role == "officer", INVITATIONS.c.ended_at.is_(None))
    .values(ended_at=bindparam("wall"), password=None, totp_secret=None)
)


def standing(conn: Connection, email_index: bytes) -> Row[bool, bool]:
    """What an address is already: ``is_staff``, ``is_invited``."""
    return conn.execute(_standing, {"of_email": email_index}).one()


def by_digest(conn: Connection, digest: bytes) -> Row[Any] | None:
    """The invitation of a link."""
    return conn.execute(_by_digest, {"of_digest": digest}).one_or_none()


def serving(conn: Connection, *, now: datetime) -> list[Row[Any]]:
    """Those that may still be followed, the newest first; a hundred at most."""
    return list(conn.execute(_serving, {"wall": now}))


def lock(conn: Connection, digest: bytes) -> Row[Any] | None:
    """The invitation of a link, held until the transaction ends."""
    return conn.execute(_lock, {"of_digest": digest}).one_or_none()


def accept(conn: Connection, invitation: str, *, set_to: dict[str, Any], wall: datetime) -> None:
    """The invited person has chosen name and password and has been given a TOTP secret."""
    values = {f"to_{name}": value for name, value in set_to.items()}
    conn.execute(_accept, {"of_id": invitation, "wall": wall, **values})


def count_try(conn: Connection, invitation: str) -> None:
    """A wrong TOTP code."""
    conn.execute(_count_try, {"of_id": invitation})


def confirm(conn: Connection, invitation: str, *, account: str, wall: datetime) -> None:
    """The invitation has become an account."""
    conn.execute(_confirm, {"of_id": invitation, "to_account": account, "wall": wall})


def replace(conn: Connection, email_index: bytes, *, wall: datetime) -> None:
    """Earlier invitations of this address serve no longer."""
    conn.execute(_replace, {"of_email": email_index, "wall": wall})


def replace_first_officers(conn: Connection, *, wall: datetime) -> None:
    """Earlier invitations of a first officer serve no longer: there is to be one."""
    conn.execute(_replace_officers, {"wall": wall})
