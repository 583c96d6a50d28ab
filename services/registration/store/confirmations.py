"""What source colleges confirmed, and what a college may see of its own candidates' applications."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    false,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA
from services.registration.store.accounts import CANDIDATES
from services.registration.store.applications import APPLICATIONS
from services.registration.store.records import STUDENT_RECORDS
from shared.db import UtcDateTime

CONFIRMATIONS = Table(
    "confirmations",
    METADATA,
    Column("account", String(36), ForeignKey("candidates.account"), primary_key=True),
    Column("confirmed", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),  # of the application as it was then
    Column("settled_at", UtcDateTime, nullable=False),
    Column("settled_by", String(100), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


def _settle(dialect: Any) -> Any:
    statement = dialect.insert(CONFIRMATIONS)
    kept = {c.name: statement.excluded[c.name] for c in CONFIRMATIONS.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["account"], set_=kept)


_settled = {"postgresql": _settle(postgresql), "sqlite": _settle(sqlite)}
_look = select(CONFIRMATIONS).where(CONFIRMATIONS.c.account == bindparam("of_account"))
_page = (
    select(APPLICATIONS.c.account, APPLICATIONS.c.season, APPLICATIONS.c.intake, APPLICATIONS.c.category,
           APPLICATIONS.c.status, APPLICATIONS.c.revision, APPLICATIONS.c.submitted_at, CANDIDATES.c.number,
           STUDENT_RECORDS.c.id.label("record"),
           STUDENT_RECORDS.c.name, STUDENT_RECORDS.c.student_number, STUDENT_RECORDS.c.id_number,
           CONFIRMATIONS.c.confirmed, CONFIRMATIONS.c.settled_at)
    .join(CANDIDATES, CANDIDATES.c.account == APPLICATIONS.c.account)
    .join(STUDENT_RECORDS, STUDENT_RECORDS.c.id == CANDIDATES.c.record)
    .join(CONFIRMATIONS, CONFIRMATIONS.c.account == APPLICATIONS.c.account, isouter=True)
    .where(CANDIDATES.c.source_college == bindparam("of_college"), APPLICATIONS.c.account > bindparam("after"))
    .order_by(APPLICATIONS.c.account)
    .limit(bindparam("most"))
)
_of_account: Select[Any] = _page.where(APPLICATIONS.c.account == bindparam("of_account"))
_waiting = _page.where(APPLICATIONS.c.status == "submitted", ~func.coalesce(CONFIRMATIONS.c.confirmed, false()))
_with_status = _page.where(APPLICATIONS.c.status == bindparam("of_status"))
_college_of = select(CANDIDATES.c.source_college).where(CANDIDATES.c.account == bindparam("of_account"))
_of_season = (
    select(CONFIRMATIONS.c.account)
    .join(APPLICATIONS, APPLICATIONS.c.account == CONFIRMATIONS.c.account)
    .where(APPLICATIONS.c.season == bindparam("of_season"), CONFIRMATIONS.c.confirmed)
)
_confirmed = func.coalesce(CONFIRMATIONS.c.confirmed, false())
_counts = (
    select(APPLICATIONS.c.status, _confirmed.label("confirmed"),
           func.count().label("applications"))
    .join(CANDIDATES, CANDIDATES.c.account == APPLICATIONS.c.account)
    .join(CONFIRMATIONS, CONFIRMATIONS.c.account == APPLICATIONS.c.account, isouter=True)
    .where(and_(CANDIDATES.c.source_college == bindparam("of_college"),
                APPLICATIONS.c.season == bindparam("of_season")))
    .group_by(APPLICATIONS.c.status, _confirmed)
)


def settle(conn: Connection, row: dict[str, Any]) -> None:
    """A college has confirmed, or taken it back."""
    conn.execute(_settled[conn.dialect.name], row)


def look(conn: Connection, account: str) -> Row[Any] | None:
    """What was said of one candidate."""
    return conn.execute(_look, {"of_account": account}).one_or_none()


def college_of(conn: Connection, account: str) -> str | None:
    """The source college of a candidate."""
    return conn.execute(_college_of, {"of_account": account}).scalar_one_or_none()


def one(conn: Connection, account: str, *, college: str) -> Row[Any] | None:
    """One of a college's applications, as a page of them has it."""
    asked = {"of_college": college, "of_account": account, "after": "", "most": 1}
    return conn.execute(_of_account, asked).one_or_none()


def waiting(conn: Connection, *, college: str, after: str, most: int) -> list[Row[Any]]:
    """A college's applications that were handed in and are not confirmed."""
    return list(conn.execute(_waiting, {"of_college": college, "after": after, "most": most}))


def page(conn: Connection, *, college: str, status: str | None, after: str, most: int) -> list[Row[Any]]:
    """A college's candidates' applications, in the order of their accounts."""
    asked = {"of_college": college, "after": after, "most": most}
    return list(conn.execute(_with_status, {**asked, "of_status": status}) if status else conn.execute(_page, asked))


def confirmed_of(conn: Connection, season: str) -> set[str]:
    """Accounts whose registration for a season is confirmed."""
    return set(conn.execute(_of_season, {"of_season": season}).scalars())


def counts(conn: Connection, *, college: str, season: str) -> list[Row[Any]]:
    """A college's applications for a season, counted by status and confirmation."""
    return list(conn.execute(_counts, {"of_college": college, "of_season": season}))
