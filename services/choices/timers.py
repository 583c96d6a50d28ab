"""What the season's clock makes happen here: a batch is sealed when its last window has closed and its grace is over.

The sealer asks at every tick rather than at a moment of the season: one person's extension is no moment, and the grace
runs on the wall clock.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.choices.usecases.seal import closed_batches, seal_batch
from shared.db import Database
from shared.season.replica import SeasonReplica
from shared.season.timers import Effect

EFFECTS: Mapping[str, Effect] = {}


class Sealer:
    """An errand of the worker. ``grace``: longer than the gateway waits for an answer, so that what was received in
    time is answered before the seal."""

    def __init__(self, *, grace: timedelta) -> None:
        self._grace = grace
        self._seasons: SeasonReplica | None = None

    def __call__(self, db: Database, wall: datetime) -> bool:
        """Seal what waits for it, each batch in a transaction of its own. True if anything was written."""
        seasons = self._seasons = self._seasons or SeasonReplica(db, public_key="", fresh_for=timedelta(0))
        with db.read() as conn:
            waiting = list(closed_batches(conn, seasons, wall=wall))
        moved = False
        for closed in waiting:
            now = seasons.season_time(closed.intake, wall)
            with db.begin(actor="timer:seal", now=now, wall=wall) as tx:
                moved = seal_batch(tx, closed, grace=self._grace) or moved
        return moved
