"""The sender: takes notices that are due, brings them out without any transaction, and writes down how it went."""

from collections.abc import Sequence
from datetime import datetime

from services.notify.domain.notice import Status
from services.notify.jobs.turn import Carriers, Turn, log
from services.notify.store import notice
from services.notify.usecases.notice import PERHAPS_REPEATED, Outcome, settle, take_due
from shared.db import Database
from shared.metrics import Metrics
from shared.season.replica import SeasonReplica
from shared.service import Service

BATCH = 50


class Sender:
    """An errand of the worker. ``rehearsed`` bring out what belongs to a rehearsal, ``real`` everything else."""

    def __init__(self, *, rehearsed: Carriers, real: Carriers, tries: int) -> None:
        self._rehearsed = rehearsed
        self._real = real
        self._tries = tries
        self._season: SeasonReplica
        self._metrics: Metrics

    def join(self, service: Service) -> "Sender":
        """Decide by this service's seasons, count in its measures."""
        self._season, self._metrics = service.season, service.metrics
        return self

    def __call__(self, db: Database, wall: datetime) -> bool:
        """Send one batch. True if there was any."""
        with db.read() as conn:
            if not notice.any_due(conn, wall):
                return False
        with db.begin(actor="sender", wall=wall) as tx:
            taken = take_due(tx, most=BATCH)
        turn = Turn(self._season, rehearsed=self._rehearsed, real=self._real, tries=self._tries, wall=wall)
        outcomes = turn.bring_out(taken)
        with db.begin(actor="sender", wall=wall) as tx:
            ended = settle(tx, outcomes)
        self._count(ended, wall)
        return bool(taken)

    def _count(self, ended: Sequence[Outcome], wall: datetime) -> None:
        for each in ended:
            told = each.notice
            self._metrics.count("notices_total", channel=told.channel, outcome=each.status)
            if each.reason == PERHAPS_REPEATED:
                self._metrics.count("notices_total", channel=told.channel, outcome="repeated")
            if each.status is Status.DELIVERED:
                seconds = (wall - told.recorded_at).total_seconds()
                self._metrics.observe("notice_delay_seconds", seconds, channel=told.channel)
            if each.status is Status.FAILED:
                log.error("notice_failed", notice=told.id, channel=told.channel, template=told.template,
                          reason=each.reason)
