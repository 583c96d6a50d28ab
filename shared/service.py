"""A service raised from what it declares: one call joins database, bus, season, identity, web, timers and jobs.

Embedding is a different argument, never a different code path: ``raise_house`` and :meth:`Service.tick` are the
same in one process and in ten; only who constructs the engine and the bus, and who calls ``tick``, differs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, MetaData

from shared import audit, audit_heads, gauges
from shared.bus import Bus, BusAway, Consumer, depths
from shared.bus.topology import NOTHING_BEYOND, Beyond
from shared.config import Config
from shared.contracts import Event
from shared.contracts.admission import ClockSet, OrderGiven, SeasonPublished
from shared.contracts.registration import SessionRevoked, SigningKeysPublished
from shared.db import Database, Tx
from shared.facts import chassis_facts
from shared.identity import IdentityReplica
from shared.inbox import Handler, Inbox
from shared.jobs import JobKind, JobRunner
from shared.kernel import wall_clock
from shared.logs import open_log
from shared.metrics import Metrics
from shared.migrations import Migrations
from shared.outbox import Relay
from shared.season.replica import SeasonReplica
from shared.season.timers import Effect, Timers
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.web.app import make_app
from shared.web.parts import Gateway, Names, WebParts

RETELL_EVERY = timedelta(hours=1)
CHAIN_EVERY = timedelta(seconds=1)
SIGN_EVERY = timedelta(minutes=10)
FRESH_FOR = timedelta(seconds=1)
NO_TIME = timedelta(0)
A_MOMENT = timedelta(milliseconds=20)
"""How long one process may rely on its copy of seasons and clocks: several look-ups of one request read it once."""

Facts = Callable[[Connection, str], Iterator[Mapping[str, Any]]]
"""``(conn, season)``: a service's own data as ids, without personal data, for the invariants."""

Gauges = Callable[[Connection, Metrics], None]
"""``(conn, metrics)``: sets the service's own gauges, from its tables, when ``/metrics`` is asked."""

Errand = Callable[[Database, datetime], bool]
"""Work of a service's own that every tick looks after (senders …): ``(db, wall)``, True if anything moved."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What a service declares of itself; the same fields in all five."""

    name: str
    root: Path
    metadata: MetaData
    subscriptions: Mapping[type[Event], Handler] = field(default_factory=dict)
    blueprints: Sequence[Any] = ()
    effects: Mapping[str, Effect] = field(default_factory=dict)
    at_every_moment: Effect | None = None
    jobs: Sequence[JobKind] = ()
    retell: Callable[[Tx], None] = lambda tx: None
    facts: Facts = lambda conn, season: iter(())
    gauges: Gauges = lambda conn, metrics: None
    names: Names = lambda conn, box, ids: {}
    errands: Sequence[Errand] = ()
    beyond: Beyond = NOTHING_BEYOND


