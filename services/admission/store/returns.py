"""Returns that colleges submitted, every revision, and who signed which digest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy import Row as Found

from services.admission.domain.result import Row
from services.admission.domain.returns import Standing
from services.admission.store import METADATA
from services.admission.store.putting import adding
from shared.db import Tx, UtcDateTime

RETURNS = Table(
    "returns",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("round", String(10), primary_key=True),
    Column("college", String(30), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("rows", LargeBinary, nullable=False),  # sealed
    Column("admitted", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("standing", String(15), nullable=False),
    Column("held_for", String(40), nullable=False),  # causes, with blanks between
    Column("held_by_us", Boolean, nullable=False),
    Column("door", String(10), nullable=False),
    Column("submitted_by", String(100), nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),  # season's time of receipt
    Column("signed_at", UtcDateTime),  # of the receipt of the second signature: this decides
    Column("recorded_at", UtcDateTime, nullable=False),
)
RETURN_SIGNATURES = Table(
    "return_signatures",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("round", String(10), primary_key=True),
    Column("college", String(30), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("signer", String(100), primary_key=True),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_mine = tuple(bindparam(f"a_{name}", type_=String()) for name in ("season", "round", "college"))
_of_college = select(RETURNS).where(
    RETURNS.c.season == _mine[0], RETURNS.c.round == _mine[1], RETURNS.c.college == _mine[2]
).order_by(RETURNS.c.revision)
_of_season = select(RETURNS).where(RETURNS.c.season == _mine[0]).order_by(
    RETURNS.c.round, RETURNS.c.college, RETURNS.c.revision
)
_insert = insert(RETURNS)
_put = update(RETURNS).where(
    RETURNS.c.season == _mine[0], RETURNS.c.round == _mine[1], RETURNS.c.college == _mine[2],
    RETURNS.c.revision == bindparam("a_revision", type_=Integer()),
).values(
    standing=bindparam("to_standing"), held_for=bindparam("to_held_for"), held_by_us=bindparam("to_held_by_us"),
    signed_at=bindparam("to_signed_at", type_=UtcDateTime()),
)
_sign = adding(RETURN_SIGNATURES)
_signatures = select(RETURN_SIGNATURES).where(
    RETURN_SIGNATURES.c.season == _mine[0], RETURN_SIGNATURES.c.round == _mine[1],
    RETURN_SIGNATURES.c.college == _mine[2],
).order_by(RETURN_SIGNATURES.c.revision, RETURN_SIGNATURES.c.signed_at, RETURN_SIGNATURES.c.signer)


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """One revision of a college's return; its rows are opened where they are needed."""

    season: str
    round: str
    college: str
    revision: int
    digest: str
    admitted: int
    returned: int
    standing: Standing
    door: str
    submitted_by: str
    submitted_at: datetime
    held_for: tuple[str, ...] = ()
    held_by_us: bool = False
    signed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """A signature, under a revision's digest; ``said_at`` as its letter says, ``signed_at`` as it was received."""

    revision: int
    digest: str
    signer: str
    signed_at: datetime
    said_at: datetime


def add(tx: Tx, made: Return, rows: Sequence[Row]) -> None:
    """A new revision."""
    plain = json.dumps([[row.candidate_number, row.admit, row.reason] for row in rows], ensure_ascii=False)
    tx.conn.execute(_insert, {
        **_values(made), "recorded_at": tx.wall,
        "rows": tx.box.seal(plain, table="returns", column="rows", row=_place(made)),
    })


def put(tx: Tx, changed: Return) -> None:
    """A revision stands otherwise."""
    tx.conn.execute(_put, {
        **_asked(changed.season, changed.round, changed.college), "a_revision": changed.revision,
        "to_standing": changed.standing, "to_held_for": " ".join(changed.held_for),
        "to_held_by_us": changed.held_by_us, "to_signed_at": changed.signed_at,
    })


def of_college(conn: Connection, season: str, no: str, college: str) -> list[Return]:
    """Every revision, from the first."""
    return [_return(row) for row in conn.execute(_of_college, _asked(season, no, college))]


def rows_of(tx: Tx, which: Return) -> list[Row]:
    """What a revision says."""
    for row in tx.conn.execute(_of_college, _asked(which.season, which.round, which.college)):
        if row.revision == which.revision:
            opened = json.loads(tx.box.open(row.rows, table="returns", column="rows", row=_place(which)))
            return [Row(candidate_number=number, admit=admit, reason=reason) for number, admit, reason in opened]
    return []


def sign(tx: Tx, season: str, no: str, college: str, signed: Signed) -> bool:
    """A signature; False if this person's was there."""
    made = tx.conn.execute(_sign[tx.conn.dialect.name], {
        "season": season, "round": no, "college": college, "revision": signed.revision, "digest": signed.digest,
        "signer": signed.signer, "signed_at": signed.signed_at, "said_at": signed.said_at, "recorded_at": tx.wall,
    }, execution_options={"preserve_rowcount": True})
    return made.rowcount == 1


def signatures(conn: Connection, season: str, no: str, college: str) -> list[Signed]:
    """Every signature, whether or not its return has come."""
    return [
        Signed(revision=row.revision, digest=row.digest, signer=row.signer, signed_at=row.signed_at,
               said_at=row.said_at)
        for row in conn.execute(_signatures, _asked(season, no, college))
    ]


def of_season(conn: Connection, season: str) -> list[Return]:
    """Every return of a season."""
    return [_return(row) for row in conn.execute(_of_season, {"a_season": season})]


def _asked(season: str, no: str, college: str) -> dict[str, str]:
    return {"a_season": season, "a_round": no, "a_college": college}


def _place(which: Return) -> str:
    return f"{which.season} {which.round} {which.college} {which.revision}"


def _values(made: Return) -> dict[str, Any]:
    values = {name: getattr(made, name) for name in Return.__dataclass_fields__}
    return {**values, "held_for": " ".join(made.held_for)}


def _return(row: Found[Any]) -> Return:
    values = {name: getattr(row, name) for name in Return.__dataclass_fields__}
    return Return(**{**values, "standing": Standing(row.standing), "held_for": tuple(row.held_for.split())})
