"""What choices heard of candidates: whether they may file, who they are, how they stand; and that they accepted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    bindparam,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.choices.store import METADATA
from shared.db import Seal, UtcDateTime

ELIGIBILITY = Table(
    "eligibility",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("candidate_number", String(40), nullable=False),
    Column("masked_name", LargeBinary, nullable=False),  # sealed
    Column("source_college", String(60), nullable=False),
    Column("category", String(40), nullable=False),
    Column("standing", String(20), nullable=False),
    Column("honours", Text, nullable=False),
    Column("tier", String(40)),
    Column("revision", Integer, nullable=False),
    Column("settled_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_eligibility_season", ELIGIBILITY.c.season, ELIGIBILITY.c.account)

DOSSIERS = Table(
    "dossiers",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),  # sealed: what the candidate checks before filing
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

STATUSES = Table(
    "statuses",  # the last that was released of each
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("round", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("released_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

TERMS = Table(
    "terms",  # that the declaration was accepted, and which text it had
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("season", String(60), primary_key=True),
    Column("text_digest", String(64), primary_key=True),
    Column("accepted_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


ADMITTED = "admitted"
OVER_IT = (ADMITTED, "free")
"""What stands over an admission: that it was taken back. An earlier round's result may be told after it."""


def _put(table: Table, dialect: Any, *, over: Callable[[Any], Any] = lambda _: None) -> Any:
    statement = dialect.insert(table)
    kept = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(
        index_elements=[c.name for c in table.primary_key], set_=kept, where=over(statement.excluded))


def _over_status(told: Any) -> Any:
    return or_(STATUSES.c.status != ADMITTED, told.status.in_(OVER_IT))


_put_eligibility = {"postgresql": _put(ELIGIBILITY, postgresql), "sqlite": _put(ELIGIBILITY, sqlite)}
_put_dossier = {"postgresql": _put(DOSSIERS, postgresql), "sqlite": _put(DOSSIERS, sqlite)}
_put_status = {"postgresql": _put(STATUSES, postgresql, over=_over_status),
               "sqlite": _put(STATUSES, sqlite, over=_over_status)}
_accept = {
    "postgresql": postgresql.insert(TERMS).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
    "sqlite": sqlite.insert(TERMS).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
}
_of_account = select(ELIGIBILITY).where(ELIGIBILITY.c.account == bindparam("of_account"))
_numbers = select(ELIGIBILITY.c.account, ELIGIBILITY.c.candidate_number).where(
    ELIGIBILITY.c.account.in_(bindparam("accounts", expanding=True)))
_dossier = select(DOSSIERS).where(DOSSIERS.c.account == bindparam("of_account"))
_accepted = select(TERMS.c.accepted_at).where(
    TERMS.c.account == bindparam("of_account"), TERMS.c.season == bindparam("of_season"),
    TERMS.c.text_digest == bindparam("of_text"),
)
_status = select(STATUSES.c.status).where(
    STATUSES.c.account == bindparam("of_account"), STATUSES.c.season == bindparam("of_season")
)


def put_eligibility(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Whether people may file, as now settled."""
    conn.execute(_put_eligibility[conn.dialect.name], list(rows))


def put_dossiers(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Who people are, as last handed in."""
    conn.execute(_put_dossier[conn.dialect.name], list(rows))


def put_statuses(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """How people stand, as last released."""
    conn.execute(_put_status[conn.dialect.name], list(rows))


def accept_terms(conn: Connection, row: Mapping[str, Any]) -> bool:
    """Write down that a text was accepted. False if it had been."""
    return conn.execute(_accept[conn.dialect.name], dict(row)).rowcount == 1


def of_account(conn: Connection, account: str) -> Row[Any] | None:
    """What review settled of one person."""
    return conn.execute(_of_account, {"of_account": account}).one_or_none()


def numbers(conn: Connection, _box: Seal, accounts: Collection[str]) -> dict[str, str]:
    """Candidate numbers by account."""
    found = conn.execute(_numbers, {"accounts": list(accounts)})
    return {row.account: row.candidate_number for row in found}


def dossier_of(conn: Connection, account: str) -> Row[Any] | None:
    """One person's dossier."""
    return conn.execute(_dossier, {"of_account": account}).one_or_none()


def terms_accepted(conn: Connection, account: str, season: str, text_digest: str) -> Any:
    """When one person accepted this text; None if they did not."""
    asked = {"of_account": account, "of_season": season, "of_text": text_digest}
    return conn.execute(_accepted, asked).scalar_one_or_none()


def status_of(conn: Connection, account: str, season: str) -> str | None:
    """The last status that was released of one person."""
    asked = {"of_account": account, "of_season": season}
    found: str | None = conn.execute(_status, asked).scalar_one_or_none()
    return found
