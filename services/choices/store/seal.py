"""Seals for ever, and the leaf of every sealed filing: from them a proof is made without reading the whole tree."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, String, Table, Text, bindparam, insert, select, tuple_

from services.choices.store import METADATA, Part
from shared.db import UtcDateTime

SEALS = Table(
    "seals",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("batch", String(40), primary_key=True),
    Column("seal", Integer, primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season_version", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("nodes", Text, nullable=False),  # hex of the row of nodes BLOCK_LEVELS above the leaves
    Column("closes_at", UtcDateTime, nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

SEALED_FILINGS = Table(
    "sealed_filings",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("batch", String(40), primary_key=True),
    Column("seal", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),  # in the tree, from 0
    Column("account", String(36), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("leaf", String(64), nullable=False),
)
Index("ix_sealed_filings_account", SEALED_FILINGS.c.account)

_add = insert(SEALS)
_add_filings = insert(SEALED_FILINGS)
_newest = select(SEALS).order_by(SEALS.c.season.desc(), SEALS.c.batch.desc(), SEALS.c.seal.desc())
_key = tuple_(SEALS.c.season, SEALS.c.batch, SEALS.c.seal)
_page = _newest.limit(bindparam("most"))
_page_before = _page.where(_key < tuple_(bindparam("b_season"), bindparam("b_batch"), bindparam("b_seal")))
_of_season = select(SEALS).where(SEALS.c.season == bindparam("of_season")).order_by(SEALS.c.batch, SEALS.c.seal)
_one = select(SEALS).where(
    SEALS.c.season == bindparam("of_season"), SEALS.c.batch == bindparam("of_batch"),
    SEALS.c.seal == bindparam("of_seal"),
)
_leaf = (
    select(SEALED_FILINGS)
    .where(SEALED_FILINGS.c.account == bindparam("of_account"), SEALED_FILINGS.c.season == bindparam("of_season"),
           SEALED_FILINGS.c.batch == bindparam("of_batch"))
    .order_by(SEALED_FILINGS.c.seal.desc())
    .limit(1)
)
_stretch = (
    select(SEALED_FILINGS.c.leaf)
    .where(SEALED_FILINGS.c.season == bindparam("of_season"), SEALED_FILINGS.c.batch == bindparam("of_batch"),
           SEALED_FILINGS.c.seal == bindparam("of_seal"),
           SEALED_FILINGS.c.position.between(bindparam("first"), bindparam("last")))
    .order_by(SEALED_FILINGS.c.position)
)
_leaves = (
    select(SEALED_FILINGS.c.account, SEALED_FILINGS.c.batch, SEALED_FILINGS.c.leaf)
    .where(SEALED_FILINGS.c.season == bindparam("of_season"))
    .order_by(SEALED_FILINGS.c.seal)
)


def add(conn: Connection, row: Mapping[str, Any]) -> None:
    """A seal."""
    conn.execute(_add, dict(row))


def add_filings(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """The leaves of a seal."""
    conn.execute(_add_filings, list(rows))


def page(conn: Connection, part: Part) -> list[Row[Any]]:
    """Seals, the newest season first."""
    return list(conn.execute(_page_before if part.before else _page, part.parameters()))


def of_season(conn: Connection, season: str) -> Iterator[Row[Any]]:
    """The seals of a season."""
    yield from conn.execute(_of_season, {"of_season": season})


def one(conn: Connection, season: str, batch: str, seal: int) -> Row[Any]:
    """A seal that is there."""
    return conn.execute(_one, {"of_season": season, "of_batch": batch, "of_seal": seal}).one()


def leaf_of(conn: Connection, *, account: str, season: str, batch: str) -> Row[Any] | None:
    """A person's leaf in the newest seal that has one."""
    return conn.execute(_leaf, {"of_account": account, "of_season": season, "of_batch": batch}).one_or_none()


def stretch(conn: Connection, row: Row[Any], *, first: int, last: int) -> list[bytes]:
    """The leaves of a seal (any row that names it) from a position to another."""
    asked = {"of_season": row.season, "of_batch": row.batch, "of_seal": row.seal, "first": first, "last": last}
    return [bytes.fromhex(leaf) for leaf in conn.execute(_stretch, asked).scalars()]


def newest_leaves(conn: Connection, season: str) -> dict[tuple[str, str], str]:
    """By account and batch, the leaf in the newest seal."""
    return {(row.account, row.batch): row.leaf for row in conn.execute(_leaves, {"of_season": season})}
