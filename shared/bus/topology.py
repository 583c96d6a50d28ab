"""Exchanges, queues, bindings and rights on the broker, as ``migrate`` declares them through its management interface.

The arguments of a queue cannot change, so its name carries the topology's version: a change of arguments is
a new version beside the old one, which is drained and then removed.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from shared.bus.link import user_of
from shared.bus.management import Management
from shared.contracts import REGISTRY

EVENTS = "longmen.events"
UNROUTED = "longmen.unrouted"
DEAD = "longmen.dead"
VERSION = "v1"
UNROUTED_QUEUE = f"{UNROUTED}.{VERSION}"
UNROUTED_LIMIT = 100_000
"""Bounded; beyond it the publisher is refused and its outbox keeps the row: nothing is dropped."""
DELIVERY_LIMIT = 1000
"""So high that only a worker that dies at once, for hours, reaches it: attempts are counted in the inbox."""

ONE_READER = {"x-single-active-consumer": True}


@dataclass(frozen=True, slots=True)
class Queues:
    """The names of a service's queues."""

    urgent: str
    normal: str
    dead: str


def queues_of(service: str) -> Queues:
    return Queues(urgent=f"{service}.urgent.{VERSION}", normal=f"{service}.{VERSION}", dead=f"{service}.dead.{VERSION}")


def declare(bus_url: str, service: str, *, heard: Collection[str], admin_url: str) -> None:
    """Everything one service needs; repeating it changes nothing. Bindings no longer listed are removed.

    ``bus_url`` is the service's own address: its user is made, with that password, unless it is the administrator.
    """
    address = urlsplit(bus_url)
    broker = Management(admin_url, vhost=unquote(address.path[1:]) or "/")
    _declare_common(broker)
    queues = queues_of(service)
    broker.put_queue(queues.dead, **_quorum(**ONE_READER))
    broker.bind(DEAD, queues.dead, routing_key=service)
    urgent = {name for name in heard if REGISTRY[name].URGENT}
    for queue, names in ((queues.urgent, urgent), (queues.normal, set(heard) - urgent)):
        broker.put_queue(queue, **_quorum(**ONE_READER, **_dead_lettering(service)))
        _bind_just(broker, queue, names)
    if address.username != urlsplit(admin_url).username:
        broker.put_user(user_of(bus_url), password=unquote(address.password or ""))
        _grant(broker, user_of(bus_url), service=service, heard=heard)


def _bind_just(broker: Management, queue: str, names: set[str]) -> None:
    bound = broker.bindings(EVENTS, queue)
    for name in names - bound:
        broker.bind(EVENTS, queue, routing_key=name)
    for name in bound - names:
        broker.unbind(EVENTS, queue, routing_key=name)


def _grant(broker: Management, user: str, *, service: str, heard: Collection[str]) -> None:
    """A service reads its own queues and writes to the events' exchange, and there only keys of its own."""
    queues = queues_of(service)
    mine = "|".join(re.escape(name) for name in (queues.urgent, queues.normal, queues.dead))
    names = "|".join(sorted(re.escape(name) for name in heard))
    broker.permit(user, configure="^$", write=f"^{re.escape(EVENTS)}$", read=f"^({mine})$")
    broker.permit_topics(user, EVENTS, write=f"^{re.escape(service)}\\.", read=f"^({names})$")


def _declare_common(broker: Management) -> None:
    broker.put_exchange(UNROUTED, "fanout")
    broker.put_exchange(EVENTS, "topic", **{"alternate-exchange": UNROUTED})
    broker.put_exchange(DEAD, "direct")
    broker.put_queue(UNROUTED_QUEUE, **_quorum(**{"x-max-length": UNROUTED_LIMIT, "x-overflow": "reject-publish"}))
    broker.bind(UNROUTED, UNROUTED_QUEUE, routing_key="")


def _quorum(**more: Any) -> dict[str, Any]:
    return {"x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT, **more}


def _dead_lettering(service: str) -> dict[str, Any]:
    return {"x-dead-letter-exchange": DEAD, "x-dead-letter-routing-key": service,
            "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
