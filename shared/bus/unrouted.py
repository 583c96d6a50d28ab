"""Events that were published and that nobody heard: counted, and sent again once their hearer is bound."""

import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import amqp

from shared.bus import BusAway
from shared.bus.envelope import PERSISTENT
from shared.bus.link import BROKEN, Link
from shared.bus.topology import EVENTS, UNROUTED_QUEUE

TIMEOUT = 10.0


def administrators(bus_url: str, *, admin_url: str) -> str:
    """The broker's address with the administrator's name and password in place of a service's."""
    address = urlsplit(bus_url)
    user = urlsplit(admin_url).netloc.rpartition("@")[0]
    return urlunsplit(address._replace(netloc=f"{user}@{address.netloc.rpartition('@')[2]}"))


def count(url: str) -> int:
    """How many wait. Any at all is an alarm: a hearer is not bound, or a publisher tells what nobody knows."""
    return _with_link(url, _count)


def reroute(url: str) -> int:
    """Send each again under its own routing key, once; what is still unrouted comes back. Returns how many were sent.

    A message leaves the queue after the confirm of its second self: a crash in between sends it twice, which
    is nothing to an inbox. Needs a user that may read the queue and write every key: an administrator.
    """
    return _with_link(url, _reroute)


def _with_link(url: str, work: Any) -> int:
    try:
        link = Link(url, timeout=TIMEOUT, heartbeat=0)
        try:
            return int(work(link))
        finally:
            link.close()
    except BROKEN as error:
        raise BusAway(reason=f"{type(error).__name__}: {error}") from error


def _count(link: Link) -> int:
    found = link.amqp.channel().queue_declare(UNROUTED_QUEUE, passive=True)
    return int(found.message_count)


def _reroute(link: Link) -> int:
    waiting = _count(link)
    taking, sending = link.amqp.channel(), link.amqp.channel()
    taking.auto_decode = False
    sending.confirm_select()
    confirmed: set[int] = set()
    sending.events["basic_ack"].add(lambda tag, multiple: confirmed.add(tag))
    for sent in range(1, waiting + 1):
        raw = taking.basic_get(UNROUTED_QUEUE)
        if raw is None:
            return sent - 1
        sending.basic_publish(_again(raw), exchange=EVENTS, routing_key=raw.delivery_info["routing_key"])
        deadline = time.monotonic() + TIMEOUT
        while sent not in confirmed:
            if not link.drain(deadline - time.monotonic()) and time.monotonic() >= deadline:
                raise TimeoutError("not confirmed in time")
        taking.basic_ack(raw.delivery_tag)
    return waiting


def _again(raw: amqp.Message) -> amqp.Message:
    """The same message without ``user_id``: the broker would refuse the first sender's under our connection."""
    kept = {name: value for name, value in raw.properties.items() if name not in {"user_id", "delivery_mode"}}
    return amqp.Message(raw.body, delivery_mode=PERSISTENT, **kept)
