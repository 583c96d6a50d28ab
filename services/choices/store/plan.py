"""The published plan and the vacancies of a supplementary batch, as documents."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, Row, String, Table, Text, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from services.choices.store import METADATA
from shared.db import UtcDateTime

PLANS = Table(
    "plans",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

VACANCIES = Table(
    "vacancies",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("batch", String(40), primary_key=True),
    Column("held", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


def _put(table: Table, dialect: Any) -> Any:
    statement = dialect.insert(table)
    kept = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=[c.name for c in table.primary_key], set_=kept)


_put_plan = {"postgresql": _put(PLANS, postgresql), "sqlite": _put(PLANS, sqlite)}
_put_vacancies = {"postgresql": _put(VACANCIES, postgresql), "sqlite": _put(VACANCIES, sqlite)}
_plan = select(PLANS).where(PLANS.c.season == bindparam("of_season"))
_revision = select(PLANS.c.revision).where(PLANS.c.season == bindparam("of_season"))
_vacancies = select(VACANCIES).where(
    VACANCIES.c.season == bindparam("of_season"), VACANCIES.c.batch == bindparam("of_batch")
)
_held = select(VACANCIES.c.batch, VACANCIES.c.held).where(VACANCIES.c.season == bindparam("of_season"))


def put_plan(conn: Connection, row: Mapping[str, Any]) -> None:
    """The plan of a season, as now published."""
    conn.execute(_put_plan[conn.dialect.name], dict(row))


def put_vacancies(conn: Connection, row: Mapping[str, Any]) -> None:
    """The seats of a supplementary batch, as announced."""
    conn.execute(_put_vacancies[conn.dialect.name], dict(row))


def plan_of(conn: Connection, season: str) -> Row[Any] | None:
    """The whole plan of a season."""
    return conn.execute(_plan, {"of_season": season}).one_or_none()


def revision_of(conn: Connection, season: str) -> int | None:
    """Which revision of the plan is held."""
    return conn.execute(_revision, {"of_season": season}).scalar_one_or_none()


def vacancies_of(conn: Connection, season: str, batch: str) -> Row[Any] | None:
    """The vacancies of a batch."""
    return conn.execute(_vacancies, {"of_season": season, "of_batch": batch}).one_or_none()


def batches_held(conn: Connection, season: str) -> dict[str, bool]:
    """Of every batch whose vacancies were announced, whether it is held."""
    return {row.batch: row.held for row in conn.execute(_held, {"of_season": season})}
