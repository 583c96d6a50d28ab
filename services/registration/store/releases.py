"""What candidates were told of their admission, as admission released it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, String, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA
from shared.db import UtcDateTime

RELEASES = Table(
    "releases",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("round", String(20), primary_key=True),
    Column("status", String(20), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("title", String(60), nullable=False),  # of the choice
    Column("released_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


def _put(dialect: Any) -> Any:
    statement = dialect.insert(RELEASES)
    kept = {c.name: statement.excluded[c.name] for c in RELEASES.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["account", "round", "status"], set_=kept)


_keep = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of_account = select(RELEASES).where(RELEASES.c.account == bindparam("of_account")).order_by(
    RELEASES.c.released_at, RELEASES.c.round, RELEASES.c.status
)
_of_season = select(RELEASES).where(RELEASES.c.season == bindparam("of_season")).order_by(
    RELEASES.c.account, RELEASES.c.released_at, RELEASES.c.status
)


def keep(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Statuses were released."""
    conn.execute(_keep[conn.dialect.name], list(rows))


def of_account(conn: Connection, account: str) -> list[Row[Any]]:
    """What one candidate may know, oldest first."""
    return list(conn.execute(_of_account, {"of_account": account}))


def of_season(conn: Connection, season: str) -> list[Row[Any]]:
    """Everybody's."""
    return list(conn.execute(_of_season, {"of_season": season}))
