"""What the clock makes happen: each moment of each season, once per service, in order, with its own instant as now.

Level-triggered: the question is "is this moment past and not yet handled?", so a service that was down
catches up, and a moment that was moved to another instant happens again. The mark is written in the
effect's own transaction, under the season's row, so two workers cannot both do it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from shared.db import Database, Tx
from shared.kernel import wall_clock
from shared.season import Season
from shared.season.moments import Moment, moments
from shared.season.replica import MOMENTS, SEASONS, Copy, SeasonReplica, handled_moments

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


class Timers:
    """A service's timers: ``effects`` by the moment's kind; ``always`` is done at every moment."""

    def __init__(
        self, db: Database, replica: SeasonReplica, effects: Mapping[str, Effect], *, always: Effect | None = None
    ) -> None:
        self._db = db
        self._replica = replica
        self._effects = effects
        self._always = always

    def step(self, wall: datetime | None = None) -> bool:
        """Handle every moment that is past and not yet handled. True if there was any."""
        wall = wall or wall_clock()
        due = [
            (copy, moment)
            for copy in self._replica.copies()
            for moment in self._due(copy, self._replica.season_time(copy.intake, wall))
        ]
        due.sort(key=lambda pair: pair[1].instant)  # stable: within a season, moments() has the order
        return any([self._handle(copy, moment) for copy, moment in due])

    def _due(self, copy: Copy, now: datetime) -> list[Moment]:
        past = [moment for moment in moments(self._replica.season(copy.season)) if moment.instant <= now]
        if not past:
            return []
        with self._db.read() as conn:
            handled = handled_moments(conn, copy.season)
        return [moment for moment in past if (moment.name, moment.instant) not in handled]

    def _handle(self, copy: Copy, moment: Moment) -> bool:
        with self._db.begin(actor=f"timer:{moment.name}", now=moment.instant) as tx:
            held = tx.conn.execute(_lock_season, {"season": copy.season}).scalar_one_or_none()
            if held != copy.version:  # another worker is at it, or a newer version came: look again
                return False
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
