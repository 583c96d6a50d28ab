"""The line to the broker: what comes is on disk before its ack, what goes is confirmed before it is filed."""

from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import pika
from pika.exceptions import AMQPChannelError, AMQPError, NackError, UnroutableError

from .folder import Folder, Kept
from .letters import Letter, canonical

RETURNS = "longmen.returns"
PREFETCH = 20
LOOK = 1.0
"""Seconds between looks at what was handed in meanwhile."""


class Refused(Exception):
    """The broker refused a letter: a wrong key or user, or nobody there to take it. It stays in ``outgoing``."""


class Line:
    """One connection, for one thread. ``url``: ``amqps://college.<code>:<password>@host/``. Declares nothing."""

    def __init__(self, url: str, folder: Folder) -> None:
        self.user = unquote(urlsplit(url).username or "")
        self.college = self.user.removeprefix("college.")
        self._folder = folder
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()
        self._channel.basic_qos(prefetch_count=PREFETCH)

    def listen(
        self, *, idle: float | None = None, on_kept: Callable[[Kept], None] = lambda kept: None,
        on_rest: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep what comes, and send what is handed in meanwhile; for ever, or until nothing came for ``idle`` seconds.

        ``on_rest`` is called whenever nothing has come for a moment.
        """
        rested = 0.0
        pause = LOOK if idle is None else min(LOOK, idle)
        for method, _, body in self._channel.consume(f"college.{self.college}.rounds", inactivity_timeout=pause):
            if method is not None:
                rested = 0.0
                kept = self._folder.keep(body)
                self._channel.basic_ack(method.delivery_tag)
                on_kept(kept)
                continue
            on_rest()
            rested = 0.0 if self.send_all() else rested + pause
            if idle is not None and rested >= idle:
                break
        self._channel.cancel()

    def send_all(self) -> int:
        """Everything in ``outgoing``, oldest first, each confirmed; how many. Raises :class:`Refused`."""
        waiting = self._folder.outgoing()
        for letter in waiting:
            self._send(letter)
            self._folder.confirmed(letter)
        return len(waiting)

    def _send(self, letter: Letter) -> None:
        kind = str(letter["type"])
        properties = pika.BasicProperties(
            content_type="application/json", delivery_mode=2, message_id=str(letter["message_id"]), type=kind,
            user_id=self.user,
        )
        key = f"college.{self.college}.{kind.partition('.')[0]}"
        try:
            self._channel.basic_publish(RETURNS, key, canonical(letter), properties, mandatory=True)
        except (UnroutableError, NackError, AMQPChannelError) as error:
            raise Refused(f"{kind} {letter['message_id']}: {error!r}") from error

    def close(self) -> None:
        """Take leave; what was not acknowledged goes back to the queue."""
        try:
            self._connection.close()
        except AMQPError:
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
