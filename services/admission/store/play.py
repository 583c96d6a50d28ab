"""Plays of rehearsals: asked for by officers, done once by whoever drives the others."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Index, Row, String, Table, Text, bindparam, insert, select, update

from services.admission.domain.play import Play
from services.admission.store import METADATA
from shared.db import Tx, UtcDateTime

PLAYS = Table(
    "plays",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("requested_by", String(100), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("summary", Text),
    Index("ix_plays_intake", "intake", "id"),
)

_insert = insert(PLAYS)
_one = select(PLAYS).where(PLAYS.c.intake == bindparam("an_intake"), PLAYS.c.id == bindparam("an_id"))
_newest = (
    select(PLAYS).where(PLAYS.c.intake == bindparam("an_intake")).order_by(PLAYS.c.id.desc())
    .limit(bindparam("most"))
)
_finish = update(PLAYS).where(PLAYS.c.id == bindparam("an_id"))


def add(tx: Tx, play: Play) -> None:
    """A new play."""
    tx.conn.execute(_insert, {name: getattr(play, name) for name in Play.__dataclass_fields__})


def finish(tx: Tx, play: Play) -> None:
    """What came of it."""
    tx.conn.execute(_finish, {"an_id": play.id, "done_at": play.done_at, "summary": play.summary})


def of_id(conn: Connection, intake: str, play_id: str) -> Play | None:
    """A play of an intake."""
    row = conn.execute(_one, {"an_intake": intake, "an_id": play_id}).one_or_none()
    return None if row is None else _play(row)


def newest(conn: Connection, intake: str, *, most: int) -> Sequence[Play]:
    """The plays of an intake, the newest first."""
    return [_play(row) for row in conn.execute(_newest, {"an_intake": intake, "most": most})]


def _play(row: Row[tuple[object, ...]]) -> Play:
    return Play(**row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
