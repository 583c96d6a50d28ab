"""A service's own database: engine, column types, and the unit of work that keeps state, events and audit together."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    Identity,
    Index,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared import additions, codec, trace
from shared.contracts import Event
from shared.engines import PREPARES, is_passing, postgres_engine, sqlite_engine
from shared.kernel import Unavailable, new_id, wall_clock
from shared.security.reseal import sealed_by

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit identity; SQLite knows only INTEGER as one."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC. Naive values are refused; SQLite, which forgets zones, gets UTC put back on."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def service_metadata() -> MetaData:
    """The tables of one service; the chassis's own stand in :data:`CHASSIS` and are made in every database."""
    return MetaData(naming_convention=NAMING)


CHASSIS = service_metadata()
"""Tables that every service has: outbox, inbox, audit, seasons, timers, jobs …"""

OUTBOX = Table(
    "outbox",
    CHASSIS,
    Column("id", BigId, Identity(), primary_key=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("key", String(200), nullable=False),
    Column("intake", String(60)),
    Column("season", String(60)),
    Column("epoch", Integer, nullable=False),
    Column("n", BigInteger),  # None: the row's own id; set when a state is told again under its old version
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("traceparent", String(55), nullable=False),
    Column("body", LargeBinary),  # sealed; None once a secret was sent
    Column("sent_at", UtcDateTime),
    Column("refusals", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime),  # wall clock: a refused row rests until then, and its key with it
    Column("dead_at", UtcDateTime),
    Column("unrouted", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    sqlite_autoincrement=True,
    info=sealed_by("event_id"),
)
Index("ix_outbox_unsent", OUTBOX.c.id, postgresql_where=text("sent_at IS NULL"), sqlite_where=text("sent_at IS NULL"))
_refused = text("sent_at IS NULL AND refusals > 0")
Index("ix_outbox_refused", OUTBOX.c.key, postgresql_where=_refused, sqlite_where=_refused)
UNROUTED = text("unrouted = 1")
Index("ix_outbox_unrouted", OUTBOX.c.id, postgresql_where=UNROUTED, sqlite_where=UNROUTED)
Index("ix_outbox_key", OUTBOX.c.key, OUTBOX.c.name)

AUDIT = Table(
    "audit",
    CHASSIS,
    Column("id", String(36), primary_key=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(100), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("details", Text, nullable=False),
    Column("traceparent", String(55), nullable=False),
)
Index("ix_audit_subject", AUDIT.c.subject)


class Seal(Protocol):
    """What the database needs of ``security.crypt.Box``."""

    def seal(self, plaintext: bytes | str, *, table: str, column: str, row: str) -> bytes: ...
    def open(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes: ...


class DatabaseAway(Unavailable):
    """The database is away, locked, or chose this transaction to break a deadlock: nothing is wrong with the work."""

    code = "database_away"


@dataclass(slots=True)
class Behind:
    """Whether the row was taken that a block's additions went behind; known after the block."""

    taken: bool = False


class Tx:
    """One unit of work: what the rules may change and tell, committed as one by the door that opened it.

    ``now`` is the season's time as the door read it, ``wall`` the wall clock; ``actor`` goes into the audit.
    """

    def __init__(self, db: "Database", conn: Connection, *, actor: str, now: datetime | None, wall: datetime) -> None:
        self.conn = conn
        self.actor = actor
        self.wall = wall
        self.now = now or wall
        self.db = db
        self.kinds_changed: set[str] = set()
        self._added: dict[Table, list[Mapping[str, Any]]] = {}

    @property
    def box(self) -> Seal:
        """Seals and opens columns."""
        return self.db.box

    def emit(  # noqa: PLR0913  (an envelope has this many fields)
        self,
        event: Event,
        *,
        key: str,
        intake: str | None = None,
        season: str | None = None,
        occurred_at: datetime | None = None,
        version: int | None = None,
    ) -> str:
        """Tell an event with this transaction. Call it after the row that ``key`` names is locked or written:
        the outbox id, taken at the end, is the version of the key. Returns the event's id."""
        if not key.startswith(f"{self.db.service}/") or not event.NAME.startswith(f"{self.db.service}."):
            raise ValueError(f"{self.db.service} cannot tell {event.NAME} of {key}")
        event_id = new_id()
        body = self.box.seal(codec.encode(event), table="outbox", column="body", row=event_id)
        self.add(OUTBOX, {
            "event_id": event_id, "name": event.NAME, "key": key, "intake": intake, "season": season,
            "epoch": self.db.epoch, "n": version, "occurred_at": occurred_at or self.now, "recorded_at": self.wall,
            "traceparent": trace.current(), "body": body,
        })
        return event_id

    def changed(self, kind: str) -> None:
        """Once this is committed, whoever remembers something of this kind reads it anew."""
        self.kinds_changed.add(kind)

    def audit(self, action: str, subject: str, **details: Any) -> None:
        """Write down who did what to what. Details carry no personal data in clear."""
        self.add(AUDIT, {
            "id": new_id(), "recorded_at": self.wall, "actor": self.actor, "action": action, "subject": subject,
            "details": codec.canonical(details).decode(), "traceparent": trace.current(),
        })

    def add(self, table: Table, row: Mapping[str, Any]) -> None:
        """Insert a row at the end, together with the events. For what nobody else can be about to write, and nothing in
        this transaction reads: the version of an event may be taken before the row is there."""
        self._added.setdefault(table, []).append(row)

    @contextmanager
    def behind(self, first: Insert, given: Mapping[str, Any]) -> Iterator["Behind"]:
        """What is added and told inside the block goes behind ``first``, at the block's end: an insert or upsert of the
        row that a key names, which takes it or comes too late. Where it came too late none of it is there."""
        outside, self._added = self._added, {}
        made = Behind()
        try:
            yield made
            made.taken = additions.send_behind(self.conn, first, given, self._added)
        finally:
            self._added = outside

    def flush(self) -> None:
        """Write what was added, told and put down so far."""
        if self._added:
            additions.send(self.conn, self._added)
            self._added = {}


class Database:
    """One service's database, with its name, its epoch (raised by a restore) and its seal."""

    def __init__(self, engine: Engine, *, service: str, box: Seal, epoch: int = 1) -> None:
        self.engine = engine
        self.service = service
        self.box = box
        self.epoch = epoch
        self.commits = 0
        """Changes with each commit through this object: until then, where one process writes alone, nothing is new."""
        self._changes: dict[str, int] = {}
        self._numbers = count(1)  # next() is one step; += 1 is not, and two threads could give one number twice

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def change_of(self, kind: str) -> int:
        """Another number after each commit, through this object, of something of this kind."""
        return self._changes.get(kind, 0)

    @contextmanager
    def begin(
        self, *, actor: str = "system", now: datetime | None = None, wall: datetime | None = None
    ) -> Iterator[Tx]:
        """A unit of work, committed at the end of the block, rolled back by any error.

        Raises :class:`DatabaseAway` for what says nothing about the work (see :func:`shared.engines.is_passing`).
        """
        try:
            with self.engine.begin() as conn:
                tx = Tx(self, conn, actor=actor, now=now, wall=wall or wall_clock())
                yield tx
                tx.flush()
            self.commits = number = next(self._numbers)
            self._changes |= dict.fromkeys(tx.kinds_changed, number)
        except (DBAPIError, PoolTimeout) as error:
            if is_passing(error):
                raise DatabaseAway from error
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to look, that takes no write lock."""
        try:
            with self.engine.connect() as raw:
                conn = raw.execution_options(longmen_read=True)
                yield conn
                if conn.get_execution_options().get(PREPARES):
                    conn.commit()
                else:
                    conn.rollback()
        except (DBAPIError, PoolTimeout) as error:
            if is_passing(error):
                raise DatabaseAway from error
            raise


def open_engine(
    url: str | URL, *, durable: bool = True, threads: int = 16, prepares: bool = False,
    options: Mapping[str, Any] | None = None,
) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql+psycopg://…``; nothing is connected yet.

    ``durable=False`` spares SQLite its fsyncs (tests and demo only). ``prepares`` is for many small statements: a
    prepared plan outlives the table's size that it was made for, and a worker asks for much at once.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return sqlite_engine(parsed, durable=durable, options=options or {})
    if parsed.drivername != "postgresql+psycopg":
        raise ValueError(f"write the driver out: postgresql+psycopg://, not {parsed.drivername}://")
    return postgres_engine(parsed, threads=threads, prepares=prepares, options=options or {})
