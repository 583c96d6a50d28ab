"""Receipt decides: when the whole request had arrived, read before any lock and held against the database's clock."""

import threading
from datetime import datetime, timedelta

from flask import g, request
from sqlalchemy import text

from shared.db import Database
from shared.web.parts import Gateway, WebParts, log

MEASURED_FOR = timedelta(seconds=30)
_database_clock = text("SELECT clock_timestamp()")


class DatabaseClock:
    """How far this process's clock is from its database's (added to ours it gives theirs). SQLite has our own."""

    def __init__(self, database: Database, given: WebParts) -> None:
        self._database = database
        self._wall = given.wall
        self._measuring = threading.Lock()
        self._offset = timedelta(0)
        self._measured_at: datetime | None = None

    def offset(self) -> timedelta:
        """The last measure, renewed when it is old. Requests that come while another measures do not wait for it."""
        now = self._wall()
        fresh = self._measured_at is not None and abs(now - self._measured_at) < MEASURED_FOR
        if not fresh and self._measuring.acquire(blocking=False):
            try:
                self.measure()
            finally:
                self._measuring.release()
        return self._offset

    def measure(self) -> timedelta:
        """Ask the database. The answer was given between our two looks at our own clock."""
        if not self._database.is_sqlite:
            with self._database.read() as conn:
                before = self._wall()
                theirs: datetime = conn.execute(_database_clock).scalar_one()
                after = self._wall()
            self._offset = theirs - (before + (after - before) / 2)
        self._measured_at = self._wall()
        return self._offset


def note_receipt(given: WebParts, clock: DatabaseClock) -> None:
    """Set ``g.receipt``. To be called first of all, before any lock."""
    entered = given.wall() + clock.offset()
    g.receipt = entered
    if given.gateway is not None:
        told = gateway_receipt(given.gateway, entered)
        if told is not None:
            g.receipt = told


def gateway_receipt(gateway: Gateway, entered: datetime) -> datetime | None:
    """What the gateway wrote, unless it cannot be: later than our own entry, or older than it waits for us."""
    written = request.headers.get(gateway.receipt_header)
    if written is None:
        return None
    try:
        told = datetime.fromtimestamp(float(written), entered.tzinfo)
    except (ValueError, OverflowError, OSError):
        told = None
    if told is not None and entered - gateway.timeout <= told <= entered:
        return told
    log().warning("receipt_time_not_believed", entered=entered.isoformat())
    return None
