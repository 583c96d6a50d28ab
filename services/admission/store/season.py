"""Published versions of seasons: written once, never changed; the owner's record, apart from its working copy."""

import json
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
    Text,
    bindparam,
    func,
    insert,
    select,
)

from services.admission.store import METADATA
from shared.contracts.admission import SeasonPublished
from shared.db import Tx, UtcDateTime
from shared.season.tables import MOMENTS, SEASONS

PUBLISHED = Table(
    "published_seasons",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("rehearsal", Boolean, nullable=False),
    Column("draft", String(36), nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("officers", Text, nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("signature", String(100), nullable=False),
)
Index("ix_published_seasons_intake", PUBLISHED.c.intake)

_later = PUBLISHED.alias("later")
_newest_version = select(func.max(_later.c.version)).where(_later.c.season == PUBLISHED.c.season).scalar_subquery()
_newest = select(PUBLISHED).where(PUBLISHED.c.version == _newest_version).order_by(PUBLISHED.c.season)
_newest_of = _newest.where(PUBLISHED.c.season == bindparam("a_season"))
_newest_in = _newest.where(PUBLISHED.c.intake == bindparam("an_intake"))
_of_season = select(PUBLISHED).where(PUBLISHED.c.season == bindparam("a_season"))
_version = _of_season.where(PUBLISHED.c.version == bindparam("a_version"))
_versions = _of_season.order_by(PUBLISHED.c.version)
_insert = insert(PUBLISHED)
_held = select(SEASONS.c.version).where(SEASONS.c.season == bindparam("a_season"))
_every_held = select(SEASONS.c.season).order_by(SEASONS.c.season)
_reached = select(MOMENTS).where(MOMENTS.c.season == bindparam("a_season"))


def add(tx: Tx, published: SeasonPublished, *, draft: str) -> None:
    """A new version."""
    tx.conn.execute(_insert, {
        "season": published.season, "version": published.season_version, "intake": published.intake,
        "rehearsal": published.rehearsal, "draft": draft,
        "document": json.dumps(published.document, ensure_ascii=False), "officers": json.dumps(published.officers),
        "signed_at": published.signed_at, "signature": published.signature,
    })


def newest(conn: Connection, season: str) -> SeasonPublished | None:
    """The newest version of a season."""
    row = conn.execute(_newest_of, {"a_season": season}).one_or_none()
    return None if row is None else _published(row)


def of_version(conn: Connection, season: str, version: int) -> SeasonPublished | None:
    """One version of a season."""
    row = conn.execute(_version, {"a_season": season, "a_version": version}).one_or_none()
    return None if row is None else _published(row)


def newest_of_each(conn: Connection, intake: str | None = None) -> Sequence[SeasonPublished]:
    """The newest version of every season, or of those of one intake; by code."""
    rows = conn.execute(_newest) if intake is None else conn.execute(_newest_in, {"an_intake": intake})
    return [_published(row) for row in rows]


def versions(conn: Connection, season: str) -> Sequence[SeasonPublished]:
    """Every version of a season, oldest first."""
    return [_published(row) for row in conn.execute(_versions, {"a_season": season})]


def version_held(conn: Connection, season: str) -> int:
    """The version of this service's own copy, by which its timers work."""
    version: int = conn.execute(_held, {"a_season": season}).scalar_one()
    return version


def held(conn: Connection) -> Sequence[str]:
    """Every season that this service has a copy of."""
    return conn.execute(_every_held).scalars().all()


def reached(conn: Connection, season: str) -> Sequence[Row[Any]]:
    """The moments that have come: moment, instant, recorded_at."""
    return conn.execute(_reached, {"a_season": season}).all()


def _published(row: Row[Any]) -> SeasonPublished:
    return SeasonPublished(
        intake=row.intake, season=row.season, season_version=row.version, rehearsal=row.rehearsal,
        document=json.loads(row.document), officers=json.loads(row.officers), signed_at=row.signed_at,
        signature=row.signature,
    )
