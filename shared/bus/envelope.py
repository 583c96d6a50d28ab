"""The envelope as AMQP properties, which any client can read; and back, trusting nothing that arrives.

Properties: ``message_id``, ``type`` (the event's name), ``app_id`` (its publisher), ``user_id`` (verified by
the broker), ``content_type``. Headers: ``key``, ``version`` (``epoch.n``), ``occurred_at`` and, where they
apply, ``intake``, ``season``, ``traceparent``.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import amqp

from shared.bus import Message
from shared.kernel import LongmenError, Version, wall_clock

PERSISTENT = 2
_VERSION = re.compile(r"(\d{1,9})\.(\d{1,18})")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_LIMITS = {"message_id": 64, "type": 100, "app_id": 100, "key": 200, "intake": 60, "season": 60}
"""As wide as the inbox's columns: what is longer was not written by us."""


class Unreadable(LongmenError):
    """A message whose envelope is none of ours; ``message`` is a stand-in under which the inbox can keep its body."""

    code = "envelope_unreadable"
    message = "消息信封无法识别：{reason}"
    status = 422

    def __init__(self, reason: str, stand_in: Message) -> None:
        super().__init__(reason=reason)
        self.reason = reason
        self.stand_in = stand_in


def write(message: Message, *, user: str) -> amqp.Message:
    """What goes out. ``user`` is the connection's own: the broker refuses any other."""
    headers = {
        "key": message.key, "version": f"{message.version[0]}.{message.version[1]}",
        "occurred_at": message.occurred_at.isoformat(), "intake": message.intake, "season": message.season,
        "traceparent": message.traceparent,
    }
    return amqp.Message(
        message.body, content_type="application/json", delivery_mode=PERSISTENT, message_id=message.id,
        type=message.name, app_id=message.publisher, user_id=user,
        application_headers={name: value for name, value in headers.items() if value is not None},
    )


def read(raw: amqp.Message, *, routing_key: str) -> Message:
    """What came in, or :class:`Unreadable`.

    The broker lets a service write its own routing keys only, so a name that is not the routing key is forged.
    """
    properties: Mapping[str, Any] = raw.properties
    headers = properties.get("application_headers") or {}
    body = _body(raw)
    try:
        name = _text(properties, "type")
        if name != routing_key:
            raise ValueError(f"type {name} under the routing key {routing_key}")  # noqa: TRY301
        return Message(
            id=_text(properties, "message_id"), name=name, publisher=_text(properties, "app_id"),
            key=_text(headers, "key"), version=_version(headers), occurred_at=_instant(headers), body=body,
            intake=_text_or_none(headers, "intake"), season=_text_or_none(headers, "season"),
            traceparent=_trace(headers),
        )
    except ValueError as error:
        raise Unreadable(str(error), _stand_in(body, properties)) from error


def dead_reason(raw: amqp.Message) -> tuple[str, str]:
    """Of a dead-lettered message: why it is dead, and the routing key under which it was published."""
    headers = raw.properties.get("application_headers") or {}
    deaths = headers.get("x-death")
    first = deaths[-1] if isinstance(deaths, list) and deaths and isinstance(deaths[-1], dict) else {}
    keys = first.get("routing-keys")
    routing_key = keys[0] if isinstance(keys, list) and keys and isinstance(keys[0], str) else ""
    return str(headers.get("x-first-death-reason") or first.get("reason") or "unknown")[:100], routing_key


def deliveries_before(raw: amqp.Message) -> int:
    """How often the broker delivered this message before and did not hear of it again.

    RabbitMQ up to 4.2 counts that in ``x-delivery-count``; 4.3 in ``x-acquired-count``, the other being what was
    returned as failed.
    """
    headers = raw.properties.get("application_headers") or {}
    counts = (headers.get("x-delivery-count"), headers.get("x-acquired-count"))
    return max((count for count in counts if isinstance(count, int)), default=0)


def _body(raw: amqp.Message) -> bytes:
    return raw.body if isinstance(raw.body, bytes) else str(raw.body).encode()


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"no {name}")
    if len(value) > _LIMITS[name] or not value.isprintable():
        raise ValueError(f"{name} is too long or not printable")
    return value


def _text_or_none(values: Mapping[str, Any], name: str) -> str | None:
    return None if values.get(name) is None else _text(values, name)


def _version(headers: Mapping[str, Any]) -> Version:
    found = _VERSION.fullmatch(str(headers.get("version")))
    if found is None:
        raise ValueError("no version of the form epoch.n")
    return int(found[1]), int(found[2])


def _instant(headers: Mapping[str, Any]) -> datetime:
    try:
        instant = datetime.fromisoformat(str(headers.get("occurred_at")))
        if instant.tzinfo is None:
            raise ValueError  # noqa: TRY301
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("occurred_at is no instant with a time zone") from error


def _trace(headers: Mapping[str, Any]) -> str | None:
    value = headers.get("traceparent")
    return value if isinstance(value, str) and _TRACEPARENT.fullmatch(value) else None


def _stand_in(body: bytes, properties: Mapping[str, Any]) -> Message:
    """Always the same for the same message, so that a second delivery is no second row; under a key of nobody's."""
    digest = hashlib.sha256(repr(sorted(properties.items())).encode() + body).hexdigest()[:40]
    return Message(id=f"unreadable-{digest}", name="unreadable", publisher="unknown", key=f"unreadable/{digest}",
                   version=(0, 0), occurred_at=wall_clock(), body=body)
