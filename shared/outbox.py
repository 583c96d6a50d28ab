"""The relay: carries what was committed to the bus, in order, and marks it sent after its own confirm.

It can be killed at any line: a row is unsent until its mark is committed, and a row sent twice is nothing
to an inbox. One relay at a time works on a database; others stand by.

What is guaranteed of order: the rows of one key are confirmed by the bus one after the other, in the order of
their ids. A bus has never two of a key under way, so none is past before the one in front of it is confirmed. A
refused row rests, each time twice as long, and is then sent alone; after the last refusal it is dead. While it
rests or is dead, the later rows of its key are held; other keys go on. A dead row waits for a person
(``outbox revive``). Between keys there is no order.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import takewhile
from threading import Lock
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    Update,
    any_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from shared.back_off import back_off
from shared.bus import Bus, BusAway, Message, Published
from shared.contracts import REGISTRY, Sensitivity, marks_of, publisher_of
from shared.db import OUTBOX, UNROUTED, Database
from shared.kernel import wall_clock

BATCH = 1000
"""Rows of one transaction and one wait: fewer, and the broker rests while marks are committed."""
REFUSALS = 8
"""How often a row is refused alone, over one to two minutes, before it is dead and its key waits for a person."""

_LOCK_KEY = 0x6C6F6E67  # "long": one advisory lock per database, and each service has its own database

_CARRIED = ("id", "event_id", "name", "key", "intake", "season", "epoch", "n", "occurred_at", "traceparent", "body",
            "refusals")
_ahead = OUTBOX.alias("ahead")
_unsent = (
    select(*(OUTBOX.c[name] for name in _CARRIED))
    .where(
        OUTBOX.c.sent_at.is_(None),
        OUTBOX.c.dead_at.is_(None),
        ~select(_ahead.c.id)
        .where(
            text("ahead.sent_at IS NULL AND ahead.refusals > 0"),  # written out: else the index on it is not seen
            _ahead.c.key == OUTBOX.c.key, _ahead.c.id <= OUTBOX.c.id,
            or_(_ahead.c.dead_at.is_not(None), _ahead.c.next_at > bindparam("wall")),
        )
        .exists(),
    )
    .order_by(OUTBOX.c.id)
    .limit(bindparam("batch"))
)
SECRETS = frozenset(name for name, contract in REGISTRY.items() if Sensitivity.SECRET in marks_of(contract).values())
"""Contracts whose bodies open something: erased here once sent, in the inbox once handled."""



def _mark_among(among: Callable[[str], ColumnElement[bool]]) -> Update:
    return (
        update(OUTBOX)
        .where(among("ids"))
        .values(
            sent_at=bindparam("wall"), next_at=null(), error=null(), unrouted=case((among("lost"), 1), else_=0),
            body=case((OUTBOX.c.name.in_(SECRETS), null()), else_=OUTBOX.c.body),
        )
    )


_mark_sent = {
    # one array, where a placeholder for each of a thousand ids costs more than finding the rows
    "postgresql": _mark_among(lambda name: OUTBOX.c.event_id == any_(bindparam(name, type_=ARRAY(String)))),
    "sqlite": _mark_among(lambda name: OUTBOX.c.event_id.in_(bindparam(name, expanding=True))),
}
_mark_refused = (
    update(OUTBOX)
    .where(OUTBOX.c.event_id == bindparam("of_id"))
    .values(
        refusals=OUTBOX.c.refusals + 1,
        error=bindparam("why"),
        next_at=bindparam("again"),
        dead_at=case((OUTBOX.c.refusals + 1 >= bindparam("limit"), bindparam("wall")), else_=null()),
    )
)


class Relay:
    """Sends a database's outbox to a bus. ``step`` sends one batch and says whether anything moved."""

    def __init__(  # noqa: PLR0913  (what tests and benches set otherwise)
        self, db: Database, bus: Bus, *, batch: int = BATCH, refusals: int = REFUSALS,
        on_sent: Callable[[str], None] = lambda name: None, clock: Callable[[], datetime] = wall_clock,
    ) -> None:
        self._db = db
        self._bus = bus
        self._batch = batch
        self._refusals = refusals
        self._on_sent = on_sent
        self._clock = clock
        self._alone = 0  # rows still to be sent one by one, after a batch was refused
        self._turn = Lock()

    def step(self) -> bool:
        """Send what is next. Raises ``shared.bus.BusAway`` (after marking what was confirmed) or ``DatabaseAway``."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            return self._step_sqlite() if self._db.is_sqlite else self._step_locked()
        finally:
            self._turn.release()

    def _step_sqlite(self) -> bool:
        with self._db.read() as conn:
            rows = self._read(conn)
        if not rows:
            return False
        with self._sending(rows) as published, self._db.begin() as tx:
            return self._mark(tx.conn, rows, published)

    def _step_locked(self) -> bool:
        # The lock lives in the transaction: a relay that dies, or freezes past the time-out, gives it up by itself.
        with self._db.begin() as tx:
            tx.conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = '30s'"))
            if not tx.conn.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK_KEY}).scalar_one():
                return False
            rows = self._read(tx.conn)
            if not rows:
                return False
            with self._sending(rows) as published:
                moved = self._mark(tx.conn, rows, published)
                tx.conn.commit()  # before a BusAway passes through: what was confirmed stays marked
                return moved

    def _read(self, conn: Connection) -> Sequence[Row[Any]]:
        """What is sent together next. A row that was refused before is always alone: it spoils no batch again."""
        found = {"batch": 1 if self._alone else self._batch, "wall": self._clock()}
        rows = conn.execute(_unsent, found).all()
        if not rows:
            self._alone = 0
        return rows[:1] if rows and rows[0].refusals else list(takewhile(lambda row: not row.refusals, rows))

    @contextmanager
    def _sending(self, rows: Sequence[Row[Any]]) -> Iterator[Published]:
        """Publish, let the block mark what was confirmed, and only then say that the bus went away."""
        away: BusAway | None = None
        try:
            published = self._bus.publish([self._message(row) for row in rows])
        except BusAway as error:
            away, published = error, error.published
        yield published
        if away is not None:
            raise away

    def _message(self, row: Row[Any]) -> Message:
        return Message(
            id=row.event_id, name=row.name, publisher=publisher_of(row.name), key=row.key,
            version=(row.epoch, row.id if row.n is None else row.n), occurred_at=row.occurred_at,
            body=self._db.box.open(row.body, table="outbox", column="body", row=row.event_id),
            intake=row.intake, season=row.season, traceparent=row.traceparent,
        )

    def _mark(self, conn: Connection, rows: Sequence[Row[Any]], published: Published) -> bool:
        if published.confirmed:
            lost = list(published.unrouted) or [""]
            marks = {"ids": list(published.confirmed), "lost": lost, "wall": self._clock()}
            conn.execute(_mark_sent[conn.dialect.name], marks)
            for row in rows:
                if row.event_id in published.confirmed:
                    self._on_sent(row.name)
        if published.refused and len(rows) > 1:
            self._alone = len(rows) - len(published.confirmed)
            return True
        if published.confirmed or published.refused:
            self._alone = max(self._alone - 1, 0)
        for why in published.refused.values():
            self._rest(conn, rows[0], why)
        return bool(published.confirmed or published.refused)

    def _rest(self, conn: Connection, row: Row[Any], why: str) -> None:
        wall = self._clock()
        conn.execute(_mark_refused, {
            "of_id": row.event_id, "why": why, "limit": self._refusals, "wall": wall,
            "again": wall + back_off(row.refusals + 1),
        })


_unrouted = select(func.count()).select_from(OUTBOX).where(UNROUTED).scalar_subquery()
_summary = select(
    func.count().label("unsent"),
    func.min(OUTBOX.c.recorded_at).label("oldest"),
    func.count(OUTBOX.c.dead_at).label("dead"),
    _unrouted.label("unrouted"),
).where(OUTBOX.c.sent_at.is_(None))
_refused = (
    select(*(OUTBOX.c[name] for name in ("event_id", "name", "key", "refusals", "next_at", "dead_at", "error")))
    .where(text("sent_at IS NULL AND refusals > 0"))
    .order_by(OUTBOX.c.dead_at.is_(None), OUTBOX.c.id)
    .limit(bindparam("most"))
)
_by_name = select(
    OUTBOX.c.name, func.count().label("told"), func.count(OUTBOX.c.sent_at).label("sent")
).group_by(OUTBOX.c.name)
_revive = (
    update(OUTBOX).where(text("sent_at IS NULL AND refusals > 0")).values(dead_at=None, next_at=None, refusals=0)
)
_reroute = update(OUTBOX).where(UNROUTED, OUTBOX.c.body.is_not(None)).values(sent_at=None, unrouted=0)
_last_version = (
    select(OUTBOX.c.epoch, func.coalesce(OUTBOX.c.n, OUTBOX.c.id).label("n"))
    .where(OUTBOX.c.key == bindparam("key"), OUTBOX.c.name == bindparam("name"))
    .order_by(OUTBOX.c.id.desc())
    .limit(1)
)


def summary(conn: Connection) -> Row[Any]:
    """``unsent``, ``oldest`` (recorded_at of the oldest unsent), ``dead``, ``unrouted``."""
    return conn.execute(_summary).one()


def refused(conn: Connection, *, most: int) -> Sequence[Row[Any]]:
    """Rows that were refused and are not sent, without their content: the dead first, then the oldest."""
    return conn.execute(_refused, {"most": most}).all()


def counts_by_name(conn: Connection) -> dict[str, tuple[int, int]]:
    """Per contract: how many were told, and how many of them are sent."""
    return {row.name: (row.told, row.sent) for row in conn.execute(_by_name)}


def revive(conn: Connection) -> int:
    """Send what was refused now, dead or resting, once the cause is mended; returns how many."""
    return conn.execute(_revive).rowcount


def reroute(conn: Connection) -> int:
    """Send again what nobody heard; returns how many."""
    return conn.execute(_reroute).rowcount


def last_version(conn: Connection, *, key: str, name: str) -> int | None:
    """The version under which a state was told last, for telling it again; None if it never was."""
    row = conn.execute(_last_version, {"key": key, "name": name}).one_or_none()
    return row.n if row else None
