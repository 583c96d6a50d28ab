"""What candidates were told of themselves: each status of a round once for each time that their file goes down."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Column, Connection, Integer, String, Table, bindparam, func, insert, select

from services.admission.store import METADATA
from shared.db import Tx, UtcDateTime

RELEASES = Table(
    "releases",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("account", String(36), primary_key=True),
    Column("round", String(10), primary_key=True),
    Column("status", String(15), primary_key=True),
    Column("again", Integer, primary_key=True, autoincrement=False, server_default="0"),  # taken back so often before
    Column("released_at", UtcDateTime, nullable=False),
    Column("visible_at", UtcDateTime, nullable=False),
)

UNPLACED, PASSED_OVER = "unplaced", "passed_over"
_season: BindParameter[str] = bindparam("a_season")
_insert = insert(RELEASES)
_of_season = select(RELEASES).where(RELEASES.c.season == _season).order_by(
    RELEASES.c.account, RELEASES.c.released_at, RELEASES.c.round, RELEASES.c.status
)
_of_account = (
    select(RELEASES).where(RELEASES.c.season == _season, RELEASES.c.account == bindparam("an_account"))
    .order_by(RELEASES.c.released_at, RELEASES.c.round, RELEASES.c.status)
)
_of_round = select(RELEASES.c.account, RELEASES.c.status, RELEASES.c.again).where(
    RELEASES.c.season == _season, RELEASES.c.round == bindparam("a_round")
)
_count = select(func.count()).select_from(RELEASES).where(
    RELEASES.c.season == _season, RELEASES.c.round == bindparam("a_round"),
    RELEASES.c.status.not_in([UNPLACED, PASSED_OVER])
)


def add(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """What was told: season, account, round, status, again, released_at, visible_at. The same twice is an
    IntegrityError."""
    if rows:
        tx.conn.execute(_insert, list(rows))


def of_round(conn: Connection, season: str, no: str) -> frozenset[tuple[str, str, int]]:
    """(account, status, again) of everything told of a round."""
    return frozenset(
        (row.account, row.status, row.again) for row in conn.execute(_of_round, {"a_season": season, "a_round": no})
    )


def of_season(conn: Connection, season: str) -> Sequence[Any]:
    """Everything told in a season, by account."""
    return conn.execute(_of_season, {"a_season": season}).all()


def of_account(conn: Connection, season: str, account: str) -> Sequence[Any]:
    """Everything told to one candidate in a season."""
    return conn.execute(_of_account, {"a_season": season, "an_account": account}).all()


def count(conn: Connection, season: str, no: str) -> int:
    """How often anything was told of a round's files; that the season is over for somebody, or that their choice was
    passed over, is not of its files."""
    return conn.execute(_count, {"a_season": season, "a_round": no}).scalar_one()
