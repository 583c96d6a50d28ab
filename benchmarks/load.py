"""A load on a web server from this machine: so many connections, each asking one thing after another."""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT = 30.0


class Unexpected(AssertionError):
    """An answer with another status than the one that was waited for."""


@dataclass
class Load:
    """``connections`` threads share the requests; each keeps one connection open."""

    url: str
    connections: int = 8
    seconds: list[float] = field(default_factory=list)
    """How long each request waited for its answer, over all runs."""
    _failures: list[BaseException] = field(default_factory=list)

    def run(self, requests: Sequence[bytes], *, status: int) -> float:
        """All of them; the rate. Raises what went wrong first."""
        threads = [
            threading.Thread(target=self._work, args=(requests[index :: self.connections], status))
            for index in range(self.connections)
        ]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - started
        if self._failures:
            raise self._failures[0]
        return len(requests) / seconds

    def _work(self, requests: Sequence[bytes], status: int) -> None:
        address = urlsplit(self.url)
        wanted, answered, sent = f"HTTP/1.1 {status} ".encode(), 0, time.perf_counter()
        try:
            with socket.create_connection((address.hostname or "", address.port or 80), timeout=TIMEOUT) as line:
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for request in requests:
                    sent = time.perf_counter()
                    line.sendall(request)
                    _check(_answer(line), wanted)
                    self.seconds.append(time.perf_counter() - sent)
                    answered += 1
        except BaseException as error:  # noqa: BLE001  (told by the thread that waits)
            error.add_note(f"{answered} of {len(requests)} answered, then {time.perf_counter() - sent:.3f} s")
            self._failures.append(error)


def request(method: str, path: str, body: bytes, **headers: str) -> bytes:
    """A request with a JSON body as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
             f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _check(answer: bytes, wanted: bytes) -> None:
    if not answer.startswith(wanted):
        raise Unexpected(answer[:2000].decode(errors="replace"))


def _answer(line: socket.socket) -> bytes:
    """One answer, head and body."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += _more(line)
    head, _, body = held.partition(b"\r\n\r\n")
    length = next((int(each.partition(b":")[2]) for each in head.lower().split(b"\r\n")
                   if each.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += _more(line)
    return head + b"\r\n\r\n" + body


def _more(line: socket.socket) -> bytes:
    received = line.recv(65536)
    if not received:
        raise ConnectionError("the server closed the connection")
    return received
