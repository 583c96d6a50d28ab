"""Applications as their candidates write them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from services.registration.store import METADATA
from services.registration.store.accounts import CANDIDATES
from services.registration.store.records import STUDENT_RECORDS
from shared.db import UtcDateTime

APPLICATIONS = Table(
    "applications",
    METADATA,
    Column("account", String(36), ForeignKey("candidates.account"), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("category", String(40), nullable=False),
    Column("status", String(10), nullable=False),
    Column("claim", LargeBinary, nullable=False),  # sealed
    Column("revision", Integer, nullable=False),  # how often it was handed in
    Column("version", Integer, nullable=False),  # of all that its candidate sees of it
    Column("submitted_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("return_stage", String(40)),
    Column("return_reason", LargeBinary),  # sealed
    Column("return_until", UtcDateTime),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_insert = insert(APPLICATIONS)
_hold = select(APPLICATIONS).where(APPLICATIONS.c.account == bindparam("of_account")).with_for_update()
_look = select(APPLICATIONS).where(APPLICATIONS.c.account == bindparam("of_account"))
_of_account = APPLICATIONS.c.account == bindparam("of_account")
_save = (
    update(APPLICATIONS)
    .where(_of_account)
    .values(season=bindparam("to_season"), category=bindparam("to_category"), claim=bindparam("to_claim"),
            saved_at=bindparam("to_saved_at"), version=APPLICATIONS.c.version + 1)
)
_submit = (
    update(APPLICATIONS)
    .where(_of_account)
    .values(status="submitted", revision=APPLICATIONS.c.revision + 1, submitted_at=bindparam("at"),
            return_stage=None, return_reason=None, return_until=None, version=APPLICATIONS.c.version + 1)
)
_withdraw = (
    update(APPLICATIONS)
    .where(_of_account)
    .values(status="withdrawn", withdrawn_at=bindparam("at"), version=APPLICATIONS.c.version + 1)
)
_return = (
    update(APPLICATIONS)
    .where(_of_account)
    .values(status="returned", return_stage=bindparam("stage"), return_reason=bindparam("reason"),
            return_until=bindparam("until"), version=APPLICATIONS.c.version + 1)
)
_touch = update(APPLICATIONS).where(_of_account).values(version=APPLICATIONS.c.version + 1)
_own_record: Select[Any] = (
    select(STUDENT_RECORDS.c.id, STUDENT_RECORDS.c.blocked)
    .join(CANDIDATES, CANDIDATES.c.record == STUDENT_RECORDS.c.id)
    .where(CANDIDATES.c.account == bindparam("of_account"))
    .with_for_update(of=STUDENT_RECORDS)
)
_of_season = (
    select(APPLICATIONS)
    .where(APPLICATIONS.c.season == bindparam("of_season"))
    .order_by(APPLICATIONS.c.account)
)


def hold(conn: Connection, account: str) -> Row[Any] | None:
    """A candidate's application, held until the transaction ends."""
    return conn.execute(_hold, {"of_account": account}).one_or_none()


def look(conn: Connection, account: str) -> Row[Any] | None:
    """The same, not held."""
    return conn.execute(_look, {"of_account": account}).one_or_none()


def add(conn: Connection, row: dict[str, Any]) -> None:
    """The first draft."""
    conn.execute(_insert, row)


def save(conn: Connection, account: str, **to: Any) -> None:
    """A draft again: ``season``, ``category``, ``claim`` (sealed), ``saved_at``."""
    conn.execute(_save, {"of_account": account, **{f"to_{name}": value for name, value in to.items()}})


def submit(conn: Connection, account: str, *, at: datetime) -> None:
    """One more revision was handed in: what it holds is kept beside."""
    conn.execute(_submit, {"of_account": account, "at": at})


def withdraw(conn: Connection, account: str, *, at: datetime) -> None:
    """It counts no more."""
    conn.execute(_withdraw, {"of_account": account, "at": at})


def give_back(conn: Connection, account: str, *, stage: str, reason: bytes, until: datetime) -> None:
    """A reviewer wants it corrected; ``reason`` is sealed."""
    conn.execute(_return, {"of_account": account, "stage": stage, "reason": reason, "until": until})


def touch(conn: Connection, *accounts: str) -> None:
    """Something beside these changed that their candidates see with them."""
    if accounts:
        conn.execute(_touch, [{"of_account": account} for account in accounts])


def hold_record(conn: Connection, account: str) -> Row[Any]:
    """A candidate's student record, held: before the application's row, as a list of grades holds them."""
    return conn.execute(_own_record, {"of_account": account}).one()


def of_season(conn: Connection, season: str) -> list[Row[Any]]:
    """Every application for a season."""
    return list(conn.execute(_of_season, {"of_season": season}))
