"""Messages from a queue to their effect, one commit for each, then its acknowledgement: no inbox, no batches."""

import json
from datetime import datetime

import amqp
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from benchmarks.effect import EFFECTS

PREFETCH = 400
INSERT = insert(EFFECTS).on_conflict_do_nothing()  # a second delivery is no second effect


def consume(channel: amqp.Channel, queue: str, conn: Connection, *, count: int) -> None:
    """Take ``count`` messages, each committed and acknowledged before the next."""
    left = count

    def take(raw: amqp.Message) -> None:
        nonlocal left
        body = json.loads(raw.body)
        conn.execute(INSERT, {
            "event_id": raw.properties["message_id"], "account": body["account"], "number": body["candidate_number"],
            "opened_at": datetime.fromisoformat(body["opened_at"]),
        })
        conn.commit()
        channel.basic_ack(raw.delivery_tag)
        left -= 1

    channel.basic_qos(0, PREFETCH, False)
    channel.basic_consume(queue, callback=take)
    while left > 0:
        channel.connection.drain_events(timeout=10)
