"""What the season's clock makes happen here: cases whose time has passed are settled.

The lapser asks by itself rather than at a moment of the season: an extension for one college ends at none, and the
grace runs on the wall clock.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from services.review.usecases.lapse import lapse_everywhere
from shared.db import Database, UtcDateTime
from shared.season.tables import MOMENTS
from shared.season.timers import Effect

EFFECTS: Mapping[str, Effect] = {}
EVERY = timedelta(minutes=10)
"""How often to look although no moment came."""

_newest_moment = select(func.max(MOMENTS.c.recorded_at)).where(
    MOMENTS.c.recorded_at <= bindparam("before", type_=UtcDateTime())
)


class Lapser:
    """An errand of the worker. ``grace``: how long what was told in time may be on its way here, after the time itself
    and after this process began; what comes later still counts, but somebody was told otherwise in between."""

    def __init__(self, *, grace: timedelta) -> None:
        self._grace = grace
        self._began_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._newest: datetime | None = None

    def __call__(self, db: Database, wall: datetime) -> bool:
        """Look when a moment came whose grace is over, and now and then. True if a case was settled."""
        self._began_at = self._began_at or wall
        before = wall - self._grace
        if before < self._began_at:
            return False
        with db.read() as conn:
            newest = conn.execute(_newest_moment, {"before": before}).scalar_one()
        if newest == self._newest and self._looked_at is not None and wall < self._looked_at + EVERY:
            return False
        with db.begin(actor="timer:lapse", wall=wall) as tx:
            lapsed = lapse_everywhere(tx, at=before)
        self._newest, self._looked_at = newest, wall
        return lapsed > 0
