"""What each admitting college says of itself, until it is published with the plan."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Column, Connection, Integer, Row, String, Table, Text, bindparam, select

from services.admission.store import METADATA
from services.admission.store.putting import putting
from shared import codec
from shared.contracts.parts import CollegeProfile
from shared.db import Tx, UtcDateTime

PROFILES = Table(
    "profiles",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("college", String(30), primary_key=True),
    Column("document", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_by", String(100), nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

_season: BindParameter[str] = bindparam("a_season")
_put = putting(PROFILES)
_of_season = select(PROFILES).where(PROFILES.c.season == _season).order_by(PROFILES.c.college)
_one = _of_season.where(PROFILES.c.college == bindparam("a_college"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A profile as its college saved it last."""

    profile: CollegeProfile
    revision: int
    saved_at: datetime


def put(tx: Tx, season: str, profile: CollegeProfile, *, revision: int) -> None:
    """Keep a college's profile."""
    tx.conn.execute(_put[tx.conn.dialect.name], {
        "season": season, "college": profile.college, "revision": revision, "saved_by": tx.actor, "saved_at": tx.now,
        "document": json.dumps(codec.plain(profile), ensure_ascii=False),
    })


def locked(tx: Tx, season: str, college: str) -> Saved | None:
    """A college's profile, held until the end of the transaction."""
    asked = {"a_season": season, "a_college": college}
    row = tx.conn.execute(_one.with_for_update(), asked).one_or_none()
    return None if row is None else _saved(row)


def one(conn: Connection, season: str, college: str) -> Saved | None:
    """The same, to look at."""
    row = conn.execute(_one, {"a_season": season, "a_college": college}).one_or_none()
    return None if row is None else _saved(row)


def of_season(conn: Connection, season: str) -> dict[str, CollegeProfile]:
    """Every profile that was saved, by college."""
    return {row.college: _saved(row).profile for row in conn.execute(_of_season, {"a_season": season})}


def _saved(row: Row[tuple[object, ...]]) -> Saved:
    profile = codec.revived(CollegeProfile, json.loads(row.document))
    return Saved(profile=profile, revision=row.revision, saved_at=row.saved_at)
