"""Each revision of an application as it was handed in, and with it the candidate's whole file."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    bindparam,
    insert,
    select,
)

from services.registration.store import METADATA
from services.registration.store.accounts import CANDIDATES
from services.registration.store.applications import APPLICATIONS
from services.registration.store.records import STUDENT_RECORDS
from shared.db import UtcDateTime

SUBMISSIONS = Table(
    "submissions",  # each revision as it was handed in: claim and papers
    METADATA,
    Column("account", String(36), ForeignKey("candidates.account"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("season", String(60), nullable=False),
    Column("category", String(40), nullable=False),
    Column("content", LargeBinary, nullable=False),  # sealed
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_insert = insert(SUBMISSIONS)
_files: Select[Any] = (
    select(APPLICATIONS.c.account, APPLICATIONS.c.intake, APPLICATIONS.c.status, SUBMISSIONS.c.revision,
           SUBMISSIONS.c.season, SUBMISSIONS.c.category, SUBMISSIONS.c.content, SUBMISSIONS.c.submitted_at,
           CANDIDATES.c.number, CANDIDATES.c.source_college, STUDENT_RECORDS.c.id.label("record"),
           STUDENT_RECORDS.c.name, STUDENT_RECORDS.c.id_number, STUDENT_RECORDS.c.sex, STUDENT_RECORDS.c.major_code,
           STUDENT_RECORDS.c.major_name, STUDENT_RECORDS.c.entered, STUDENT_RECORDS.c.graduates_on)
    .join(CANDIDATES, CANDIDATES.c.account == APPLICATIONS.c.account)
    .join(STUDENT_RECORDS, STUDENT_RECORDS.c.id == CANDIDATES.c.record)
    .join(SUBMISSIONS, (SUBMISSIONS.c.account == APPLICATIONS.c.account)
          & (SUBMISSIONS.c.revision == APPLICATIONS.c.revision))
    .where(APPLICATIONS.c.status.in_(["submitted", "returned"]))
    .order_by(APPLICATIONS.c.account)
    .with_for_update(of=APPLICATIONS)
)
_file_of = _files.where(APPLICATIONS.c.account == bindparam("of_account"))
_files_of_records = _files.where(CANDIDATES.c.record.in_(bindparam("of_records", expanding=True)))


def add(conn: Connection, row: dict[str, Any]) -> None:
    """One more revision was handed in."""
    conn.execute(_insert, row)


def file_of(conn: Connection, account: str) -> Row[Any] | None:
    """What was last handed in, with the student record, held; None if nothing was or it was withdrawn."""
    return next(iter(conn.execute(_file_of, {"of_account": account})), None)


def files_of_records(conn: Connection, records: Sequence[str]) -> list[Row[Any]]:
    """The same for students by their records, held in the order of their accounts."""
    found: list[Row[Any]] = []
    for start in range(0, len(records), 500):
        found.extend(conn.execute(_files_of_records, {"of_records": list(records[start:start + 500])}))
    return found
