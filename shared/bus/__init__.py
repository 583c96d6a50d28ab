"""The bus as its users see it: messages go out and are confirmed, come in and are taken; no broker's word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.kernel import Unavailable, Version


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """An event with its envelope, as it travels."""

    id: str
    name: str
    publisher: str
    key: str
    version: Version
    occurred_at: datetime
    body: bytes
    intake: str | None = None
    season: str | None = None
    traceparent: str | None = None


@dataclass(slots=True)
class Published:
    """What became of a batch, by message id. What is in neither was not sent, or not answered, and is tried again."""

    confirmed: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)  # id → why; only an answer about this very message
    unrouted: set[str] = field(default_factory=set)  # confirmed, but nobody in this process hears it


class BusAway(Unavailable):
    """The broker is away, frozen, or broke off in the middle; ``published`` says what it had confirmed."""

    code = "bus_away"

    def __init__(self, published: Published | None = None, *, reason: str = "") -> None:
        super().__init__(reason=reason)
        self.published = published or Published()


class Taker(Protocol):
    """What a bus needs of an inbox. Each call returns once everything given is committed; anything raised
    (:class:`shared.db.DatabaseAway`) means: not committed, give it again later, and consume nothing meanwhile."""

    @property
    def names(self) -> frozenset[str]:
        """Every event name heard, for routing and bindings."""

    def take(self, messages: Sequence[Message]) -> None:
        """Handle messages in their order; a failing one is parked in the inbox and counts as taken."""

    def take_alone(self, message: Message) -> None:
        """Handle a message that was delivered before without coming to an end: the attempt is committed first."""

    def bury(self, message: Message, reason: str) -> None:
        """Keep a message that cannot be handled at all as a dead row."""


class Consumer(Protocol):
    """One service's ear on a bus."""

    unrouted: int
    """How many messages, whosever, were told to nobody and wait at the broker, as last seen."""

    def step(self, timeout: float = 0.0) -> bool:
        """Take what has arrived, waiting at most ``timeout`` seconds for the first. True if anything was taken."""

    def close(self) -> None: ...


class Bus(Protocol):
    """Two make the same promises: :class:`shared.bus.local.LocalBus` and :class:`shared.bus.rabbit.RabbitBus`."""

    def publish(self, messages: Sequence[Message]) -> Published:
        """Send each key's messages in order and wait for confirms. Raises :class:`BusAway` when there is no answer.

        Two messages of one key are never under way together: the next goes out when the one before it is confirmed,
        and what stands behind a refused one of its key is not sent at all.
        """

    def attach(self, service: str, taker: Taker) -> Consumer:
        """Give a service its ear. Connects to nothing until the first step."""

    def close(self) -> None: ...
