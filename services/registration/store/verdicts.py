"""What review has told of candidates: each stage's decision, and whether they may file."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Row, String, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA
from shared.db import UtcDateTime

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("stage", String(40), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("decision", String(20), nullable=False),
    Column("reason", LargeBinary),  # sealed
    Column("decided_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
STANDINGS = Table(
    "standings",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("category", String(40), nullable=False),
    Column("source_college", String(60), nullable=False),
    Column("standing", String(20), nullable=False),
    Column("may_file", Boolean, nullable=False),
    Column("settled_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


def _put(table: Table, dialect: Any) -> Any:
    statement = dialect.insert(table)
    kept = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=[c.name for c in table.primary_key], set_=kept)


_decided = {"postgresql": _put(VERDICTS, postgresql), "sqlite": _put(VERDICTS, sqlite)}
_settled = {"postgresql": _put(STANDINGS, postgresql), "sqlite": _put(STANDINGS, sqlite)}
_verdicts = select(VERDICTS).where(VERDICTS.c.account == bindparam("of_account")).order_by(
    VERDICTS.c.revision, VERDICTS.c.decided_at, VERDICTS.c.stage
)
_standing = select(STANDINGS).where(STANDINGS.c.account == bindparam("of_account"))
_standings = select(STANDINGS).where(STANDINGS.c.season == bindparam("of_season")).order_by(STANDINGS.c.account)
_of_season = select(VERDICTS).where(VERDICTS.c.season == bindparam("of_season")).order_by(
    VERDICTS.c.account, VERDICTS.c.revision, VERDICTS.c.stage
)


def decide(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Stages were decided."""
    conn.execute(_decided[conn.dialect.name], list(rows))


def settle(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Standings, whole."""
    conn.execute(_settled[conn.dialect.name], list(rows))


def of_account(conn: Connection, account: str) -> list[Row[Any]]:
    """Every decision about a candidate's claim, by revision, oldest first."""
    return list(conn.execute(_verdicts, {"of_account": account}))


def standing(conn: Connection, account: str) -> Row[Any] | None:
    """Whether a candidate may file, as last told."""
    return conn.execute(_standing, {"of_account": account}).one_or_none()


def standings(conn: Connection, season: str) -> list[Row[Any]]:
    """Every standing of a season."""
    return list(conn.execute(_standings, {"of_season": season}))


def of_season(conn: Connection, season: str) -> list[Row[Any]]:
    """Every decision of a season."""
    return list(conn.execute(_of_season, {"of_season": season}))
