"""Guesses at passwords and identities: failures, and which device has once been let in to which account.

Accounts, devices and addresses are keyed hashes: this table tells nobody who tried what.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Identity, Index, String, Table, and_, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA
from shared.db import BigId, UtcDateTime
from shared.security.throttle import ADDRESS_WINDOW, DEVICE_WINDOW, Count, Guess, Tally

FAILURES = Table(
    "failures",
    METADATA,
    Column("id", BigId, Identity(), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("account", String(36), nullable=False),
    Column("device", String(32), nullable=False),
    Column("address", String(32), nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_failures_device", FAILURES.c.device, FAILURES.c.at)
Index("ix_failures_address", FAILURES.c.address, FAILURES.c.at)
KNOWN_DEVICES = Table(
    "known_devices",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("device", String(32), primary_key=True),
    Column("entered_at", UtcDateTime, nullable=False),
)
REMEMBERED = timedelta(days=180)

_device = select(func.count().label("wrong"), func.max(FAILURES.c.at).label("last")).where(
    FAILURES.c.device == bindparam("of_device"), FAILURES.c.at > bindparam("since")
)
_from_address = and_(FAILURES.c.address == bindparam("of_address"), FAILURES.c.at > bindparam("since"))
_account_from_address = select(func.count().label("wrong"), func.max(FAILURES.c.at).label("last")).where(
    _from_address, FAILURES.c.account == bindparam("of_account")
)
_address_accounts = select(
    func.count(func.distinct(FAILURES.c.account)).label("wrong"), func.max(FAILURES.c.at).label("last")
).where(_from_address)
_known = select(KNOWN_DEVICES.c.device).where(
    KNOWN_DEVICES.c.account == bindparam("of_account"), KNOWN_DEVICES.c.device == bindparam("of_device")
)
_lock = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("who"), 0)))
_insert = insert(FAILURES)
_clear = delete(FAILURES).where(
    FAILURES.c.account == bindparam("of_account"), FAILURES.c.device == bindparam("of_device")
)
_forget = delete(FAILURES).where(FAILURES.c.at < bindparam("before"))
_forget_devices = delete(KNOWN_DEVICES).where(KNOWN_DEVICES.c.entered_at < bindparam("before"))


def _enter(dialect: Any) -> Any:
    statement = dialect.insert(KNOWN_DEVICES)
    return statement.on_conflict_do_update(
        index_elements=["account", "device"], set_={"entered_at": statement.excluded.entered_at}
    )


_let_in = {"postgresql": _enter(postgresql), "sqlite": _enter(sqlite)}


def tally(conn: Connection, guess: Guess, *, now: datetime) -> Tally:
    """What the past says about a guess: the same as ``shared.security.throttle.tally`` over all attempts."""
    near = {"of_address": guess.address, "since": now - ADDRESS_WINDOW}
    device = {"of_device": guess.device, "since": now - DEVICE_WINDOW}
    return Tally(
        device=_count(conn, _device, device) if guess.device else Count(),
        account_from_address=_count(conn, _account_from_address, {**near, "of_account": guess.account}),
        address_accounts=_count(conn, _address_accounts, near),
        known_here=is_known(conn, guess),
    )


def lock(conn: Connection, guess: Guess) -> None:
    """Until the transaction ends no other guess of this device (of a stranger: of this address) passes here. SQLite has
    one writer at a time anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(_lock, {"who": guess.device or guess.address})


def is_known(conn: Connection, guess: Guess) -> bool:
    """Whether this device has once been let in to the account."""
    known = {"of_account": guess.account, "of_device": guess.device}
    return bool(guess.device) and conn.execute(_known, known).first() is not None


def note_wrong(conn: Connection, guess: Guess, *, now: datetime) -> None:
    """A guess that was looked at and was wrong."""
    row = {"at": now, "account": guess.account, "device": guess.device, "address": guess.address}
    conn.execute(_insert, row)


def note_right(conn: Connection, guess: Guess, *, now: datetime) -> None:
    """The person got in: this device's mistypings of this account are forgotten, and it is known from now on."""
    if guess.device:
        row = {"account": guess.account, "device": guess.device, "entered_at": now}
        conn.execute(_clear, {"of_account": guess.account, "of_device": guess.device})
        conn.execute(_let_in[conn.dialect.name], row)


def forget(conn: Connection, *, wall: datetime) -> None:
    """Remove what counts no longer."""
    conn.execute(_forget, {"before": wall - 2 * DEVICE_WINDOW})
    conn.execute(_forget_devices, {"before": wall - REMEMBERED})


def _count(conn: Connection, statement: Any, values: dict[str, Any]) -> Count:
    found = conn.execute(statement, values).one()
    return Count(found.wrong, found.last)
