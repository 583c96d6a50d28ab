"""One connection to the broker, owned by one thread and thrown away at the first error.

The broker's client library waits without end unless its socket has a time-out, answers nothing but an
exception of its own once a connection is gone, and mixes up late confirms on a channel that was kept after
an error. So: a time-out on the socket itself, and nothing is ever repaired.
"""

import contextlib
import ssl
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp
from amqp.exceptions import AMQPError

CHUNK = 16 * 1024
"""Bytes asked of the socket at once; more would only be copied more often."""

BROKEN = (AMQPError, OSError)
"""What tells that a connection is of no more use."""


def user_of(url: str) -> str:
    """The broker user that an address names."""
    return unquote(urlsplit(url).username or "guest")


class Link:
    """Connected when made. ``timeout`` bounds every wait; ``heartbeat`` 0 for a connection that is often silent."""

    def __init__(self, url: str, *, timeout: float, heartbeat: int) -> None:
        address = urlsplit(url)
        secure = address.scheme == "amqps"
        self.amqp = amqp.Connection(
            f"{address.hostname}:{address.port or (5671 if secure else 5672)}", userid=user_of(url),
            password=unquote(address.password or "guest"), virtual_host=unquote(address.path[1:]) or "/",
            connect_timeout=timeout, heartbeat=heartbeat,
            ssl={"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": address.hostname} if secure else False,
        )
        try:
            self.amqp.connect()
        except BaseException:
            self.drop()
            raise
        self.amqp.transport.sock.settimeout(timeout)
        self._read_at_once()
        # Else every publish would first read the socket to ask whether the broker is short of memory.
        self.amqp.client_properties["capabilities"]["connection.blocked"] = False

    def _read_at_once(self) -> None:
        """Take from the socket what has come, not the few bytes that the library wants next: it asks nine times for one
        message. What is too much stays in the library's own buffer."""
        transport: Any = self.amqp.transport
        receive = transport._quick_recv  # noqa: SLF001  (of what it reads there is no other handle)
        transport._quick_recv = lambda wanted: receive(max(wanted, CHUNK))  # noqa: SLF001

    def drain(self, timeout: float) -> bool:
        """Let one thing that the broker said be heard; False if it said nothing in time."""
        try:
            # Never 0: without a time-out the library spins on a frame of which only a part has come.
            self.amqp.drain_events(timeout=max(timeout, 0.001))
        except TimeoutError:
            return False
        return True

    def drop(self) -> None:
        """Forget the connection without a word to the broker, which may be frozen."""
        with contextlib.suppress(*BROKEN):
            self.amqp.collect()

    def close(self) -> None:
        """Take leave, so that what is not acknowledged goes back at once."""
        try:
            self.amqp.close()
        except BROKEN:
            self.drop()
