"""Two colleges on a broker of our own, and admission's end of the link."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import pika
from pika.adapters.blocking_connection import BlockingChannel

from shared.bus.colleges import LINK, provision
from shared.bus.letters import Arrival, LetterBox
from shared.bus.management import Management
from shared.bus.topology import declare
from shared.kernel import new_id
from tests.servers import Servers

MINE, OTHERS = "5001", "5002"
PATIENCE = 3.0


@dataclass(frozen=True)
class Colleges:
    """Addresses with passwords, and the authority's own."""

    admission: str
    admin_bus: str
    admin_url: str
    vhost: str
    addresses: dict[str, str]

    @property
    def broker(self) -> Management:
        return Management(self.admin_url, vhost=self.vhost)

    @contextlib.contextmanager
    def channel(self, college: str) -> Iterator[BlockingChannel]:
        """A college's program, written by somebody who has pika and our page."""
        connection = pika.BlockingConnection(pika.URLParameters(self.addresses[college]))
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel
        finally:
            with contextlib.suppress(pika.exceptions.AMQPError):
                connection.close()

    @contextlib.contextmanager
    def box(self) -> Iterator[LetterBox]:
        """Admission's end."""
        box = LetterBox(self.admission, timeout=PATIENCE)
        try:
            yield box
        finally:
            box.close()


@contextlib.contextmanager
def admit(servers: Servers) -> Iterator[Colleges]:
    """A fresh virtual host with admission and two colleges on it."""
    vhost = f"colleges-{new_id()}"
    admin_bus = urlunsplit(urlsplit(servers.rabbit.url)._replace(path="/" + quote(vhost, safe="")))
    Management(servers.rabbit.admin_url, vhost=vhost).put_vhost()
    admission = as_user(admin_bus, "admission", "secret-of-admission")
    declare(admission, "admission", heard=[], admin_url=servers.rabbit.admin_url, beyond=LINK)
    addresses = {}
    for college in (MINE, OTHERS):
        given = provision(admission, servers.rabbit.admin_url, college, password=f"secret-of-{college}")
        addresses[college] = as_user(given, f"college.{college}", f"secret-of-{college}")
    yield Colleges(admission, admin_bus, servers.rabbit.admin_url, vhost, addresses)


def as_user(address: str, user: str, password: str) -> str:
    place = urlsplit(address)
    return urlunsplit(place._replace(netloc=f"{user}:{password}@{place.hostname}:{place.port}"))


def taken(box: LetterBox) -> list[Arrival]:
    """What admission finds in its queue."""
    found: list[Arrival] = []
    box.hear(found.append, failed=lambda arrival, error, is_over: None)
    return found
