"""Exchanges, queues, bindings and rights on the broker, as ``migrate`` declares them through its management interface.

The arguments of a queue cannot change, so its name carries the topology's version: a change of arguments is
a new version beside the old one, which is drained and then removed.
"""

import re
from collections.abc import Callable, Collection
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


@dataclass(frozen=True, slots=True)
class Beyond:
    """What one service has at the broker beside the events: exchanges that it writes, queues that it reads."""

    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    declare: Callable[[Management], None] = lambda broker: None


NOTHING_BEYOND = Beyond()


def declare(
    bus_url: str, service: str, *, heard: Collection[str], admin_url: str, beyond: Beyond = NOTHING_BEYOND
) -> None:
    """Everything one service needs; repeating it changes nothing. Bindings no longer listed are removed.

    ``bus_url`` is the service's own address: its user is made, with that password, unless it is the administrator.
    """
    address = urlsplit(bus_url)
    broker = Management(admin_url, vhost=unquote(address.path[1:]) or "/")
    _declare_common(broker)
    queues = queues_of(service)
    broker.put_queue(queues.dead, **quorum(**ONE_READER))
    broker.bind(DEAD, queues.dead, routing_key=service)
    urgent = {name for name in heard if REGISTRY[name].URGENT}
    for queue, names in ((queues.urgent, urgent), (queues.normal, set(heard) - urgent)):
        broker.put_queue(queue, **quorum(**ONE_READER, **dead_lettering(service)))
        _bind_just(broker, queue, names)
    beyond.declare(broker)
    if address.username != urlsplit(admin_url).username:
        broker.put_user(user_of(bus_url), password=unquote(address.password or ""))
        _permit(broker, user_of(bus_url), service, beyond)
        _permit_names(broker, user_of(bus_url), service, heard)


def _bind_just(broker: Management, queue: str, names: set[str]) -> None:
    bound = broker.bindings(EVENTS, queue)
    for name in names - bound:
        broker.bind(EVENTS, queue, routing_key=name)
    for name in bound - names:
        broker.unbind(EVENTS, queue, routing_key=name)


def _permit(broker: Management, user: str, service: str, beyond: Beyond) -> None:
    """A service reads its own queues, and writes to the events' exchange and to what is beyond it."""
    queues = queues_of(service)
    reads = _any_of([queues.urgent, queues.normal, queues.dead, *beyond.reads])
    broker.permit(user, configure="^$", write=_any_of([EVENTS, *beyond.writes]), read=reads)


def _permit_names(broker: Management, user: str, service: str, heard: Collection[str]) -> None:
    """Of the events, a service writes keys of its own, and reads those that it lists."""
    broker.permit_topics(user, EVENTS, write=f"^{re.escape(service)}\\.", read=_any_of(sorted(heard)))


def _any_of(names: Collection[str]) -> str:
    return f"^({'|'.join(re.escape(name) for name in names)})$"


def _declare_common(broker: Management) -> None:
    broker.put_exchange(UNROUTED, "fanout")
    broker.put_exchange(EVENTS, "topic", **{"alternate-exchange": UNROUTED})
    broker.put_exchange(DEAD, "direct")
    broker.put_queue(UNROUTED_QUEUE, **quorum(**{"x-max-length": UNROUTED_LIMIT, "x-overflow": "reject-publish"}))
    broker.bind(UNROUTED, UNROUTED_QUEUE, routing_key="")


def quorum(**more: Any) -> dict[str, Any]:
    return {"x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT, **more}


def dead_lettering(service: str) -> dict[str, Any]:
    return {"x-dead-letter-exchange": DEAD, "x-dead-letter-routing-key": service,
            "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
