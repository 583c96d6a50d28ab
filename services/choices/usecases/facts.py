"""What choices knows of a season, as ids and labels without content: for checking that its promises hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from services.choices.store import filing, revision, seal


def own_facts(conn: Connection, season: str) -> Iterator[Mapping[str, Any]]:
    """Every save, every filing as it stands with its leaf in the newest seal, every seal."""
    for row in revision.of_season(conn, season):
        yield _fact("save", account=row.account, batch=row.batch, revision=row.revision, label=row.label,
                    cleared=int(row.cleared), received_at=row.received_at.isoformat(),
                    closes_at=row.closes_at.isoformat())
    leaves = seal.newest_leaves(conn, season)
    for row in filing.of_season(conn, season):
        yield _fact("filing", account=row.account, batch=row.batch, revision=row.revision,
                    saved=row.saved.split(",") if row.saved else [], leaf=leaves.get((row.account, row.batch)))
    for row in seal.of_season(conn, season):
        yield _fact("seal", batch=row.batch, seal=row.seal, count=row.count, root=row.root,
                    closes_at=row.closes_at.isoformat(), season_version=row.season_version)


def _fact(name: str, **values: Any) -> Mapping[str, Any]:
    return {"fact": name, "service": "choices", **values}
