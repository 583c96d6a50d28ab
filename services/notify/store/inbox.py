"""How far each person has read what they were told."""

from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from services.notify.store import METADATA
from shared.db import Tx, UtcDateTime

INBOXES = Table(
    "inboxes",
    METADATA,
    Column("account", String(60), primary_key=True),
    Column("read_until", UtcDateTime, nullable=False),  # wall clock: entries recorded later are unread
)


def _put(dialect: object) -> object:
    statement = dialect.insert(INBOXES)  # type: ignore[attr-defined]
    return statement.on_conflict_do_update(
        index_elements=["account"], set_={"read_until": statement.excluded.read_until},
        where=INBOXES.c.read_until < statement.excluded.read_until,
    )


_put_inbox = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of = select(INBOXES.c.read_until).where(INBOXES.c.account == bindparam("an_account"))


def read_until(conn: Connection, account: str) -> datetime | None:
    """Up to when a person has read; None for who has not yet."""
    found: datetime | None = conn.execute(_of, {"an_account": account}).scalar_one_or_none()
    return found


def note(tx: Tx, account: str, until: datetime) -> None:
    """A person has read up to here; never back."""
    row = {"account": account, "read_until": until}
    tx.conn.execute(_put_inbox[tx.conn.dialect.name], row)  # type: ignore[call-overload]
