"""What the clock makes happen: each moment of each season, once per service, in order, with its own instant as now.

Level-triggered: the question is "is this moment past and not yet handled?", so a service that was down
catches up, and a moment that was moved to another instant happens again. The mark is written in the
effect's own transaction, under the season's row, so two workers cannot both do it. A moment that cannot be handled
holds up its own season alone: it is tried again, after a rest that grows, and what comes after it waits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from shared.back_off import back_off
from shared.db import Database, DatabaseAway, Tx
from shared.kernel import wall_clock
from shared.logs import open_log
from shared.season import Season
from shared.season.moments import Moment, moments
from shared.season.replica import Copy, SeasonReplica, handled_moments
from shared.season.tables import MOMENTS, SEASONS

Effect = Callable[[Tx, Season, Moment], None]
"""What a service does at a moment, in the transaction that marks it handled. ``tx.now`` is the moment's instant."""

_lock_season = (
    select(SEASONS.c.version).where(SEASONS.c.season == bindparam("season")).with_for_update(skip_locked=True)
)
_is_handled = select(MOMENTS.c.moment).where(
    MOMENTS.c.season == bindparam("season"), MOMENTS.c.moment == bindparam("name"),
    MOMENTS.c.instant == bindparam("instant"),
)
_mark = insert(MOMENTS)
_in_order = select(MOMENTS).order_by(MOMENTS.c.season, MOMENTS.c.instant, MOMENTS.c.moment)


@dataclass(frozen=True, slots=True)
class _Rest:
    """A season whose next moment failed: under which version, how often, and until when (wall clock) it is left."""

    version: int
    tries: int
    until: datetime


class Timers:
    """A service's timers: ``effects`` by the moment's kind; ``always`` is done at every moment; ``on_failure`` is told
    the season and the moment of each try that failed."""

    def __init__(
        self, db: Database, replica: SeasonReplica, effects: Mapping[str, Effect], *, always: Effect | None = None,
        on_failure: Callable[[str, str], None] = lambda season, moment: None,
    ) -> None:
        self._db = db
        self._replica = replica
        self._effects = effects
        self._always = always
        self._on_failure = on_failure
        self._log = open_log(db.service)
        self._rests: dict[str, _Rest] = {}
        self._handled: dict[str, set[tuple[str, datetime]]] = {}  # as last read: what was handled stays handled

    def step(self, wall: datetime | None = None) -> bool:
        """Handle every moment that is past and not yet handled. True if there was any."""
        wall = wall or wall_clock()
        due = [
            (copy, moment)
            for copy in self._replica.copies() if not self._rests_at(copy, wall)
            for moment in self._due(copy, self._replica.season_time(copy.intake, wall))
        ]
        due.sort(key=lambda pair: pair[1].instant)  # stable: within a season, moments() has the order
        moved, left = False, set[str]()
        for copy, moment in due:
            if copy.season not in left:
                came = self._try(copy, moment, wall)
                moved = bool(came) or moved
                if came is None:  # that hand may let go of it undone: what comes after waits for the next step
                    left.add(copy.season)
        return moved

    def _rests_at(self, copy: Copy, wall: datetime) -> bool:
        rest = self._rests.get(copy.season)
        return rest is not None and rest.version == copy.version and wall < rest.until

    def _try(self, copy: Copy, moment: Moment, wall: datetime) -> bool | None:
        """As :meth:`_handle`; None, and a rest, also for an effect that raises. Raises DatabaseAway."""
        try:
            came = self._handle(copy, moment)
        except DatabaseAway:
            raise
        except Exception:  # noqa: BLE001  (whatever it is, the other seasons' moments come at their time)
            before = self._rests.get(copy.season)
            tries = before.tries + 1 if before and before.version == copy.version else 1
            self._rests[copy.season] = _Rest(copy.version, tries, wall + back_off(tries))
            self._log.exception("moment_failed", season=copy.season, moment=moment.name, tries=tries)
            self._on_failure(copy.season, moment.name)
            return None
        self._rests.pop(copy.season, None)
        return came

    def _due(self, copy: Copy, now: datetime) -> list[Moment]:
        past = [moment for moment in moments(self._replica.season(copy.season)) if moment.instant <= now]
        if due := self._unhandled(copy, past):
            with self._db.read() as conn:
                self._handled[copy.season] = handled_moments(conn, copy.season)
            due = self._unhandled(copy, due)
        return due

    def _unhandled(self, copy: Copy, past: Sequence[Moment]) -> list[Moment]:
        handled = self._handled.get(copy.season, set())
        return [moment for moment in past if (moment.name, moment.instant) not in handled]

    def _handle(self, copy: Copy, moment: Moment) -> bool | None:
        """Whether it came here and now; None when its season is in another hand."""
        with self._db.begin(actor=f"timer:{moment.name}", now=moment.instant) as tx:
            held = tx.conn.execute(_lock_season, {"season": copy.season}).scalar_one_or_none()
            if held != copy.version:  # another worker is at it, or a newer version came: look again
                return None
            asked = {"season": copy.season, "name": moment.name, "instant": moment.instant}
            if tx.conn.execute(_is_handled, asked).first():
                return False
            season = self._replica.season(copy.season)
            for effect in (self._always, self._effects.get(moment.kind)):
                if effect is not None:
                    effect(tx, season, moment)
            tx.conn.execute(_mark, {
                "season": copy.season, "moment": moment.name, "instant": moment.instant, "recorded_at": tx.wall,
            })
        return True


def handled(conn: Connection) -> list[Row[Any]]:
    """``season, moment, instant, recorded_at`` of everything handled here, in the season's order."""
    return list(conn.execute(_in_order))
