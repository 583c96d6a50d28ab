"""How far candidates' filings are, without their content, as choices tells it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    bindparam,
    false,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA
from services.registration.store.accounts import CANDIDATES
from services.registration.store.records import STUDENT_RECORDS
from services.registration.store.verdicts import STANDINGS
from shared.db import UtcDateTime

FILING_PROGRESS = Table(
    "filing_progress",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("batch", String(40), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("saved", Integer, nullable=False),  # how many choices stand
    Column("accepted_terms", Boolean, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_standings_college", STANDINGS.c.source_college, STANDINGS.c.season, STANDINGS.c.account)


def _put(dialect: Any) -> Any:
    statement = dialect.insert(FILING_PROGRESS)
    kept = {c.name: statement.excluded[c.name] for c in FILING_PROGRESS.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["account", "batch"], set_=kept)


_keep = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_saved = func.coalesce(FILING_PROGRESS.c.saved, literal_column("0"))  # grouped by: PostgreSQL tells parameters apart
_filing = (FILING_PROGRESS.c.account == STANDINGS.c.account) & (FILING_PROGRESS.c.batch == bindparam("of_batch"))
_ours = (
    (STANDINGS.c.source_college == bindparam("of_college")) & (STANDINGS.c.season == bindparam("of_season"))
    & STANDINGS.c.may_file
)
_page = (
    select(STANDINGS.c.account, CANDIDATES.c.number, STUDENT_RECORDS.c.id.label("record"), STUDENT_RECORDS.c.name,
           STUDENT_RECORDS.c.student_number, _saved.label("saved"),
           func.coalesce(FILING_PROGRESS.c.accepted_terms, false()).label("accepted_terms"))
    .join(CANDIDATES, CANDIDATES.c.account == STANDINGS.c.account)
    .join(STUDENT_RECORDS, STUDENT_RECORDS.c.id == CANDIDATES.c.record)
    .join(FILING_PROGRESS, _filing, isouter=True)
    .where(_ours, STANDINGS.c.account > bindparam("after"))
    .order_by(STANDINGS.c.account)
    .limit(bindparam("most"))
)
_unfiled = _page.where(_saved == 0)
_counts = (
    select(_saved.label("saved"), func.count().label("candidates"))
    .select_from(STANDINGS.join(FILING_PROGRESS, _filing, isouter=True))
    .where(_ours)
    .group_by(_saved)
)
_students = select(func.count()).select_from(STUDENT_RECORDS).where(
    STUDENT_RECORDS.c.source_college == bindparam("of_college"), STUDENT_RECORDS.c.intake == bindparam("of_intake")
)
_accounts = select(func.count()).select_from(CANDIDATES).where(
    CANDIDATES.c.source_college == bindparam("of_college"), CANDIDATES.c.intake == bindparam("of_intake")
)
_of_season = select(FILING_PROGRESS).where(FILING_PROGRESS.c.season == bindparam("of_season")).order_by(
    FILING_PROGRESS.c.account, FILING_PROGRESS.c.batch
)


def keep(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """How far filings are now."""
    conn.execute(_keep[conn.dialect.name], list(rows))


def page(  # noqa: PLR0913  (whose, which, and where the page begins)
    conn: Connection, *, college: str, season: str, batch: str, unfiled: bool, after: str, most: int
) -> list[Row[Any]]:
    """A college's candidates who may file, in the order of their accounts; ``unfiled``: only who saved nothing."""
    asked = {"of_college": college, "of_season": season, "of_batch": batch, "after": after, "most": most}
    return list(conn.execute(_unfiled if unfiled else _page, asked))


def counts(conn: Connection, *, college: str, season: str, batch: str) -> dict[int, int]:
    """How many of a college's candidates have saved how many choices."""
    found = conn.execute(_counts, {"of_college": college, "of_season": season, "of_batch": batch})
    return {row.saved: row.candidates for row in found}


def students(conn: Connection, *, college: str, intake: str) -> int:
    """How many students a college has imported."""
    return conn.execute(_students, {"of_college": college, "of_intake": intake}).scalar_one()


def accounts(conn: Connection, *, college: str, intake: str) -> int:
    """How many of them have an account."""
    return conn.execute(_accounts, {"of_college": college, "of_intake": intake}).scalar_one()


def of_season(conn: Connection, season: str) -> list[Row[Any]]:
    """Every candidate's."""
    return list(conn.execute(_of_season, {"of_season": season}))
