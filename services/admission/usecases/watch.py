"""What no moment of the season brings: a round that was signed while its moment came, an extension that ran out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from services.admission.domain.proposal import Kind
from services.admission.store import filing as filings
from services.admission.store import proposal as proposals
from services.admission.usecases import dispatch, overdue
from services.admission.usecases.order import ROUND
from shared.db import Database
from shared.season import Season
from shared.season.model import Round
from shared.season.replica import SeasonReplica

ACTOR = "worker:watch"


class Watch:
    """An errand of every tick, by this service's own copies of season, clock and orders. What it tried in vain it tries
    again when something has changed."""

    def __init__(self) -> None:
        self._replica: SeasonReplica | None = None
        self._tried: dict[str, Any] = {}

    def __call__(self, db: Database, wall: datetime) -> bool:
        """True if anything moved."""
        if self._replica is None:
            self._replica = SeasonReplica(db, public_key="", fresh_for=timedelta(0))
        return any([self._dispatch(db, self._replica, wall), self._overdue(db, self._replica, wall)])

    def _dispatch(self, db: Database, replica: SeasonReplica, wall: datetime) -> bool:
        moved = False
        for proposal, season, round_, seals in _signed(db, replica):
            now = replica.season_time(season.intake, wall)
            if now < round_.down_at or self._tried.get(proposal) == seals:
                continue
            self._tried[proposal] = seals
            with db.begin(actor=ACTOR, now=now, wall=wall) as tx:
                moved = dispatch.go_down(tx, season, round_) is not None or moved
        return moved

    def _overdue(self, db: Database, replica: SeasonReplica, wall: datetime) -> bool:
        """A college's extension has ended. The round's own deadline is a moment, and the timers' work."""
        moved = False
        for copy in replica.copies():
            now = replica.season_time(copy.intake, wall)
            for order in replica.orders(copy.season).overrides:
                key = f"{copy.season} {order.target} {order.order} {order.closes_at.isoformat()}"
                if not order.target.startswith(ROUND) or order.closes_at > now or key in self._tried:
                    continue
                self._tried[key] = True
                season = replica.season(copy.season)
                round_ = season.round(order.target.removeprefix(ROUND))
                if round_ is not None:
                    with db.begin(actor=ACTOR, now=now, wall=wall) as tx:
                        overdue.note(tx, season, round_)
                    moved = True
        return moved


def _signed(db: Database, replica: SeasonReplica) -> Iterator[tuple[str, Season, Round, Any]]:
    """What two officers signed and what has not gone: proposal, season, round, and how its seals stand."""
    with db.read() as conn:
        waiting = proposals.waiting(conn, Kind.ROUND)
        seals = {row.season: filings.seals(conn, row.season) for row in waiting}
    for row in waiting:
        season = replica.season(row.season)
        round_ = season.round(row.subject)
        if round_ is not None:
            yield row.id, season, round_, seals[row.season]
