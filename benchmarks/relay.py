"""``relay``: rows of an outbox to confirmed and marked, against publishing the same messages from memory."""

import time
from dataclasses import replace

from benchmarks.baselines.relay import publish
from benchmarks.measure import Figure, Size, compared
from benchmarks.servers import Broker, broker, chassis, durable_postgres
from benchmarks.told import messages_like, tell, unsent
from shared.bus import Message, envelope
from shared.bus.link import user_of
from shared.bus.rabbit import RabbitBus
from shared.contracts.registration import AccountOpened
from shared.db import Database
from shared.outbox import Relay

COUNT = 9000
GOAL = 0.5


def run(size: Size) -> Figure:
    """Each run sends the same number of messages of the same make to the same quorum queue, which is empty before."""
    count = size.or_else(COUNT)
    with (
        durable_postgres(["registration"]) as urls, broker("notify", heard=[AccountOpened.NAME]) as rabbit,
        chassis(urls["registration"], "registration") as db,
    ):
        tell(db, min(count, 500))
        pattern = messages_like(unsent(db), count)
        bus = RabbitBus(rabbit.url, service="registration")
        relay = Relay(db, bus)
        drain(relay)
        figure = compared(
            "relay", lambda: ours(db, relay, rabbit, count=count), lambda: plain(rabbit, pattern), size=size,
            goal=GOAL)
        bus.close()
    return replace(figure, unit="messages/s", detail={"messages": count, "body_bytes": len(pattern[0].body)})


def ours(db: Database, relay: Relay, rabbit: Broker, *, count: int) -> float:
    """The product's relay, from rows that are committed to rows that are marked."""
    rabbit.purge()
    tell(db, count)
    started = time.perf_counter()
    drain(relay)
    return count / (time.perf_counter() - started)


def plain(rabbit: Broker, messages: list[Message]) -> float:
    """The same bodies and properties, ready in memory."""
    rabbit.purge()
    ready = []
    for message in messages:
        raw = envelope.write(message, user=user_of(rabbit.url))
        ready.append((message.name, message.body, dict(raw.properties)))
    channel = rabbit.channel()
    started = time.perf_counter()
    publish(channel, ready)
    seconds = time.perf_counter() - started
    channel.connection.close()
    return len(messages) / seconds


def drain(relay: Relay) -> None:
    """Until nothing is left to send."""
    while relay.step():
        pass
