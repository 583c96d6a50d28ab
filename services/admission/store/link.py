"""Letters that came up from colleges, each kept once by college and message id, and the receipt that answered it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, LargeBinary, String, Table, bindparam, insert, select

from services.admission.store import METADATA
from shared.db import Tx, UtcDateTime

ARRIVALS = Table(
    "college_letters",
    METADATA,
    Column("college", String(30), primary_key=True),
    Column("message_id", String(64), primary_key=True),
    Column("type", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("door", String(10), nullable=False),
    Column("sender", String(100), nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("accepted", Boolean, nullable=False),
    Column("receipt", String(64), nullable=False),  # message id of the receipt in the mailbox
    Column("said_at", UtcDateTime, nullable=False),  # as the letter says
    Column("received_at", UtcDateTime, nullable=False),  # season's time: this decides
    Column("recorded_at", UtcDateTime, nullable=False),
)

_insert = insert(ARRIVALS)
_one = select(ARRIVALS.c.digest, ARRIVALS.c.receipt).where(
    ARRIVALS.c.college == bindparam("a_college"), ARRIVALS.c.message_id == bindparam("a_message")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """A letter of a college, as it came and as it was answered."""

    college: str
    message_id: str
    type: str
    digest: str
    door: str
    sender: str
    body: bytes
    accepted: bool
    receipt: str
    said_at: datetime
    received_at: datetime


def add(tx: Tx, arrived: Arrived) -> None:
    """Keep a letter and how it was answered."""
    row = f"{arrived.college} {arrived.message_id}"
    tx.conn.execute(_insert, {
        **{name: getattr(arrived, name) for name in Arrived.__dataclass_fields__}, "recorded_at": tx.wall,
        "body": tx.box.seal(arrived.body, table="college_letters", column="body", row=row),
    })


def known(conn: Connection, college: str, message_id: str) -> tuple[str, str] | None:
    """(digest, receipt's message id) of a letter that came before."""
    row = conn.execute(_one, {"a_college": college, "a_message": message_id}).one_or_none()
    return None if row is None else (row.digest, row.receipt)