class Service:
    """One service, raised. Nothing runs by itself: a web server calls ``wsgi``, a worker calls :meth:`tick`."""

    def __init__(self, house: House, config: Config, engine: Engine, bus: Bus) -> None:
        self.house = house
        self.name = house.name
        self.config = config
        self.engine = engine
        self.metrics = Metrics(house.name)
        self.box = Box(KeyRing.read_or_create(config.keyring_file), house.name)
        self.db = Database(engine, service=house.name, box=self.box, epoch=config.epoch)
        fresh_for = NO_TIME if config.embedded else FRESH_FOR
        self.season = SeasonReplica(
            self.db, public_key=config.season_key, fresh_for=A_MOMENT if config.embedded else FRESH_FOR)
        self.identity = IdentityReplica(self.db, fresh_for=fresh_for)
        self.migrations = Migrations(engine, folder=house.root / "migrations", metadata=house.metadata)
        self.subscriptions = {**self._chassis_subscriptions(), **house.subscriptions}
        self.inbox = Inbox(self.db, self.subscriptions, on_outcome=self._handled)
        self.relay = Relay(self.db, bus, on_sent=self._sent)
        self.timers = Timers(self.db, self.season, house.effects, always=house.at_every_moment,
                             on_failure=self._moment_failed)
        self.jobs = JobRunner(self.db, house.jobs)
        self.ear: Consumer = bus.attach(house.name, self.inbox)
        self.wsgi = Flask(house.name)  # replaced once the rest stands: see raise_house
        self._told_at: datetime | None = None
        self._chained_at: datetime | None = None
        self._signed_at: datetime | None = None

    def _chassis_subscriptions(self) -> dict[type[Event], Handler]:
        """What every service hears: the season, its clock, the keys of tokens, sign-ins ended early."""
        return {
            SeasonPublished: self.season.on_published,
            ClockSet: self.season.on_clock,
            OrderGiven: self.season.on_order,
            SigningKeysPublished: self.identity.on_keys,
            SessionRevoked: self.identity.on_revoked,
        }

    # -- what a worker does -------------------------------------------------------------------------------------

    def tick(self, timeout: float = 0.0) -> bool:
        """One round of everything: send, hear, retry, moments, jobs, errands, audit. True if anything moved.

        Raises ``BusAway`` or ``DatabaseAway``: nothing is lost, come again.
        """
        away = None
        try:
            moved = self.send()
        except BusAway as error:
            moved, away = bool(error.published.confirmed), error
        moved = self.work(0.0 if moved else timeout) or moved
        if away is not None and not moved:
            raise away
        return moved

    def send(self) -> bool:
        """One batch of the outbox to the bus."""
        return self.relay.step()

    def work(self, timeout: float = 0.0) -> bool:
        """Everything but sending. A broker that is away keeps no moment from coming."""
        wall = wall_clock()
        self._retell(wall)
        heard, away = False, None
        try:
            heard = self.ear.step(timeout)
        except BusAway as error:
            away = error
        moved = [heard, self.inbox.retry_due(wall), self.timers.step(wall), self.jobs.run_due(wall)]
        moved += [errand(self.db, wall) for errand in self.house.errands]
        if is_time(self._chained_at, CHAIN_EVERY, wall):
            audit.chain_step(self.db)
            self._chained_at = wall
            if is_time(self._signed_at, SIGN_EVERY, wall):
                self._sign_head(wall)
        if away is not None:
            raise away
        return any(moved)

    def _sign_head(self, wall: datetime) -> None:
        head = audit_heads.sign_step(self.db, audit_heads.head_key(self.box), wall)
        if head is not None:
            self._signed_at = wall
            open_log(self.name).info("audit_head", seq=head.seq, hash=head.hash, signature=head.signature)

    def _retell(self, wall: datetime) -> None:
        if is_time(self._told_at, RETELL_EVERY, wall):
            with self.db.begin(actor="worker") as tx:
                self.house.retell(tx)
            self._told_at = wall

    # -- what is asked of it ------------------------------------------------------------------------------------

    def facts(self, season: str) -> Iterator[Mapping[str, Any]]:
        """The service's data about a season as plain rows without personal data: chassis first, then its own."""
        with self.db.read() as conn:
            yield from chassis_facts(conn, self.name, self.subscriptions)
            yield from self.house.facts(conn, season)

    def _handled(self, name: str, outcome: str) -> None:
        self.metrics.count("events_handled_total", event=name, outcome=outcome)

    def _sent(self, name: str) -> None:
        self.metrics.count("events_published_total", event=name, outcome="sent")

    def _moment_failed(self, season: str, moment: str) -> None:
        self.metrics.count("moments_failed_total", season=season, moment=moment)

    def request_done(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """One answered request, counted."""
        self.metrics.request_done(route=route, method=method, status=status, seconds=seconds)

    def exposition(self, names: Sequence[str] = ()) -> tuple[bytes, str]:
        """What ``/metrics`` answers: counters as they stand, gauges read from the database now; all, or these alone."""
        gauges.read(self.metrics, self.db, self.season, wall_clock(), at_broker=self.ear.unrouted)
        with self.db.read() as conn:
            self.house.gauges(conn, self.metrics)
        return self.metrics.exposition(names)

    def close(self) -> None:
        """Let go of connections."""
        self.ear.close()
        self.engine.dispose()


def is_time(last: datetime | None, every: timedelta, wall: datetime) -> bool:
    """Whether to do it again; a clock that was put back holds up nothing."""
    return last is None or not last <= wall < last + every


def raise_house(
    house: House, config: Config, engine: Engine, bus: Bus, *,
    adapters: Callable[["Service"], Sequence[object]] = lambda service: (),
) -> Service:
    """Build a service. ``adapters`` gives what its views ask for with ``shared.web.adapter``, made from the service."""
    service = Service(house, config, engine, bus)
    service.wsgi = make_app(WebParts(
        service=house.name, blueprints=house.blueprints, database=service.db, verify=service.identity.verify,
        clock=service.season, metrics=service, seasons=service.season, public_url=config.public_url,
        form_key=service.box.keyed_digest("forms", b""), migrations=service.migrations,
        messages=service.inbox,
        at_broker=dict if config.embedded else partial(depths.waiting, config.bus_url, house.name),
        is_revoked=service.identity.is_revoked, holds_real_intake=service.season.holds_real_intake,
        gateway=Gateway() if config.behind_gateway else None, jobs=house.jobs, adapters=(service, *adapters(service)),
        translations=(house.root / "translations",), names=house.names,
    ))
    return service


__all__ = ["BusAway", "House", "Service", "raise_house"]
