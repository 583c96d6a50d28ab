"""Signed rolls of the admitted (录取名册), and who is admitted: once in an intake."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
)

from services.admission.store import METADATA
from services.admission.store.file import FILES
from shared.db import Seal, Tx, UtcDateTime

ROLLS = Table(
    "rolls",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("round", String(10), nullable=False),
    Column("college", String(30), nullable=False),
    Column("no", Integer, nullable=False),  # a college has more than one in a round after a late return
    Column("count", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("document", LargeBinary, nullable=False),  # sealed: names
    Column("officers", Text, nullable=False),
    Column("signature", String(100), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    UniqueConstraint("season", "round", "college", "no"),
)

ADMISSIONS = Table(
    "admissions",
    METADATA,
    Column("intake", String(60), primary_key=True),
    Column("account", String(36), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("round", String(10), nullable=False),
    Column("college", String(30), nullable=False),
    Column("major", String(30), nullable=False),
    Column("category", String(30), nullable=False),
    Column("file", String(36), nullable=False, unique=True),
    Column("roll", String(36), nullable=False),
    Column("admitted_at", UtcDateTime, nullable=False),
)
Index("ix_admissions_season", ADMISSIONS.c.season, ADMISSIONS.c.account)

_season: BindParameter[str] = bindparam("a_season")
_intake: BindParameter[str] = bindparam("an_intake")
_insert = insert(ROLLS)
_admit = insert(ADMISSIONS)
_rolls = select(ROLLS).where(ROLLS.c.season == _season).order_by(ROLLS.c.round, ROLLS.c.college, ROLLS.c.no)
_of_college = _rolls.where(ROLLS.c.round == bindparam("a_round"), ROLLS.c.college == bindparam("a_college"))
_admitted = select(ADMISSIONS.c.account).where(ADMISSIONS.c.intake == _intake)
_one = select(ADMISSIONS).where(ADMISSIONS.c.intake == _intake, ADMISSIONS.c.account == bindparam("an_account"))
_of_season = select(ADMISSIONS).where(ADMISSIONS.c.season == _season).order_by(ADMISSIONS.c.account)
_standing = select(FILES.c.candidate_number).join(ADMISSIONS, ADMISSIONS.c.file == FILES.c.id).where(
    ADMISSIONS.c.roll == bindparam("a_roll"))
_undo = delete(ADMISSIONS).where(ADMISSIONS.c.intake == _intake, ADMISSIONS.c.account == bindparam("an_account"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Roll:
    """A signed roll; ``document`` has its pages, as they were signed. ``struck``: candidate numbers on them whose
    admission was taken back since."""

    id: str
    intake: str
    season: str
    round: str
    college: str
    no: int
    count: int
    pages: int
    digest: str
    document: Sequence[dict[str, Any]]
    officers: Sequence[str]
    signature: str
    signed_at: datetime
    struck: Sequence[str] = ()


def add(tx: Tx, rolls: Sequence[Roll]) -> None:
    """New rolls."""
    if rolls:
        tx.conn.execute(_insert, [_row(tx, each) for each in rolls])


def admit(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Who is admitted. An IntegrityError means that somebody is admitted already in this intake."""
    if rows:
        tx.conn.execute(_admit, list(rows))


def of_season(conn: Connection, box: Seal, season: str) -> list[Roll]:
    """Every roll of a season."""
    return [_roll(row, box) for row in conn.execute(_rolls, {"a_season": season})]


def of_college(conn: Connection, box: Seal, season: str, no: str, *, college: str) -> list[Roll]:
    """A college's rolls in a round, in order."""
    asked = {"a_season": season, "a_round": no, "a_college": college}
    return [_roll(row, box) for row in conn.execute(_of_college, asked)]


def standing_on(conn: Connection, roll: str) -> frozenset[str]:
    """The candidate numbers that a roll still admits."""
    return frozenset(conn.execute(_standing, {"a_roll": roll}).scalars())


def admitted(conn: Connection, intake: str) -> frozenset[str]:
    """Who is admitted in an intake."""
    return frozenset(conn.execute(_admitted, {"an_intake": intake}).scalars())


def admission_of(conn: Connection, intake: str, account: str) -> Row[Any] | None:
    """Where somebody is admitted: season, round, college, major, category, file."""
    return conn.execute(_one, {"an_intake": intake, "an_account": account}).one_or_none()


def admissions(conn: Connection, season: str) -> Sequence[Any]:
    """Who is admitted in a season, and where."""
    return conn.execute(_of_season, {"a_season": season}).all()


def undo(tx: Tx, intake: str, account: str) -> None:
    """An admission is taken back."""
    tx.conn.execute(_undo, {"an_intake": intake, "an_account": account})


def _row(tx: Tx, roll: Roll) -> dict[str, Any]:
    values = {name: getattr(roll, name) for name in ROLLS.columns.keys()}  # noqa: SIM118
    document = json.dumps(roll.document, ensure_ascii=False)
    return {
        **values, "officers": json.dumps(roll.officers),
        "document": tx.box.seal(document, table="rolls", column="document", row=roll.id),
    }


def _roll(row: Row[Any], box: Seal) -> Roll:
    values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
    document = json.loads(box.open(row.document, table="rolls", column="document", row=row.id))
    return Roll(**{**values, "document": document, "officers": json.loads(row.officers)})
