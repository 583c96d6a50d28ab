"""Event bodies to bytes and back: the only place that knows msgspec, and so how fast the bus can be."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from shared.contracts import REGISTRY, Event
from shared.kernel import LongmenError

LIMIT = 256 * 1024
"""Bytes that a body may have, both ways."""

T = TypeVar("T")
_encoder = msgspec.json.Encoder()
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_decoders: dict[str, msgspec.json.Decoder[Any]] = {}


class Malformed(LongmenError):
    """A body that is not what its contract says."""

    code = "event_malformed"
    message = "消息内容不符合约定：{reason}"
    status = 422


def encode(event: Event) -> bytes:
    """The body of an event. Raises :class:`Malformed` when it is larger than :data:`LIMIT`."""
    body = _encoder.encode(event)
    if len(body) > LIMIT:
        raise Malformed(reason=f"{event.NAME}: {len(body)} bytes, over {LIMIT}")
    return body


def decode(name: str, body: bytes) -> Event:
    """The event again. Unknown fields are passed over: contracts grow. Anything else raises :class:`Malformed`."""
    if len(body) > LIMIT:
        raise Malformed(reason=f"{len(body)} bytes, over {LIMIT}")
    if name not in _decoders:
        _decoders[name] = msgspec.json.Decoder(REGISTRY[name])
    try:
        event: Event = _decoders[name].decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(reason=str(error)) from error
    return event


def plain(value: Any) -> Any:
    """A contract, or a piece of one, as JSON values."""
    return msgspec.to_builtins(value)


def revived(kind: type[T], value: Any) -> T:
    """What :func:`plain` took apart. Raises :class:`Malformed`."""
    try:
        return msgspec.convert(value, type=kind)
    except msgspec.ValidationError as error:
        raise Malformed(reason=str(error)) from error


def schema_of(contract: type[Event]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of a contract's bodies, and those of the pieces that it refers to, by name."""
    _, schemas = msgspec.json.schema_components([contract], ref_template="#/$defs/{name}")
    return schemas.pop(contract.__name__), schemas


def schemas_of(kinds: Sequence[type]) -> dict[str, Any]:
    """The JSON Schemas of dataclasses and of all that they are made of, by name, referring to ``#/$defs/<name>``."""
    _, schemas = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return schemas


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value, for digests and signatures: sorted keys, no spaces, UTF-8."""
    return _canonical.encode(plain(value)).encode()
