"""Student records, as source colleges imported them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from services.registration.store import METADATA
from shared.db import UtcDateTime

STUDENT_RECORDS = Table(
    "student_records",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("source_college", String(60), nullable=False),
    Column("person", LargeBinary(16), nullable=False),  # blind index of the ID number
    Column("student_index", LargeBinary(16), nullable=False),  # of the student number
    Column("name", LargeBinary, nullable=False),  # sealed, as the next two
    Column("id_number", LargeBinary, nullable=False),
    Column("student_number", LargeBinary, nullable=False),
    Column("sex", String(1), nullable=False),
    Column("major_code", String(20), nullable=False),
    Column("major_name", String(60), nullable=False),
    Column("entered", String(7), nullable=False),
    Column("graduates_on", Date, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("exam_class", String(30), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),  # of the whole row: new, changed or the same
    Column("imported_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("intake", "person"),
)
Index("ix_student_records_college", STUDENT_RECORDS.c.source_college, STUDENT_RECORDS.c.intake, STUDENT_RECORDS.c.id)

_of_person = select(STUDENT_RECORDS).where(
    STUDENT_RECORDS.c.intake == bindparam("of_intake"), STUDENT_RECORDS.c.person == bindparam("of_person")
)
_look = select(STUDENT_RECORDS).where(STUDENT_RECORDS.c.id == bindparam("of_id"))
_hold = select(STUDENT_RECORDS).where(STUDENT_RECORDS.c.id == bindparam("of_id")).with_for_update()
_hold_of_college = (
    select(STUDENT_RECORDS.c.id)
    .where(STUDENT_RECORDS.c.intake == bindparam("of_intake"), STUDENT_RECORDS.c.source_college == bindparam("college"))
    .order_by(STUDENT_RECORDS.c.id)
    .with_for_update()
)
_of_intake = select(
    STUDENT_RECORDS.c.id, STUDENT_RECORDS.c.person, STUDENT_RECORDS.c.student_index, STUDENT_RECORDS.c.source_college,
    STUDENT_RECORDS.c.name, STUDENT_RECORDS.c.digest,
).where(STUDENT_RECORDS.c.intake == bindparam("of_intake"))
_insert = insert(STUDENT_RECORDS)
_change = (
    update(STUDENT_RECORDS)
    .where(STUDENT_RECORDS.c.id == bindparam("of_id"))
    .values({column.name: bindparam(f"to_{column.name}") for column in STUDENT_RECORDS.c
             if column.name not in ("id", "intake", "person", "source_college")})
)
_page = (
    select(STUDENT_RECORDS)
    .where(and_(STUDENT_RECORDS.c.source_college == bindparam("of_college"), STUDENT_RECORDS.c.id > bindparam("after")))
    .order_by(STUDENT_RECORDS.c.id)
    .limit(bindparam("most"))
)
_counts = (
    select(STUDENT_RECORDS.c.source_college, func.count().label("records"),
           func.count(func.distinct(STUDENT_RECORDS.c.person)).label("persons"))
    .where(STUDENT_RECORDS.c.intake == bindparam("of_intake"))
    .group_by(STUDENT_RECORDS.c.source_college)
    .order_by(STUDENT_RECORDS.c.source_college)
)


def of_person(conn: Connection, *, intake: str, person: bytes) -> Row[Any] | None:
    """The record of one person in an intake."""
    return conn.execute(_of_person, {"of_intake": intake, "of_person": person}).one_or_none()


def look(conn: Connection, record: str) -> Row[Any]:
    """One record, not held."""
    return conn.execute(_look, {"of_id": record}).one()


def hold(conn: Connection, record: str) -> Row[Any]:
    """One record, held until the transaction ends: two accounts of one person open one after the other."""
    return conn.execute(_hold, {"of_id": record}).one()


def hold_of_college(conn: Connection, *, intake: str, college: str) -> None:
    """A college's records, held until the transaction ends: no account is opened on one while they are looked at."""
    conn.execute(_hold_of_college, {"of_intake": intake, "college": college}).all()


def of_intake(conn: Connection, intake: str) -> list[Row[Any]]:
    """Who is there already: ids, indexes, college, sealed name, digest."""
    return list(conn.execute(_of_intake, {"of_intake": intake}))


def add(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """New records."""
    if rows:
        conn.execute(_insert, list(rows))


def change(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Records again, whole, by id."""
    kept = ("id", "intake", "person", "source_college")
    if rows:
        conn.execute(_change, [
            {"of_id": row["id"], **{f"to_{name}": value for name, value in row.items() if name not in kept}}
            for row in rows
        ])


def page(conn: Connection, *, college: str, after: str, most: int) -> list[Row[Any]]:
    """A college's records in the order of their ids."""
    return list(conn.execute(_page, {"of_college": college, "after": after, "most": most}))


def counts(conn: Connection, intake: str) -> list[Row[Any]]:
    """Per source college: how many records, how many persons."""
    return list(conn.execute(_counts, {"of_intake": intake}))
