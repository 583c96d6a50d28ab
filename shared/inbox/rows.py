"""The inbox's tables, its statements, and where a message may stand."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    Connection,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    null,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from shared.db import CHASSIS, BigId, UtcDateTime
from shared.security.reseal import sealed_by


class Status(StrEnum):
    """Where a message stands. FAILED is tried again by itself, WAITING when its key comes, DEAD only by a person."""

    DONE = "done"
    FAILED = "failed"
    WAITING = "waiting"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


OPEN = (Status.FAILED, Status.WAITING, Status.DEAD)

INBOX = Table(
    "inbox",
    CHASSIS,
    Column("seq", BigId, Identity(), primary_key=True),
    Column("event_id", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("key", String(200), nullable=False),
    Column("intake", String(60)),
    Column("season", String(60)),
    Column("epoch", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("traceparent", String(55)),
    Column("body", LargeBinary),  # sealed, and only while the message is open: the publisher keeps the rest
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime),
    Column("waiting_for", String(200)),
    Column("error", Text),
    Column("received_at", UtcDateTime, nullable=False),
    Column("handled_at", UtcDateTime),
    sqlite_autoincrement=True,
    info=sealed_by("event_id"),
)
_open_sql = text("status IN ('failed','waiting','dead')")
"""Written out wherever open messages are looked for: else SQLite does not see the indices on it, and reads them all."""
Index("ix_inbox_open_key", INBOX.c.key, postgresql_where=_open_sql, sqlite_where=_open_sql)
Index("ix_inbox_due", INBOX.c.next_at, postgresql_where=_open_sql, sqlite_where=_open_sql)
Index("ix_inbox_waiting_for", INBOX.c.waiting_for, postgresql_where=_open_sql, sqlite_where=_open_sql)
Index("ix_inbox_name", INBOX.c.name)

_by_arrival, _named = INBOX.c.seq + literal_column("0"), INBOX.c.name.concat(literal_column("''"))
"""So written, SQLite does not take the primary key, or the index of names, for the shorter way to a few open rows."""

HEARD = Table(
    "heard",  # the newest version of each state that took effect here
    CHASSIS,
    Column("key", String(200), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
)


_EACH = ("event_id", "key", "intake", "season", "epoch", "n", "occurred_at", "traceparent")
_ALIKE = ("name", "status", "received_at", "handled_at")
"""What differs from message to message, and what does not within one entry."""
_arrays: Any = func.unnest(*[bindparam(name, type_=postgresql.ARRAY(INBOX.c[name].type)) for name in _EACH])
_arrived = _arrays.table_valued(*[column(name, INBOX.c[name].type) for name in _EACH], name="arrived").render_derived()
_alike = [cast(bindparam(name), INBOX.c[name].type) for name in _ALIKE]


def _unless_known(statement: Any) -> Any:
    return statement.on_conflict_do_nothing(index_elements=["event_id"]).returning(INBOX.c.event_id)


_INSERT_ARRAYS = _unless_known(
    postgresql.insert(INBOX).from_select([*_EACH, *_ALIKE], select(*_arrived.c, *_alike), include_defaults=False))
_INSERT_ROWS = _unless_known(sqlite.insert(INBOX))


def insert_new(conn: Connection, arrived: Sequence[Mapping[str, Any]]) -> set[str]:
    """Enter messages of one name, in their order; the ids of those that were not known. On PostgreSQL an array for each
    column: a statement of constant length, where a placeholder for each value costs more than the insert."""
    if conn.dialect.name == "sqlite":
        return set(conn.execute(_INSERT_ROWS, arrived).scalars())
    alike = {name: arrived[0][name] for name in _ALIKE}
    each = {name: [row[name] for row in arrived] for name in _EACH}
    return set(conn.execute(_INSERT_ARRAYS, alike | each).scalars())


def _upsert_for(dialect: Any) -> Any:
    statement = dialect.insert(HEARD)
    return statement.on_conflict_do_update(
        index_elements=["key", "name"], set_={"epoch": statement.excluded.epoch, "n": statement.excluded.n}
    )


UPSERT_HEARD = {"postgresql": _upsert_for(postgresql), "sqlite": _upsert_for(sqlite)}
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
DIALECTS = ("postgresql", "sqlite")


def _among_keys(column: Column[Any], dialect: str) -> Any:
    """One array on PostgreSQL, for the reason of :func:`insert_new`."""
    if dialect == "postgresql":
        return column == any_(bindparam("keys", type_=postgresql.ARRAY(String)))
    return column.in_(bindparam("keys", expanding=True))


BLOCKED = {
    dialect: select(INBOX.c.key).where(_among_keys(INBOX.c.key, dialect), _open_sql).distinct()
    for dialect in DIALECTS
}
HEARD_VERSIONS = {
    dialect: select(HEARD.c.key, HEARD.c.epoch, HEARD.c.n).where(
        HEARD.c.name == bindparam("of"), _among_keys(HEARD.c.key, dialect))
    for dialect in DIALECTS
}
SUPERSEDE_OPEN = (
    update(INBOX)
    .where(_named == bindparam("of"), INBOX.c.key == bindparam("of_key"), _open_sql,
           tuple_(INBOX.c.epoch, INBOX.c.n) < tuple_(bindparam("of_epoch"), bindparam("of_n")))
    .values(status=Status.SUPERSEDED, body=null(), next_at=null(), handled_at=bindparam("wall"))
)
SETTLE = update(INBOX).where(INBOX.c.event_id.in_(_ids)).values(
    status=bindparam("becomes"), body=null(), next_at=null(), waiting_for=null(), handled_at=bindparam("wall")
)
PARK = update(INBOX).where(INBOX.c.event_id == bindparam("id")).values(
    status=bindparam("becomes"), body=bindparam("kept"), attempts=bindparam("tried"), next_at=bindparam("again"),
    waiting_for=bindparam("lacks"), error=bindparam("why"), handled_at=null(),
)
GET = select(INBOX).where(INBOX.c.event_id == bindparam("id"))
LOCK = GET.with_for_update()
EARLIER_OPEN = (
    select(INBOX.c.seq)
    .where(INBOX.c.key == bindparam("of_key"), INBOX.c.seq < bindparam("before"), _open_sql)
    .limit(1)
)
WOKEN = {
    dialect: select(INBOX.c.event_id)
    .where(_open_sql, INBOX.c.status == Status.WAITING, _among_keys(INBOX.c.waiting_for, dialect))
    .order_by(INBOX.c.seq)
    for dialect in DIALECTS
}
DUE = (
    select(INBOX.c.event_id)
    .where(_open_sql, INBOX.c.status.in_((Status.FAILED, Status.WAITING)), INBOX.c.next_at <= bindparam("wall"))
    .order_by(_by_arrival)
    .limit(100)
)
_by_status = select(INBOX.c.name, INBOX.c.status, func.count().label("messages")).group_by(
    INBOX.c.name, INBOX.c.status)
_totals = select(INBOX.c.status, func.count().label("messages"), func.min(INBOX.c.received_at).label("oldest")).where(
    _open_sql).group_by(INBOX.c.status)
_worst = (
    select(*[column for column in INBOX.columns if column.name != "body"])
    .where(_open_sql)
    .order_by(INBOX.c.status != Status.DEAD, INBOX.c.status != Status.FAILED, INBOX.c.seq)
    .limit(bindparam("most"))
)
_open_rows = select(INBOX).where(_open_sql).order_by(_by_arrival)


def counts_by_status(conn: Connection) -> dict[tuple[str, str], int]:
    """How many messages of each (name, status) this service has."""
    return {(row.name, row.status): row.messages for row in conn.execute(_by_status)}


def open_totals(conn: Connection) -> dict[str, Row[Any]]:
    """By status, of what did not take effect yet: how many messages, and when the oldest was received."""
    return {row.status: row for row in conn.execute(_totals)}


def worst(conn: Connection, *, most: int) -> Sequence[Row[Any]]:
    """Messages that did not take effect, without their content: the dead first, then the failed, then the oldest."""
    return conn.execute(_worst, {"most": most}).all()


def message(conn: Connection, event_id: str) -> Row[Any] | None:
    """One message as it stands, whatever became of it; its body is sealed."""
    return conn.execute(GET, {"id": event_id}).one_or_none()


_behind = select(func.count()).where(
    INBOX.c.key == bindparam("of_key"), INBOX.c.seq > bindparam("after"), _open_sql)


def waiting_behind(conn: Connection, key: str, seq: int) -> int:
    """How many open messages of a key came after one."""
    return int(conn.execute(_behind, {"of_key": key, "after": seq}).scalar_one())


def open_messages(conn: Connection) -> Sequence[Row[Any]]:
    """Every message that did not take effect yet, oldest first."""
    return conn.execute(_open_rows).all()
