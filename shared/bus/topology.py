"""Exchanges, queues, bindings and rights on the broker, as ``migrate`` declares them through its management interface.

The arguments of a queue cannot change, so its name carries the topology's version: a change of arguments is
a new version beside the old one, which is drained and then removed.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from shared.bus.management import Management
from shared.contracts import Event

EVENTS = "longmen.events"
UNROUTED = "longmen.unrouted"
DEAD = "longmen.dead"
VERSION = "v1"
UNROUTED_QUEUE = f"{UNROUTED}.{VERSION}"
UNROUTED_LIMIT = 100_000
"""Bounded; beyond it the publisher is refused and its outbox keeps the row: nothing is dropped."""
DELIVERY_LIMIT = 1000
"""So high that only a worker that dies at once, for hours, reaches it: attempts are counted in the inbox."""


@dataclass(frozen=True, slots=True)
class Queues:
    """The names of a service's queues."""

    urgent: str
    normal: str
    dead: str


def queues_of(service: str) -> Queues:
    return Queues(urgent=f"{service}.urgent.{VERSION}", normal=f"{service}.{VERSION}", dead=f"{service}.dead.{VERSION}")


def declare(broker: Management, service: str, heard: Collection[type[Event]]) -> None:
    """Everything one service needs; repeating it changes nothing. Bindings no longer listed are removed."""
    _declare_common(broker)
    queues = queues_of(service)
    broker.put_queue(queues.dead, _quorum())
    broker.bind(DEAD, queues.dead, service)
    for queue, names in ((queues.urgent, {contract.NAME for contract in heard if contract.URGENT}),
                         (queues.normal, {contract.NAME for contract in heard if not contract.URGENT})):
        broker.put_queue(queue, _quorum(**_dead_lettering(service)))
        bound = broker.bindings(EVENTS, queue)
        for name in names - bound:
            broker.bind(EVENTS, queue, name)
        for name in bound - names:
            broker.unbind(EVENTS, queue, name)


def grant(broker: Management, service: str, heard: Collection[type[Event]], *, password: str) -> None:
    """The service's own broker user: reads its queues, writes to the events' exchange, and there only its own keys."""
    broker.put_user(service, password=password)
    queues = queues_of(service)
    mine = "|".join(re.escape(name) for name in (queues.urgent, queues.normal, queues.dead))
    names = "|".join(sorted(re.escape(contract.NAME) for contract in heard))
    broker.permit(service, configure="^$", write=f"^{re.escape(EVENTS)}$", read=f"^({mine})$")
    broker.permit_topics(service, EVENTS, write=f"^{re.escape(service)}\\.", read=f"^({names})$")


def _declare_common(broker: Management) -> None:
    broker.put_exchange(UNROUTED, "fanout", {})
    broker.put_exchange(EVENTS, "topic", {"alternate-exchange": UNROUTED})
    broker.put_exchange(DEAD, "direct", {})
    broker.put_queue(UNROUTED_QUEUE, _quorum(**{"x-max-length": UNROUTED_LIMIT, "x-overflow": "reject-publish"}))
    broker.bind(UNROUTED, UNROUTED_QUEUE, "")


def _quorum(**more: Any) -> dict[str, Any]:
    return {"x-queue-type": "quorum", "x-single-active-consumer": True, "x-delivery-limit": DELIVERY_LIMIT, **more}


def _dead_lettering(service: str) -> dict[str, Any]:
    return {"x-dead-letter-exchange": DEAD, "x-dead-letter-routing-key": service,
            "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
