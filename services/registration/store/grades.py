"""Grades of the junior years and conduct, as source colleges state them, by student record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, Row, String, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA
from services.registration.store.records import STUDENT_RECORDS
from shared.db import UtcDateTime

GRADES = Table(
    "grades",
    METADATA,
    Column("record", String(36), ForeignKey("student_records.id"), primary_key=True),
    Column("marks", LargeBinary, nullable=False),  # sealed
    Column("conduct", LargeBinary, nullable=False),  # sealed
    Column("digest", LargeBinary(32), nullable=False),  # of both: new, changed or the same
    Column("graded_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


def _put(dialect: Any) -> Any:
    statement = dialect.insert(GRADES)
    kept = {c.name: statement.excluded[c.name] for c in GRADES.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["record"], set_=kept)


_keep = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of_record = select(GRADES).where(GRADES.c.record == bindparam("of_record"))
_of_college = (
    select(STUDENT_RECORDS.c.id, STUDENT_RECORDS.c.person, STUDENT_RECORDS.c.student_index, GRADES.c.digest)
    .join(GRADES, GRADES.c.record == STUDENT_RECORDS.c.id, isouter=True)
    .where(STUDENT_RECORDS.c.intake == bindparam("of_intake"),
           STUDENT_RECORDS.c.source_college == bindparam("of_college"))
)


def keep(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Grades, new or again."""
    if rows:
        conn.execute(_keep[conn.dialect.name], list(rows))


def of_record(conn: Connection, record: str) -> Row[Any] | None:
    """One student's."""
    return conn.execute(_of_record, {"of_record": record}).one_or_none()


def of_college(conn: Connection, *, intake: str, college: str) -> list[Row[Any]]:
    """A college's students: record, indexes, and the digest of the grades that are there."""
    return list(conn.execute(_of_college, {"of_intake": intake, "of_college": college}))
