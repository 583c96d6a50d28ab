"""Admission's own data about a season, as rows without personal data, for the invariants."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from services.admission.store import adoption, clock, draft
from services.admission.store import season as seasons


def facts(conn: Connection, season: str) -> Iterator[Mapping[str, Any]]:
    """Versions published, who signed them, who adopted them, and the clock of the season's intake."""
    versions = seasons.versions(conn, season)
    for each in versions:
        yield _fact("season_version", season=season, intake=each.intake, version=each.season_version,
                    rehearsal=each.rehearsal, officers=len(set(each.officers)), signed_at=each.signed_at.isoformat())
    for row in draft.signed_of_season(conn, season):
        yield _fact("signature", season=season, version=row.version, draft=row.draft, officer=row.officer,
                    digest=row.digest, draft_status=row.status)
    for row in adoption.of_season(conn, season):
        yield _fact("adoption", season=season, adopter=row.service, version=row.version)
    for intake in sorted({each.intake for each in versions}):
        segments = clock.segments(conn, intake)
        if segments:
            yield _fact("clock", intake=intake, version=len(segments), season_at=segments[-1].season_at.isoformat(),
                        speed=segments[-1].speed)


def _fact(name: str, **values: Any) -> Mapping[str, Any]:
    return {"fact": name, "service": "admission", **values}
