"""Gauges that only the database knows: read when ``/metrics`` is asked, never kept up to date in between."""

from datetime import datetime

from shared import audit, inbox, jobs, outbox
from shared.db import Database
from shared.inbox import Status
from shared.metrics import Metrics
from shared.season.moments import moments
from shared.season.replica import SeasonReplica, handled_moments


def read(metrics: Metrics, db: Database, season: SeasonReplica, wall: datetime, *, at_broker: int) -> None:
    """Bring outbox, inbox, audit and season gauges up to date; ``at_broker``: what lies unrouted there."""
    with db.read() as conn:
        told = outbox.summary(conn)
        open_ones = inbox.open_totals(conn)
        unchained = audit.oldest_unchained(conn)
        metrics.set("jobs_unfinished", jobs.unfinished(conn))
    metrics.set("outbox_unsent", told.unsent)
    metrics.set("outbox_oldest_seconds", _age(told.oldest, wall))
    metrics.set("unrouted_messages", told.unrouted + at_broker)
    for name, wanted in (
        ("inbox_failed", Status.FAILED), ("inbox_waiting", Status.WAITING), ("inbox_dead", Status.DEAD),
    ):
        metrics.set(name, open_ones[wanted].messages if wanted in open_ones else 0)
    metrics.set("audit_unchained_oldest_seconds", _age(unchained, wall))
    due = 0
    for copy in season.copies():
        metrics.set("season_version", copy.version, season=copy.season)
        now = season.season_time(copy.intake, wall)
        past = [moment for moment in moments(season.season(copy.season)) if moment.instant <= now]
        metrics.phase(copy.season, past[-1].name if past else "before")
        with db.read() as conn:
            handled = handled_moments(conn, copy.season)
        due += sum((moment.name, moment.instant) not in handled for moment in past)
    metrics.set("moments_due", due)


def _age(instant: datetime | None, wall: datetime) -> float:
    return max((wall - instant).total_seconds(), 0.0) if instant else 0.0
