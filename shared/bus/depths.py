"""How much waits for a service at the broker: asked when an operator looks, over a connection of its own."""

from shared.bus import BusAway
from shared.bus.link import BROKEN, Link
from shared.bus.topology import UNROUTED_QUEUE, queues_of

TIMEOUT = 3.0
"""A person waits for the page: a broker that does not answer by then is said to be away."""


def waiting(url: str, service: str) -> dict[str, int]:
    """Messages by queue (``urgent``, ``normal``, ``dead``, and ``unrouted``, whosever they are). Raises BusAway."""
    queues = queues_of(service)
    asked = {"urgent": queues.urgent, "normal": queues.normal, "dead": queues.dead, "unrouted": UNROUTED_QUEUE}
    try:
        link = Link(url, timeout=TIMEOUT, heartbeat=0)
        try:
            channel = link.amqp.channel()
            return {name: int(channel.queue_declare(queue, passive=True).message_count)
                    for name, queue in asked.items()}
        finally:
            link.close()
    except BROKEN as error:
        raise BusAway(reason=f"{type(error).__name__}: {error}") from error
