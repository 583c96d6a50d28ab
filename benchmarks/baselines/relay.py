"""Messages to a broker with windowed confirms, and nothing else: no outbox, no marks, no database."""

from collections.abc import Sequence
from typing import Any

import amqp

from shared.bus.topology import EVENTS

WINDOW = 256


def publish(channel: amqp.Channel, messages: Sequence[tuple[str, bytes, dict[str, Any]]]) -> None:
    """(routing key, body, properties), in order; returns when the broker has confirmed every one."""
    waiting: set[int] = set()

    def confirmed(tag: int, multiple: bool) -> None:  # noqa: FBT001  (the library's signature)
        waiting.difference_update([held for held in waiting if held <= tag] if multiple else [tag])

    channel.confirm_select()
    channel.events["basic_ack"].add(confirmed)
    for tag, (routing_key, body, properties) in enumerate(messages, start=1):
        while len(waiting) >= WINDOW:
            channel.connection.drain_events()
        waiting.add(tag)
        raw = amqp.Message(body, **properties)
        channel.basic_publish(raw, exchange=EVENTS, routing_key=routing_key, mandatory=True)
    while waiting:
        channel.connection.drain_events()
