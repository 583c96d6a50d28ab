"""A teller and a hearer on real servers, each with its own database and its own broker user."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from urllib.parse import quote, urlsplit, urlunsplit

import amqp
from amqp.exceptions import AMQPError

from shared.bus.link import Link
from shared.bus.management import Management
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import EVENTS, declare
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.db import Database
from shared.kernel import new_id
from shared.testing.nodes import wait_for
from shared.testing.scene import Scene, open_database
from tests.servers import Servers

PATIENCE = 3.0
"""Seconds that a bus waits for the broker in these tests."""
HEARD = [AccountOpened.NAME, ContactChanged.NAME]
_turn = count()


@dataclass(frozen=True)
class Wire:
    """Addresses, for processes and for forgers; ``scene`` is the pair itself."""

    scene: Scene
    admin_url: str
    teller_bus: str
    hearer_bus: str
    teller_database: str
    hearer_database: str
    admin_bus: str
    vhost: str

    @property
    def broker(self) -> Management:
        return Management(self.admin_url, vhost=self.vhost)

    def declare(self, service: str, *heard: str) -> str:
        """A service on the broker, with its own user; its address."""
        url = _as_user(self.admin_bus, service)
        declare(url, service, heard=heard, admin_url=self.admin_url)
        return url


def make_scene(teller: str, hearer: str, teller_bus: str, hearer_bus: str) -> Scene:
    """A pair on addresses, ready to tell and to hear."""
    return Scene(
        open_database(teller, "registration"), open_database(hearer, "notify"),
        bus=RabbitBus(teller_bus, service="registration", timeout=PATIENCE),
        ears=RabbitBus(hearer_bus, service="notify", timeout=PATIENCE),
    )


@contextlib.contextmanager
def lay(servers: Servers) -> Iterator[Wire]:
    """Fresh databases and a fresh virtual host: no test sees another's messages."""
    number = next(_turn)
    vhost = f"wire-{new_id()}"
    admin_bus = urlunsplit(urlsplit(servers.rabbit.url)._replace(path="/" + quote(vhost, safe="")))
    Management(servers.rabbit.admin_url, vhost=vhost).put_vhost()
    names = [f"teller_{number}", f"hearer_{number}"]
    urls = servers.postgres.databases(names)
    teller_bus, hearer_bus = _as_user(admin_bus, "registration"), _as_user(admin_bus, "notify")
    declare(teller_bus, "registration", heard=[], admin_url=servers.rabbit.admin_url)
    declare(hearer_bus, "notify", heard=HEARD, admin_url=servers.rabbit.admin_url)
    scene = make_scene(urls[names[0]], urls[names[1]], teller_bus, hearer_bus)
    try:
        yield Wire(scene, servers.rabbit.admin_url, teller_bus, hearer_bus, urls[names[0]], urls[names[1]], admin_bus,
                   vhost)
    finally:
        scene.close()
        if not servers.postgres.ours:  # our own goes as a whole
            servers.postgres.drop(names)


def push(url: str, raw: amqp.Message, *, routing_key: str) -> AMQPError | None:
    """Publish whatever one likes, as anybody may try; what the broker said against it."""
    link = Link(url, timeout=PATIENCE, heartbeat=0)
    try:
        channel = link.amqp.channel()
        channel.confirm_select()
        confirmed: list[int] = []
        channel.events["basic_ack"].add(lambda tag, multiple: confirmed.append(tag))
        channel.basic_publish(raw, exchange=EVENTS, routing_key=routing_key)
        wait_for(lambda: link.drain(0.01) and confirmed, seconds=PATIENCE, what="a confirm")
    except AMQPError as error:
        return error
    else:
        return None
    finally:
        link.drop()


def in_order(scene: Scene, numbers: dict[str, list[str]]) -> bool:
    """Whether each key's facts took effect once, in the order in which they were told."""
    effects = scene.effects()
    return sorted(effects) == sorted(chain.from_iterable(numbers.values())) and all(
        [effect for effect in effects if effect in told] == told for told in numbers.values())


def tell_many(scene: Scene, count: int, *, keys: int = 10, start: int = 0) -> dict[str, list[str]]:
    """Tell facts of several keys in one transaction; the numbers told, by key."""
    told: dict[str, list[str]] = {}
    with scene.telling() as tell:
        for number in range(start, start + count):
            account = f"a{number % keys}"
            tell(account, str(number))
            told.setdefault(account, []).append(str(number))
    return told


def both(first: dict[str, list[str]], second: dict[str, list[str]]) -> dict[str, list[str]]:
    """What was told earlier, then what was told later."""
    return {key: first.get(key, []) + second.get(key, []) for key in first.keys() | second.keys()}


def everything_sent(database: Database) -> bool:
    """Whether the outbox is empty."""
    with database.read() as conn:
        return not conn.exec_driver_sql("SELECT 1 FROM outbox WHERE sent_at IS NULL").first()


def _as_user(url: str, user: str) -> str:
    address = urlsplit(url)
    return urlunsplit(address._replace(netloc=f"{user}:secret-of-{user}@{address.hostname}:{address.port}"))
