"""Who has adopted which version of a season."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.admission.store import adoption as store
from services.admission.usecases.season import in_force
from shared.contracts import REGISTRY, Event, publisher_of
from shared.db import Tx
from shared.inbox import Heard

CONTRACTS = tuple(contract for name, contract in sorted(REGISTRY.items()) if ".season_adopted." in name)
SERVICES = tuple(publisher_of(contract.NAME) for contract in CONTRACTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Adoption:
    """How far a service is: ``version`` None means that it never said."""

    service: str
    version: int | None
    adopted_at: datetime | None
    newest: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Adoptions:
    """How far all services are with the version in force."""

    season: str
    version: int
    complete: bool
    services: Sequence[Adoption]


def note(tx: Tx, heard: Sequence[Heard[Event]]) -> None:
    """Keep what services said of themselves."""
    store.put(tx, [
        {
            "season": each.event.season, "service": publisher_of(each.event.NAME),  # type: ignore[attr-defined]
            "version": each.event.season_version, "adopted_at": each.occurred_at,  # type: ignore[attr-defined]
        }
        for each in heard
    ])


def adoptions_of(conn: Connection, season: str) -> Adoptions:
    """Who has the newest version and who has not. Raises NotFound."""
    version = in_force(conn, season).season_version
    said = {row.service: row for row in store.of_season(conn, season)}
    services = [
        Adoption(
            service=name, version=said[name].version if name in said else None,
            adopted_at=said[name].adopted_at if name in said else None,
            newest=name in said and said[name].version == version,
        )
        for name in SERVICES
    ]
    return Adoptions(season=season, version=version, complete=all(each.newest for each in services), services=services)
