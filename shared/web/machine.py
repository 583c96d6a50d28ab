"""A service as its operator sees it: what waits, what is stuck, what time it is. No personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row

from shared import audit, job_counts, outbox
from shared.bus import BusAway
from shared.inbox import OPEN, rows
from shared.logs import masked
from shared.season import Season, moments
from shared.web.door import receipt
from shared.web.parts import log, parts
from shared.web.receipt import DatabaseClock

SHOWN, COMING = 50, 5


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A season as this service has it: its version, its time, how many past moments are still to be handled."""

    season: Season
    version: int
    rehearsal: bool
    now: datetime
    behind: int
    coming: Sequence[Any]


def of_database(conn: Connection) -> dict[str, Any]:
    """What the tables tell: inbox, outbox, jobs, audit and schema."""
    told, totals = outbox.summary(conn), rows.open_totals(conn)
    return {
        "told": told, "refused": [plain(each) for each in outbox.refused(conn, most=SHOWN)],
        "heard": [(status, totals.get(status)) for status in OPEN],
        "open": [plain(each) for each in rows.worst(conn, most=SHOWN)], "shown": SHOWN,
        "open_number": sum(each.messages for each in totals.values()),
        "jobs": job_counts.by_status(conn), "unchained": audit.oldest_unchained(conn), "migrations": _migrations(),
        "looked_at": receipt(),
    }


def plain(row: Row[Any]) -> dict[str, Any]:
    """Without the body, and with nobody's name or number in the reason."""
    told = {name: value for name, value in row._mapping.items() if name != "body"}  # noqa: SLF001  (SQLAlchemy's public accessor)
    return told | {"error": masked(told["error"] or "")}


def queues() -> dict[str, int] | None:
    """What waits at the broker; None when it does not answer, and nothing where there is none."""
    try:
        return dict(parts().at_broker())
    except BusAway as error:
        log().warning("broker_not_asked", error=str(error))
        return None


def _migrations() -> tuple[str | None, str | None]:
    found = parts().migrations
    return (None, None) if found is None else found.revisions()


def offset() -> float:
    """Seconds between this process's clock and its database's, measured now."""
    clock: DatabaseClock = current_app.extensions["longmen.clock"]
    return round(clock.measure().total_seconds(), 3)


def copies() -> list[Copy]:
    """Every season that this service has."""
    found = []
    for season in parts().seasons.seasons():
        shown = parts().seasons.shown(season.code, wall=receipt())
        coming = [each for each in moments(season) if each.instant > shown["now"]][:COMING]
        found.append(Copy(season=season, version=shown["version"], rehearsal=shown["rehearsal"], now=shown["now"],
                          behind=shown["behind"], coming=coming))
    return found
