"""The bus of separate processes: RabbitMQ, with windowed confirms out and one active consumer in."""

import contextlib
import time
from collections.abc import Iterator, Sequence

import amqp
from amqp.exceptions import AccessRefused, ChannelError, PreconditionFailed

from shared.bus import BusAway, Consumer, Message, Published, Taker, envelope
from shared.bus.ear import Ear
from shared.bus.link import BROKEN, Link, user_of
from shared.bus.topology import EVENTS

TIMEOUT = 10.0
WINDOW = 256
WINDOW_BYTES = 4 * 1024 * 1024
IDLE = 1.0
"""Seconds of silence after which a connection is asked whether it is still there."""


class RabbitBus:
    """One service's bus, under the service's own broker user. Connects when first used."""

    def __init__(self, url: str, *, service: str, timeout: float = TIMEOUT) -> None:
        self._url = url
        self._service = service
        self._timeout = timeout
        self._line: _PublishLine | None = None
        self._ears: list[Ear] = []

    def publish(self, messages: Sequence[Message]) -> Published:
        """Send in order within one deadline. Only the relay's thread calls this."""
        published = Published()
        try:
            with self._dropping():
                self._ready().send(messages, published, deadline=time.monotonic() + self._timeout)
        except BROKEN as error:
            if not _is_about_a_message(error):
                raise BusAway(published, reason=f"{type(error).__name__}: {error}") from error
            # The channel was closed for one of these, and does not say which: the relay sends them one by one.
            published.refused = {message.id: str(error) for message in messages
                                 if message.id not in published.confirmed}
        return published

    def attach(self, service: str, taker: Taker) -> Consumer:
        ear = Ear(self._url, service, taker, timeout=self._timeout)
        self._ears.append(ear)
        return ear

    def close(self) -> None:
        for ear in self._ears:
            ear.close()
        if self._line is not None:
            self._line.link.close()
            self._line = None

    def _ready(self) -> "_PublishLine":
        if self._line is not None and not self._line.is_there():
            self._line.link.drop()
            self._line = None
        if self._line is None:
            self._line = _PublishLine(Link(self._url, timeout=self._timeout, heartbeat=0), user=user_of(self._url))
        return self._line

    @contextlib.contextmanager
    def _dropping(self) -> Iterator[None]:
        """Whatever goes wrong inside, confirms of this connection can no longer be told apart: it is dropped."""
        try:
            yield
        except BaseException:
            if self._line is not None:
                self._line.link.drop()
                self._line = None
            raise


class _PublishLine:
    """A connection in confirm mode, and which of its messages wait for their confirm."""

    def __init__(self, link: Link, *, user: str) -> None:
        self.link = link
        self._user = user
        self._sent = 0
        self._waiting: dict[int, tuple[str, int]] = {}  # delivery tag → (message id, bytes), in the order sent
        self._waiting_bytes = 0
        self._returned: dict[str, str] = {}
        self._published = Published()
        self._used = time.monotonic()
        try:
            self._channel = link.amqp.channel()
            self._channel.confirm_select()
        except BaseException:
            link.drop()
            raise
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)

    def is_there(self) -> bool:
        """Whether the broker closed the connection while it was silent."""
        if time.monotonic() - self._used < IDLE:
            return True
        try:
            while self.link.drain(0):
                pass
        except BROKEN:
            return False
        return True

    def send(self, messages: Sequence[Message], published: Published, *, deadline: float) -> None:
        """Publish with at most a window unconfirmed, and return when all are; ``published`` fills meanwhile."""
        self._published = published
        for message in messages:
            while len(self._waiting) >= WINDOW or self._waiting_bytes >= WINDOW_BYTES:
                self._hear(deadline)
            raw = envelope.write(message, user=self._user)
            self._sent += 1
            self._waiting[self._sent] = (message.id, len(message.body))
            self._waiting_bytes += len(message.body)
            self._channel.basic_publish(raw, exchange=EVENTS, routing_key=message.name, mandatory=True)
        while self._waiting:
            self._hear(deadline)
        self._used = time.monotonic()

    def _hear(self, deadline: float) -> None:
        if not self.link.drain(deadline - time.monotonic()) and time.monotonic() >= deadline:
            raise TimeoutError(f"{len(self._waiting)} messages are not confirmed in time")

    def _settle(self, tag: int, *, multiple: bool) -> Iterator[str]:
        settled = [held for held in self._waiting if held <= tag] if multiple else [tag]
        for one in settled:
            message_id, size = self._waiting.pop(one)
            self._waiting_bytes -= size
            yield message_id

    def _on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  (the library's signature)
        for message_id in self._settle(tag, multiple=multiple):
            if reason := self._returned.pop(message_id, None):
                self._published.refused[message_id] = reason
            else:
                self._published.confirmed.add(message_id)

    def _on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  (the library's signature)
        for message_id in self._settle(tag, multiple=multiple):
            self._published.refused[message_id] = "the broker would not keep it (nack)"

    def _on_return(self, error: Exception, _exchange: str, _routing_key: str, raw: amqp.Message) -> None:
        self._returned[raw.properties["message_id"]] = f"nowhere to go, not even among the unrouted: {error}"


def _is_about_a_message(error: BaseException) -> bool:
    """A refused routing key, a forged user, a body over the broker's limit; not a missing exchange or a lost right."""
    if isinstance(error, PreconditionFailed):
        return True
    if isinstance(error, AccessRefused):
        return "access to topic" in str(error)
    return isinstance(error, ChannelError) and error.reply_code == 311  # content too large
