"""Every college's mailbox: the letters that go down to it, numbered, sealed, and how far the link has carried them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
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
    func,
    insert,
    null,
    select,
    text,
    update,
)

from services.admission.store import METADATA
from services.admission.store.putting import adding
from shared.db import Seal, Tx, UtcDateTime
from shared.security.reseal import sealed_by

HTTPS, LINK = "https", "link"
"""A college's door. Its letters rest here whichever it is; for ``link`` they go out on RabbitMQ too."""

MAILBOXES = Table(
    "mailboxes",
    METADATA,
    Column("college", String(30), primary_key=True),
    Column("door", String(10), nullable=False),
    Column("last_n", Integer, nullable=False),
    Column("provisioned_at", UtcDateTime),  # wall clock
)
MAIL = Table(
    "mail",
    METADATA,
    Column("message_id", String(64), primary_key=True),
    Column("college", String(30), nullable=False),
    Column("n", Integer, nullable=False),
    Column("type", String(40), nullable=False),
    Column("season", String(60)),
    Column("round", String(10)),
    Column("about", String(64)),  # the letter that it answers
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("posted_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),  # wall clock: confirmed by the broker
    Column("refusals", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("error", Text),
    UniqueConstraint("college", "n"),
    info=sealed_by("message_id"),
)
Index("ix_mail_round", MAIL.c.season, MAIL.c.round, MAIL.c.type, MAIL.c.college)
_waits = text("sent_at IS NULL")
Index("ix_mail_unsent", MAIL.c.college, MAIL.c.n, postgresql_where=_waits, sqlite_where=_waits)

_college = bindparam("a_college", type_=String())
_season = bindparam("a_season", type_=String())
_no = bindparam("a_round", type_=String())
_add_box = adding(MAILBOXES)
_box = select(MAILBOXES).where(MAILBOXES.c.college == _college)
_locked_box = _box.with_for_update()
_boxes = select(MAILBOXES).order_by(MAILBOXES.c.college)
_number = update(MAILBOXES).where(MAILBOXES.c.college == _college).values(last_n=bindparam("to_n"))
_set_door = update(MAILBOXES).where(MAILBOXES.c.college == _college).values(
    door=bindparam("to_door"), provisioned_at=bindparam("to_instant", type_=UtcDateTime())
)
_insert = insert(MAIL)
_page = (
    select(MAIL).where(MAIL.c.college == _college, MAIL.c.n > bindparam("after", type_=Integer()))
    .order_by(MAIL.c.n).limit(bindparam("most", type_=Integer()))
)
_of_round = select(MAIL).where(
    MAIL.c.college == _college, MAIL.c.season == _season, MAIL.c.round == _no,
    MAIL.c.type == bindparam("a_type", type_=String()),
).order_by(MAIL.c.n)
_one = select(MAIL).where(MAIL.c.message_id == bindparam("a_message"))
_unsent = (
    select(MAIL)
    .join(MAILBOXES, MAILBOXES.c.college == MAIL.c.college)
    .where(
        _waits, MAILBOXES.c.door == LINK,
        (MAIL.c.next_at.is_(None)) | (MAIL.c.next_at <= bindparam("wall", type_=UtcDateTime())),
    )
    .order_by(MAIL.c.college, MAIL.c.n)
    .limit(bindparam("most", type_=Integer()))
)
_sent = update(MAIL).where(MAIL.c.message_id.in_(bindparam("ids", expanding=True))).values(
    sent_at=bindparam("wall", type_=UtcDateTime()), next_at=null(), error=null()
)
_refused = update(MAIL).where(MAIL.c.message_id == bindparam("a_message")).values(
    refusals=MAIL.c.refusals + 1, error=bindparam("why"), next_at=bindparam("again", type_=UtcDateTime())
)
_resend = update(MAIL).where(MAIL.c.college == _college, MAIL.c.season == _season, MAIL.c.round == _no).values(
    sent_at=null(), next_at=null()
)
_posted = select(MAIL.c.college, func.count().label("so_many")).where(
    MAIL.c.season == _season, MAIL.c.round == _no, MAIL.c.type == bindparam("a_type", type_=String())
).group_by(MAIL.c.college)
_waiting = select(func.count()).select_from(MAIL).join(MAILBOXES, MAILBOXES.c.college == MAIL.c.college).where(
    _waits, MAILBOXES.c.door == LINK
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A letter that goes down, its body as it travels; ``n`` counts within the college's mailbox."""

    message_id: str
    college: str
    type: str
    season: str | None
    round: str | None
    digest: str
    body: bytes
    posted_at: datetime
    about: str | None = None
    n: int = 0


def add(tx: Tx, college: str, letters: Sequence[Mail]) -> None:
    """Number and keep letters for one college; who posts at the same time waits."""
    last = hold(tx, college)
    rows = [
        {
            "message_id": each.message_id, "college": college, "n": last + place, "type": each.type,
            "season": each.season, "round": each.round, "about": each.about, "digest": each.digest,
            "posted_at": each.posted_at, "recorded_at": tx.wall, "sent_at": None, "refusals": 0, "next_at": None,
            "error": None, "body": tx.box.seal(each.body, table="mail", column="body", row=each.message_id),
        }
        for place, each in enumerate(letters, start=1)
    ]
    if rows:
        tx.conn.execute(_insert, rows)
        tx.conn.execute(_number, {"a_college": college, "to_n": last + len(rows)})


def hold(tx: Tx, college: str) -> int:
    """Hold a college's mailbox until the end of the transaction: its letters, both ways, come one after the other.
    Returns the number of its last letter."""
    tx.conn.execute(_add_box[tx.conn.dialect.name], {
        "college": college, "door": HTTPS, "last_n": 0, "provisioned_at": None})
    return int(tx.conn.execute(_locked_box, {"a_college": college}).one().last_n)


def page(conn: Connection, box: Seal, college: str, *, after: int, most: int) -> list[Mail]:
    """A college's letters after a number, oldest first."""
    asked = {"a_college": college, "after": after, "most": most}
    return [_mail(row, box) for row in conn.execute(_page, asked)]


def of_round(  # noqa: PLR0913  (whose, of what, and which kind)
    conn: Connection, box: Seal, college: str, *, season: str, no: str, kind: str
) -> list[Mail]:
    """A college's letters of one kind in a round, oldest first."""
    asked = {"a_college": college, "a_season": season, "a_round": no, "a_type": kind}
    return [_mail(row, box) for row in conn.execute(_of_round, asked)]


def one(conn: Connection, box: Seal, message_id: str) -> Mail | None:
    """One letter."""
    row = conn.execute(_one, {"a_message": message_id}).one_or_none()
    return None if row is None else _mail(row, box)


def unsent(conn: Connection, box: Seal, *, wall: datetime, most: int) -> list[Mail]:
    """What the link carries next, by college and number."""
    return [_mail(row, box) for row in conn.execute(_unsent, {"wall": wall, "most": most})]


def waiting(conn: Connection) -> int:
    """How many letters the link has still to carry."""
    return int(conn.execute(_waiting).scalar_one())


def mark_sent(tx: Tx, message_ids: Collection[str]) -> None:
    """The broker has confirmed these."""
    if message_ids:
        tx.conn.execute(_sent, {"ids": sorted(message_ids), "wall": tx.wall})


def mark_refused(tx: Tx, message_id: str, *, why: str, again: datetime) -> None:
    """The broker would not take this one; when to try again."""
    tx.conn.execute(_refused, {"a_message": message_id, "why": why, "again": again})


def resend(tx: Tx, college: str, season: str, no: str) -> int:
    """Carry a round's letters again, from the first; returns how many."""
    return tx.conn.execute(_resend, {"a_college": college, "a_season": season, "a_round": no}).rowcount


def posted(conn: Connection, season: str, no: str, kind: str) -> dict[str, int]:
    """How many letters of a kind were posted in a round, by college."""
    asked = {"a_season": season, "a_round": no, "a_type": kind}
    return {row.college: row.so_many for row in conn.execute(_posted, asked)}


def set_door(tx: Tx, college: str, door: str) -> None:
    """Over which door a college is served from now on."""
    tx.conn.execute(_add_box[tx.conn.dialect.name], {
        "college": college, "door": HTTPS, "last_n": 0, "provisioned_at": None})
    instant = tx.wall if door == LINK else None
    tx.conn.execute(_set_door, {"a_college": college, "to_door": door, "to_instant": instant})


def doors(conn: Connection) -> Sequence[Row[Any]]:
    """Every mailbox: college, door, last_n, provisioned_at."""
    return conn.execute(_boxes).all()


def _mail(row: Row[Any], box: Seal) -> Mail:
    return Mail(
        message_id=row.message_id, college=row.college, type=row.type, season=row.season, round=row.round,
        digest=row.digest, posted_at=row.posted_at, about=row.about, n=row.n,
        body=box.open(row.body, table="mail", column="body", row=row.message_id),
    )
