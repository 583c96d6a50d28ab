"""The bus of separate processes: RabbitMQ, with windowed confirms out and one active consumer in."""

import contextlib
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import takewhile

import amqp
from amqp.exceptions import AccessRefused, ChannelError, PreconditionFailed

from shared.bus import BusAway, Consumer, Message, Published, Taker, envelope
from shared.bus.ear import Ear
from shared.bus.link import BROKEN, Link, user_of
from shared.bus.topology import EVENTS

TIMEOUT = 10.0
WINDOW = 512
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
        """Send within one deadline; what has not gone out by half of it is left for the next time. Only the relay's
        thread calls this."""
        published = Published()
        now = time.monotonic()
        try:
            with self._dropping():
                self._ready().send(
                    messages, published, closing=now + self._timeout / 2, deadline=now + self._timeout)
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
        self._waiting: dict[int, Message] = {}  # by delivery tag, in the order sent
        self._waiting_bytes = 0
        self._next: deque[Message] = deque()
        self._behind: dict[str, deque[Message]] = {}  # key → what goes out when the one before it is confirmed
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

    def send(self, messages: Sequence[Message], published: Published, *, closing: float, deadline: float) -> None:
        """Publish with at most a window unconfirmed and one of each key, and return when all that went out is answered;
        ``published`` fills meanwhile. After ``closing`` nothing more goes out."""
        self._published = published
        self._line_up(messages)
        self._fill()
        while self._waiting:
            self._hear(deadline)
            if time.monotonic() < closing:
                self._fill()
        self._used = time.monotonic()

    def _line_up(self, messages: Sequence[Message]) -> None:
        """The first of each key may go; the others stand behind it."""
        self._next, self._behind = deque(), {}
        keys: set[str] = set()
        for message in messages:
            if message.key in keys:
                self._behind.setdefault(message.key, deque()).append(message)
            else:
                keys.add(message.key)
                self._next.append(message)

    def _fill(self) -> None:
        while self._next and len(self._waiting) < WINDOW and self._waiting_bytes < WINDOW_BYTES:
            message = self._next.popleft()
            raw = envelope.write(message, user=self._user)
            self._sent += 1
            self._waiting[self._sent] = message
            self._waiting_bytes += len(message.body)
            self._channel.basic_publish(raw, exchange=EVENTS, routing_key=message.name, mandatory=True)

    def _hear(self, deadline: float) -> None:
        if not self.link.drain(deadline - time.monotonic()) and time.monotonic() >= deadline:
            raise TimeoutError(f"{len(self._waiting)} messages are not confirmed in time")

    def _settle(self, tag: int, *, multiple: bool) -> Iterator[Message]:
        settled = list(takewhile(lambda held: held <= tag, self._waiting)) if multiple else [tag]
        for one in settled:
            message = self._waiting.pop(one)
            self._waiting_bytes -= len(message.body)
            yield message

    def _on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  (the library's signature)
        for message in self._settle(tag, multiple=multiple):
            if reason := self._returned.pop(message.id, None):
                self._published.refused[message.id] = reason
                continue
            self._published.confirmed.add(message.id)
            if behind := self._behind.get(message.key):
                self._next.append(behind.popleft())

    def _on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  (the library's signature)
        for message in self._settle(tag, multiple=multiple):
            self._published.refused[message.id] = "the broker would not keep it (nack)"

    def _on_return(self, error: Exception, _exchange: str, _routing_key: str, raw: amqp.Message) -> None:
        self._returned[raw.properties["message_id"]] = f"nowhere to go, not even among the unrouted: {error}"


def _is_about_a_message(error: BaseException) -> bool:
    """A refused routing key, a forged user, a body over the broker's limit; not a missing exchange or a lost right."""
    if isinstance(error, PreconditionFailed):
        return True
    if isinstance(error, AccessRefused):
        return "access to topic" in str(error)
    return isinstance(error, ChannelError) and error.reply_code == 311  # content too large
