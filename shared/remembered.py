"""What is asked for all the time and changes seldom: read once, and relied on for a while."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import Connection

from shared.db import Database
from shared.kernel import wall_clock

T = TypeVar("T")
UNCHANGED = timedelta(seconds=1)
"""How long a read of SQLite is relied on while nothing of its kind is committed here: an SQLite file has one writing
process, but another connection of it, or a command, may write too."""
NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class _Read(Generic[T]):
    at: datetime
    change: int
    value: T


class Remembered(Generic[T]):
    """A read of ``kind``, as writers name it with ``Tx.changed``. It is relied on for ``fresh_for``; on SQLite until
    something of its kind is committed, a second at most."""

    def __init__(
        self, db: Database, kind: str, read: Callable[[Connection], T], *, fresh_for: timedelta,
        wall: Callable[[], datetime] = wall_clock,
    ) -> None:
        self._db = db
        self._kind = kind
        self._reader = read
        self._fresh_for = fresh_for
        self._wall = wall
        self._held: _Read[T] | None = None

    def value(self) -> T:
        """As it was read last, or is now."""
        wall, held = self._wall(), self._held
        if held is None or not self._still_holds(held, wall):
            change = self._db.change_of(self._kind)  # asked before: what is committed meanwhile is read next time
            with self._db.read() as conn:
                held = self._held = _Read(wall, change, self._reader(conn))
        return held.value

    def forget(self) -> None:
        """Read anew next time."""
        self._held = None

    def _still_holds(self, held: _Read[T], wall: datetime) -> bool:
        is_unchanged = self._db.is_sqlite and held.change == self._db.change_of(self._kind)
        return held.at <= wall < held.at + max(self._fresh_for, UNCHANGED if is_unchanged else NO_TIME)
