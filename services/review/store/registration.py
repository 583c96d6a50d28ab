"""What registration says of a person beside the dossier: confirmed by the college or not, withdrawn or not. It may be
heard before any dossier, and it is the row that those who hear of one person take in turn."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Row, String, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from services.review.domain.case import Registered
from services.review.store import METADATA
from shared.db import Tx, UtcDateTime

REGISTRATIONS = Table(
    "registrations",
    METADATA,
    Column("account", String(60), primary_key=True),
    Column("confirmed", Boolean),  # None: nothing was said yet
    Column("voided_at", UtcDateTime),  # season time
    Column("recorded_at", UtcDateTime, nullable=False),
)


def _ensure(dialect: Any) -> Any:
    return dialect.insert(REGISTRATIONS).on_conflict_do_nothing(index_elements=["account"])


def _put(dialect: Any) -> Any:
    statement = dialect.insert(REGISTRATIONS)
    kept = {c.name: statement.excluded[c.name] for c in REGISTRATIONS.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["account"], set_=kept)


_ensure_row = {"postgresql": _ensure(postgresql), "sqlite": _ensure(sqlite)}
_put_row = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of_accounts = select(REGISTRATIONS).where(REGISTRATIONS.c.account.in_(bindparam("accounts", expanding=True)))
_hold = _of_accounts.order_by(REGISTRATIONS.c.account).with_for_update()


def hold(tx: Tx, accounts: Iterable[str]) -> dict[str, Registered]:
    """What is known of each, held until the transaction ends; of who was never heard of, nothing."""
    wanted = sorted(set(accounts))
    tx.conn.execute(_ensure_row[tx.conn.dialect.name], [
        {"account": account, "confirmed": None, "voided_at": None, "recorded_at": tx.wall} for account in wanted
    ])
    return {row.account: _registered(row) for row in tx.conn.execute(_hold, {"accounts": wanted})}


def of_accounts(conn: Connection, accounts: Iterable[str]) -> dict[str, Registered]:
    """What is known of each now."""
    return {row.account: _registered(row) for row in conn.execute(_of_accounts, {"accounts": sorted(set(accounts))})}


def put(tx: Tx, registered: Mapping[str, Registered]) -> None:
    """Keep what was heard, by account."""
    tx.conn.execute(_put_row[tx.conn.dialect.name], [
        {"account": account, "confirmed": each.confirmed, "voided_at": each.voided_at, "recorded_at": tx.wall}
        for account, each in sorted(registered.items())
    ])


def _registered(row: Row[Any]) -> Registered:
    return Registered(confirmed=row.confirmed, voided_at=row.voided_at)
