"""Every revision that led to a filing as it stands: added, never changed. What was filed is sealed."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Row, String, Table, bindparam, select

from services.choices.store import METADATA
from shared.db import UtcDateTime

REVISIONS = Table(
    "filing_revisions",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("season", String(60), primary_key=True),
    Column("batch", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("label", String(20), nullable=False),
    Column("cleared", Boolean, nullable=False),
    Column("content", LargeBinary, nullable=False),  # sealed: what the hash is over
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("device", LargeBinary(16), nullable=False),  # keyed
    Column("season_version", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),  # of the window that it was received in
    Column("recorded_at", UtcDateTime, nullable=False),
)

_of_season = (
    select(REVISIONS).where(REVISIONS.c.season == bindparam("of_season"))
    .order_by(REVISIONS.c.batch, REVISIONS.c.account, REVISIONS.c.revision).execution_options(yield_per=1000)
)
_of_filing = (
    select(REVISIONS)
    .where(REVISIONS.c.account == bindparam("of_account"), REVISIONS.c.season == bindparam("of_season"),
           REVISIONS.c.batch == bindparam("of_batch"), REVISIONS.c.revision <= bindparam("last"))
    .order_by(REVISIONS.c.revision)
)


def of_season(conn: Connection, season: str) -> Iterator[Row[Any]]:
    """Every revision of a season, each filing's in order."""
    yield from conn.execute(_of_season, {"of_season": season})


def of_filing(conn: Connection, filing: Row[Any], *, last: int) -> list[Row[Any]]:
    """A filing's revisions in order, up to one."""
    asked = {"of_account": filing.account, "of_season": filing.season, "of_batch": filing.batch, "last": last}
    return list(conn.execute(_of_filing, asked))
