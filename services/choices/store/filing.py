"""Filings as they stand. What they say is sealed; which labels are saved is not."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Insert,
    Integer,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    collate,
    exists,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.choices.store import METADATA
from services.choices.store.eligibility import ELIGIBILITY, STATUSES, TERMS
from services.choices.store.plan import PLANS, VACANCIES
from services.choices.store.revision import REVISIONS
from shared.db import UtcDateTime

FILINGS = Table(
    "filings",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("season", String(60), primary_key=True),
    Column("batch", String(40), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("candidate_number", String(40), nullable=False),
    Column("category", String(40), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved", String(200), nullable=False),  # labels by comma, in the form's order
    Column("content", LargeBinary, nullable=False),  # sealed: every choice by its label
    Column("head", String(64), nullable=False),  # the last revision's hash
    Column("saved_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_filings_number", FILINGS.c.season, FILINGS.c.batch, FILINGS.c.candidate_number)


def _put(dialect: Any) -> Insert:
    statement = dialect.insert(FILINGS)
    kept = {c.name: statement.excluded[c.name] for c in FILINGS.columns if not c.primary_key}
    put: Insert = statement.on_conflict_do_update(
        index_elements=[c.name for c in FILINGS.primary_key], set_=kept,
        where=FILINGS.c.revision == bindparam("expected"),
    )
    return put.execution_options(preserve_rowcount=True)


_put_filing = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_place = (
    FILINGS.c.account == bindparam("of_account"), FILINGS.c.season == bindparam("of_season"),
    FILINGS.c.batch == bindparam("of_batch"),
)
_one = select(FILINGS).where(*_place)
_known = (
    exists().where(REVISIONS.c.account == ELIGIBILITY.c.account, REVISIONS.c.device == bindparam("of_device"))
    .label("known_device")
)
_state: Select[Any] = (
    select(
        FILINGS.c.revision, FILINGS.c.category, FILINGS.c.saved, FILINGS.c.content, FILINGS.c.head, TERMS.c.accepted_at,
        STATUSES.c.status, PLANS.c.revision.label("plan"), VACANCIES.c.held,
        VACANCIES.c.recorded_at.label("vacancies_at"), _known,
    )
    .select_from(ELIGIBILITY)
    .outerjoin(FILINGS, and_(FILINGS.c.account == ELIGIBILITY.c.account, FILINGS.c.season == ELIGIBILITY.c.season,
                             FILINGS.c.batch == bindparam("of_batch")))
    .outerjoin(TERMS, and_(TERMS.c.account == ELIGIBILITY.c.account, TERMS.c.season == ELIGIBILITY.c.season,
                           TERMS.c.text_digest == bindparam("of_text")))
    .outerjoin(STATUSES, STATUSES.c.account == ELIGIBILITY.c.account)
    .outerjoin(PLANS, PLANS.c.season == ELIGIBILITY.c.season)
    .outerjoin(VACANCIES, and_(VACANCIES.c.season == ELIGIBILITY.c.season, VACANCIES.c.batch == bindparam("of_origin")))
    .where(ELIGIBILITY.c.account == bindparam("of_account"))
)
_of_account = select(FILINGS).where(
    FILINGS.c.account == bindparam("of_account"), FILINGS.c.season == bindparam("of_season")
)
_whole_batch = (
    select(FILINGS)
    .where(FILINGS.c.season == bindparam("of_season"), FILINGS.c.batch == bindparam("of_batch"))
    .execution_options(yield_per=2000)
)
_of_batch = {
    "postgresql": _whole_batch.order_by(collate(FILINGS.c.candidate_number, "C")),  # as anybody sorts them again
    "sqlite": _whole_batch.order_by(FILINGS.c.candidate_number),
}
_of_season = (
    select(FILINGS).where(FILINGS.c.season == bindparam("of_season"))
    .order_by(FILINGS.c.batch, FILINGS.c.account).execution_options(yield_per=1000)
)


def state_of(conn: Connection, asked: Mapping[str, Any]) -> Row[Any]:
    """Everything that a save stands on, by one statement: ``of_account``, ``of_batch``, ``of_origin`` (the batch
    whose window it is), ``of_text`` (digest of the declaration), ``of_device``. The person's eligibility is there."""
    return conn.execute(_state, dict(asked)).one()


def put_filing(conn: Connection) -> Insert:
    """Takes a filing in its next revision; nothing if it is no more at the one ``expected`` (0: there was none)."""
    return _put_filing[conn.dialect.name]


def of_place(conn: Connection, *, account: str, season: str, batch: str) -> Row[Any] | None:
    """One filing."""
    return conn.execute(_one, {"of_account": account, "of_season": season, "of_batch": batch}).one_or_none()


def of_account(conn: Connection, account: str, season: str) -> dict[str, Row[Any]]:
    """A person's filings of a season by batch."""
    rows = conn.execute(_of_account, {"of_account": account, "of_season": season})
    return {row.batch: row for row in rows}


def of_batch(conn: Connection, season: str, batch: str) -> Iterator[Row[Any]]:
    """Every filing of a batch by candidate number, character by character."""
    yield from conn.execute(_of_batch[conn.dialect.name], {"of_season": season, "of_batch": batch})


def of_season(conn: Connection, season: str) -> Iterator[Row[Any]]:
    """Every filing of a season."""
    yield from conn.execute(_of_season, {"of_season": season})
