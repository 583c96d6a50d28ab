"""What review has told of candidates: each stage's decision, and whether they may file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA
from services.registration.store.accounts import CANDIDATES
from services.registration.store.applications import APPLICATIONS
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
_of_present = (VERDICTS.c.account == APPLICATIONS.c.account) & (VERDICTS.c.revision == APPLICATIONS.c.revision)
_before = bindparam("after_stage", type_=String)
_approved_before = exists().where(_of_present, VERDICTS.c.stage == _before, VERDICTS.c.decision == "approved")
_awaiting = (
    select(func.count())
    .select_from(APPLICATIONS.join(CANDIDATES, CANDIDATES.c.account == APPLICATIONS.c.account))
    .where(CANDIDATES.c.source_college == bindparam("of_college"), APPLICATIONS.c.season == bindparam("of_season"),
           APPLICATIONS.c.category == bindparam("of_category"), APPLICATIONS.c.status == "submitted",
           ~exists().where(_of_present, VERDICTS.c.stage == bindparam("of_stage")),
           or_(_before == "", _approved_before))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A stage of a category's review, of one college's candidates. ``after``: the stage before it; "" for the first."""

    college: str
    season: str
    category: str
    stage: str
    after: str


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


def awaiting(conn: Connection, stage: Awaited) -> int:
    """How many of a college's candidates, as they handed in last, this stage is said of next."""
    return conn.execute(_awaiting, {
        "of_college": stage.college, "of_season": stage.season, "of_category": stage.category,
        "of_stage": stage.stage, "after_stage": stage.after,
    }).scalar_one()


def of_season(conn: Connection, season: str) -> list[Row[Any]]:
    """Every decision of a season."""
    return list(conn.execute(_of_season, {"of_season": season}))
