"""What benches run on: a PostgreSQL cluster and a RabbitMQ node of our own, both writing through to disk."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import amqp
import psycopg

from shared.bus.link import Link
from shared.bus.topology import declare, queues_of
from shared.db import CHASSIS, Database, open_engine
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.testing.nodes import GivenPostgres, GivenRabbit, PostgresCluster, RabbitNode, open_postgres, open_rabbit

RING = KeyRing(1, {1: b"k" * 32}, b"i" * 32)
TIMEOUT = 30.0


class NotDurable(Exception):
    """A server answers before the disk has it: its figures would mean nothing."""


@dataclass(frozen=True)
class Broker:
    """A broker with the queues of one hearer."""

    node: RabbitNode | GivenRabbit
    hearer: str

    @property
    def url(self) -> str:
        return self.node.url

    @property
    def queue(self) -> str:
        """Where the hearer's ordinary events wait."""
        return queues_of(self.hearer).normal

    def channel(self) -> amqp.Channel:
        """A channel on a connection of its own."""
        return Link(self.url, timeout=TIMEOUT, heartbeat=0).amqp.channel()

    def purge(self) -> None:
        """Forget what waits."""
        channel = self.channel()
        channel.queue_purge(self.queue)
        channel.connection.close()


@contextmanager
def durable_postgres(names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Databases by name, as SQLAlchemy writes their addresses."""
    with open_postgres(durable=True) as server:
        _check_durable(server)
        try:
            yield server.databases(names)
        finally:
            server.drop(names)


@contextmanager
def broker(hearer: str, *, heard: Sequence[str]) -> Iterator[Broker]:
    """Quorum queues, exchanges and bindings as ``migrate`` declares them."""
    with open_rabbit() as node:
        declare(node.url, hearer, heard=heard, admin_url=node.admin_url)
        yield Broker(node, hearer)


@contextmanager
def chassis(url: str, service: str) -> Iterator[Database]:
    """A service's database with the chassis's tables."""
    engine = open_engine(url, threads=4)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        CHASSIS.create_all(engine)
        yield Database(engine, service=service, box=Box(RING, service))


def _check_durable(server: PostgresCluster | GivenPostgres) -> None:
    with psycopg.connect(server.admin_url) as connection:
        for name in ("fsync", "synchronous_commit"):
            shown = connection.execute(f"SHOW {name}").fetchone()
            if shown != ("on",):
                raise NotDurable(f"{name} is {shown[0] if shown else 'unknown'}")
