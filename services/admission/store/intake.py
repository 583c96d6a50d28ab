"""Intakes: written once, and locked by whatever orders work within one of them."""

from collections.abc import Sequence

from sqlalchemy import Boolean, Column, Connection, Row, String, Table, bindparam, insert, select

from services.admission.domain.intake import Intake
from services.admission.store import METADATA
from shared.db import Tx, UtcDateTime

INTAKES = Table(
    "intakes",
    METADATA,
    Column("code", String(60), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("rehearsal", Boolean, nullable=False),
    Column("opened_by", String(100), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_insert = insert(INTAKES)
_one = select(INTAKES).where(INTAKES.c.code == bindparam("code"))
_locked = _one.with_for_update()
_all = select(INTAKES).order_by(INTAKES.c.code)


def add(tx: Tx, intake: Intake) -> None:
    """A new intake. An IntegrityError means that the code is taken."""
    tx.conn.execute(_insert, {
        "code": intake.code, "title": intake.title, "rehearsal": intake.rehearsal, "opened_by": intake.opened_by,
        "recorded_at": intake.recorded_at,
    })


def of_code(conn: Connection, code: str) -> Intake | None:
    """The intake of this code."""
    return _intake(conn.execute(_one, {"code": code}).one_or_none())


def locked(tx: Tx, code: str) -> Intake | None:
    """The same, held until the end of the transaction: versions and clocks of an intake rise one at a time."""
    return _intake(tx.conn.execute(_locked, {"code": code}).one_or_none())


def every(conn: Connection) -> Sequence[Intake]:
    """All intakes, by code."""
    return [intake for row in conn.execute(_all) if (intake := _intake(row)) is not None]


def _intake(row: Row[tuple[object, ...]] | None) -> Intake | None:
    return None if row is None else Intake(**row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
