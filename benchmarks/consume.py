"""``consume``: events from a quorum queue to their committed effect, against one commit for each event."""

import time
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, insert, select

from benchmarks.baselines.consume import consume
from benchmarks.effect import EFFECTS
from benchmarks.measure import Figure, Size, compared
from benchmarks.servers import Broker, broker, chassis, durable_postgres
from benchmarks.told import messages_like, tell, unsent
from shared.bus import Consumer, Message
from shared.bus.rabbit import RabbitBus
from shared.contracts.registration import AccountOpened
from shared.db import Database, Tx
from shared.inbox import Heard, Inbox

COUNT = 4000
GOAL = 5.0

_insert = insert(EFFECTS)
_count = select(func.count()).select_from(EFFECTS)


class Missing(AssertionError):
    """Fewer effects than events."""


def on_opened(tx: Tx, heard: Sequence[Heard[AccountOpened]]) -> None:
    """The effect: one row for each event, as any handler of the product writes a list."""
    tx.conn.execute(_insert, [
        {"event_id": each.id, "account": each.event.account, "number": each.event.candidate_number,
         "opened_at": each.event.opened_at} for each in heard
    ])


def run(size: Size) -> Figure:
    """Each run takes the same number of messages of the same make from the same queue into the same table."""
    count = size.or_else(COUNT)
    with (
        durable_postgres(["registration", "notify"]) as urls, broker("notify", heard=[AccountOpened.NAME]) as rabbit,
        chassis(urls["registration"], "registration") as teller, chassis(urls["notify"], "notify") as hearer,
    ):
        tell(teller, min(count, 500))
        pattern = unsent(teller)
        EFFECTS.metadata.create_all(hearer.engine)
        figure = compared(
            "consume", lambda: ours(hearer, rabbit, messages_like(pattern, count)),
            lambda: plain(hearer, rabbit, messages_like(pattern, count)), size=size, goal=GOAL)
    return replace(figure, unit="events/s", detail={"events": count, "body_bytes": len(pattern[0].body)})


def ours(hearer: Database, rabbit: Broker, messages: list[Message]) -> float:
    """The product's ear and inbox; the clock starts when they are connected, as it does for the plain way."""
    lead, *rest = messages
    bus = RabbitBus(rabbit.url, service="notify")
    handled: list[str] = []
    inbox = Inbox(hearer, {AccountOpened: on_opened}, on_outcome=lambda name, outcome: handled.append(outcome))
    ear = bus.attach("notify", inbox)
    before = effects(hearer)
    queue_up(rabbit, [lead])
    hear(ear, handled, 1)
    queue_up(rabbit, rest)
    started = time.perf_counter()
    hear(ear, handled, len(messages))
    seconds = time.perf_counter() - started
    bus.close()
    return (checked(hearer, before, len(messages)) - 1) / seconds


def hear(ear: Consumer, handled: list[str], count: int) -> None:
    """Until so many were handled."""
    while len(handled) < count:
        ear.step(1.0)


def plain(hearer: Database, rabbit: Broker, messages: list[Message]) -> float:
    """One by one."""
    queue_up(rabbit, messages)
    before = effects(hearer)
    channel = rabbit.channel()
    with hearer.engine.connect() as conn:
        started = time.perf_counter()
        consume(channel, rabbit.queue, conn, count=len(messages))
        seconds = time.perf_counter() - started
    channel.connection.close()
    return checked(hearer, before, len(messages)) / seconds


def queue_up(rabbit: Broker, messages: list[Message]) -> None:
    """All confirmed, and so all in the queue."""
    bus = RabbitBus(rabbit.url, service="registration")
    bus.publish(messages)
    bus.close()


def effects(hearer: Database) -> int:
    """How many rows there are."""
    with hearer.read() as conn:
        return _counted(conn)


def checked(hearer: Database, before: int, count: int) -> int:
    """How many events there were, every one of them with its effect."""
    if effects(hearer) - before != count:
        raise Missing(f"{effects(hearer) - before} effects of {count} events")
    return count


def _counted(conn: Connection) -> int:
    return int(conn.execute(_count).scalar_one())
