"""The chassis's own facts: what was told, sent, heard and handled, which seasons are held, which moments came."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from shared import inbox, outbox
from shared.contracts import Event
from shared.season import timers
from shared.season.tables import SEASONS

_seasons = select(SEASONS.c.season, SEASONS.c.intake, SEASONS.c.version, SEASONS.c.rehearsal).order_by(SEASONS.c.season)


def chassis_facts(conn: Connection, service: str, hears: Iterable[type[Event]]) -> Iterator[Mapping[str, Any]]:
    """Rows ``{"fact": …, "service": …, …}``: ids and counts alone."""
    yield {"fact": "service", "service": service, "hears": sorted(contract.NAME for contract in hears)}
    for name, (told, sent) in sorted(outbox.counts_by_name(conn).items()):
        yield {"fact": "told", "service": service, "name": name, "told": told, "sent": sent}
    for (name, status), count in sorted(inbox.counts_by_status(conn).items()):
        yield {"fact": "heard", "service": service, "name": name, "status": status, "count": count}
    waiting = outbox.summary(conn)
    yield {
        "fact": "outbox", "service": service,
        "unsent": waiting.unsent, "dead": waiting.dead, "unrouted": waiting.unrouted,
    }
    for held in conn.execute(_seasons):
        yield {"fact": "season", "service": service, "season": held.season, "intake": held.intake,
               "version": held.version, "rehearsal": held.rehearsal}
    for row in timers.handled(conn):
        yield {"fact": "moment", "service": service, "season": row.season, "moment": row.moment,
               "instant": row.instant.isoformat(), "recorded_at": row.recorded_at.isoformat()}
