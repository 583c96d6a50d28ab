"""What a handler is given, and what it may answer besides doing its work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from shared.bus import Message
from shared.contracts import Event, publisher_of
from shared.db import Tx
from shared.kernel import LongmenError, Version

E = TypeVar("E", bound=Event)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard(Generic[E]):
    """An event as a handler gets it, with what its envelope said."""

    event: E
    id: str
    key: str
    version: Version
    occurred_at: datetime
    intake: str | None
    season: str | None


Handler = Callable[[Tx, Sequence[Heard[Any]]], None]
"""``(tx, heard)``: a list of events of one name, in order; of a state only the newest of each key."""


class NotYet(LongmenError):
    """The handler lacks something not yet heard: try again when a message of ``key`` was handled. No attempt counts."""

    code = "not_yet"
    message = "所需信息尚未到达：{key}"
    status = 503

    def __init__(self, key: str) -> None:
        super().__init__(key=key)
        self.key = key


class TooNew(NotYet):
    """Told by a newer release, in a word that this one does not know: it waits until the release that does is here. No
    attempt counts, and its key waits behind it."""

    code = "too_new"
    message = "本版本尚不能处理：{key}"


def understood(words: Mapping[str, T], word: str, *, of: str) -> T:
    """What a word of an event means here. Raises TooNew for one that a newer release brought; ``of`` says what it is a
    word of."""
    if word not in words:
        raise TooNew(f"{of} {word}")
    return words[word]


class Untrusted(LongmenError):
    """A message whose envelope contradicts itself: a publisher that may not tell this, or a key not its own."""

    code = "event_untrusted"
    message = "消息来源与内容不符：{reason}"
    status = 422


def heard_of(message: Message, event: Event) -> Heard[Any]:
    """The event with what its envelope said."""
    return Heard(event, message.id, message.key, message.version, message.occurred_at, message.intake, message.season)


def is_trusted(message: Message) -> bool:
    """Whether its publisher may tell this, of this key."""
    return message.publisher == publisher_of(message.name) and message.key.startswith(f"{message.publisher}/")


def unforged(message: Message) -> Message:
    """A forged message must not hold up the key that it names."""
    return message if is_trusted(message) else replace(message, key=f"untrusted/{message.id}")
