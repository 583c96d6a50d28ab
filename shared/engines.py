"""How connections behave: PostgreSQL's pool, and when one of it is asked if it is there; SQLite's transactions; which
errors say nothing about the work."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

RESTED = 1.0
"""Seconds after which a pooled connection is asked whether it is still there."""
SECOND_TIME = 2
PASSING_SQLSTATES = frozenset({"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "53300", "25P03"})
PREPARES = "longmen_prepares"
"""The execution option by which a connection knows that it does: at a rollback the driver forgets all of it."""


def postgres_engine(url: URL, *, threads: int, prepares: bool, options: Mapping[str, Any]) -> Engine:
    """A pool of ``threads`` connections. ``prepares``: what is sent for the second time on one is planned once for all
    times. Errors quote no values: they may be a person's."""
    connect = {"connect_timeout": 3, "options": "-c timezone=UTC",
               "prepare_threshold": SECOND_TIME if prepares else None}
    engine = create_engine(
        url, pool_size=threads, max_overflow=2, pool_timeout=3, pool_recycle=1800, hide_parameters=True,
        connect_args=connect, execution_options={PREPARES: prepares}, **options,
    )
    _ping_when_rested(engine)
    return engine


def _ping_when_rested(engine: Engine) -> None:
    """Ask a connection whether it is still there only when it has rested: a ping before every use is a trip more."""

    @event.listens_for(engine, "checkin")
    def _put_back(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _take(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get("rests_since")
        if since is None or time.monotonic() - since < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error  # the pool forgets every older connection and makes a new one


def sqlite_engine(url: URL, *, durable: bool, options: Mapping[str, Any]) -> Engine:
    """WAL, one writer at a time; ``durable=False`` spares the fsyncs. Errors quote no values."""
    connect = {"isolation_level": None, "timeout": 10, "check_same_thread": False}
    engine = create_engine(url, connect_args=connect, hide_parameters=True, **options)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        synchronous = "FULL" if durable else "OFF"
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        # The driver would begin lazily and deferred: savepoints then outlive a rollback, and writers deadlock.
        reading = conn.get_execution_options().get("longmen_read")
        conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def is_passing(error: BaseException) -> bool:
    """Whether an error says nothing about the work itself: connection lost, deadlock, time-out, locked file."""
    if isinstance(error, PoolTimeout | InterfaceError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    said = str(error.orig)
    if error.connection_invalidated or (state and (state.startswith("08") or state in PASSING_SQLSTATES)):
        return True
    if state == "0A000" and "cached plan" in said:  # a migration widened a column under a prepared statement
        return True
    if not isinstance(error, OperationalError):
        return False
    return state is None and ("locked" in said or "unable to open" in said or "connection" in said.lower())
