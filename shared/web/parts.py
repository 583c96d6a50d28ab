"""What a service gives its HTTP door, and how a view takes it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

from flask import Blueprint, current_app
from sqlalchemy import Connection
from structlog.stdlib import BoundLogger

from shared.db import Database, Seal
from shared.jobs import JobKind
from shared.kernel import wall_clock
from shared.season import Season
from shared.security.access import Principal

T = TypeVar("T")

Names = Callable[[Connection, Seal, Collection[str]], Mapping[str, str]]
"""``(conn, box, ids)``: whom ids in the audit log mean, as an auditor may know them: a candidate's number, else a
masked name. Who is not known here is left out."""


class Verifier(Protocol):
    """Checks a token offline. Raises SignInNeeded (forged, ended) or Unavailable (its key was not heard of yet)."""

    def __call__(self, token: str, *, now: datetime, leeway: timedelta = timedelta(0)) -> Principal: ...


class Clock(Protocol):
    """The season's time of an intake at a wall instant."""

    def season_time(self, intake: str, wall: datetime) -> datetime: ...


class RequestMetrics(Protocol):
    """Counts and times requests by the route's template, never by its address; shows all measures."""

    def request_done(self, *, route: str, method: str, status: int, seconds: float) -> None: ...
    def exposition(self, names: Sequence[str] = ()) -> tuple[bytes, str]: ...


class SeasonCopies(Protocol):
    """This service's own copies of the published seasons."""

    def versions(self) -> dict[str, Any]:
        """Season code to the version in use, and intake to its clock's version: for ``/readyz``."""

    def seasons(self) -> list[Season]:
        """Every season that this service has, by code."""

    def is_rehearsal(self, intake: str) -> bool | None:
        """Whether an intake is a rehearsal; None for one that no season has told us of."""

    def shown(self, code: str, *, wall: datetime) -> dict[str, Any]:
        """What anybody may know of the copy: version, phase, next moments. Raises NotFound."""


class Messages(Protocol):
    """What was heard and took no effect, in an operator's hands."""

    def retry(self, event_id: str) -> str:
        """Try one now, dead or not; its status afterwards. Raises NotFound."""

    def discard(self, event_id: str, *, order_number: str, actor: str) -> None:
        """Give one up, by an order that is written down. Raises NotFound."""


class Migrations(Protocol):
    """Whether the database has the tables that this code needs."""

    def revisions(self) -> tuple[str | None, str | None]:
        """(in the database, in the code)."""


@dataclass(frozen=True)
class Gateway:
    """The one proxy that we stand behind. It overwrites ``receipt_header`` with the Unix time (seconds, with
    decimals) at which it had the whole request, and waits at most ``timeout`` for our answer."""

    receipt_header: str = "X-Longmen-Received"
    timeout: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class WebParts:
    """Everything the factory needs; ``adapters`` are what views ask for with :func:`adapter`."""

    service: str
    blueprints: Sequence[Blueprint]
    database: Database
    verify: Verifier
    clock: Clock
    metrics: RequestMetrics
    seasons: SeasonCopies
    public_url: str
    form_key: bytes
    migrations: Migrations | None = None
    messages: Messages | None = None
    at_broker: Callable[[], Mapping[str, int]] = dict
    is_revoked: Callable[[str], bool] = lambda session: False
    holds_real_intake: Callable[[], bool] = lambda: True
    gateway: Gateway | None = None
    jobs: Sequence[JobKind] = ()
    adapters: Sequence[object] = field(default=())
    translations: Sequence[Path] = ()
    names: Names = lambda conn, box, ids: {}
    wall: Callable[[], datetime] = wall_clock

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def parts() -> WebParts:
    """The parts of the service whose view is running."""
    found: WebParts = current_app.extensions["longmen"]
    return found


def log() -> BoundLogger:
    """The log of the service whose view is running."""
    found: BoundLogger = current_app.extensions["longmen.log"]
    return found


def adapter(kind: type[T]) -> T:
    """The one adapter of this kind that the service was built with."""
    for one in parts().adapters:
        if isinstance(one, kind):
            return one
    raise LookupError(f"{parts().service} was built without {kind.__name__}")
