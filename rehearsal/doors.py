"""The public doors: one HTTP client, tokens that are renewed in time, and a clock of how long everything took."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx

TIMEOUT = 30.0
PATIENCE = 60.0
"""Seconds for which a server may be away before somebody gives up."""
REPEATABLE = frozenset({"GET", "PUT", "DELETE"})


Tokens = Mapping[str, Any]
"""What sign-in answers."""


class Refused(Exception):
    """A door said no: its status and problem document."""

    def __init__(self, response: httpx.Response, *, problem: dict[str, Any] | None = None) -> None:
        self.status = response.status_code
        self._retry_after = response.headers.get("retry-after", "1")
        kind = response.headers.get("content-type", "")
        told = response.json() if "json" in kind else {"detail": response.text[:300]}
        self.problem: dict[str, Any] = problem or told
        super().__init__(f"{response.request.method} {response.request.url.path}: {self.status} {self.problem}")

    @property
    def retry_after(self) -> float:
        """Seconds after which to come again, as the door said."""
        return float(self._retry_after)

    @property
    def code(self) -> str:
        """The problem's code from the registry."""
        return str(self.problem.get("code", ""))


@dataclass
class Stopwatch:
    """Seconds by what they went into."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def running(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self.seconds[what] += time.perf_counter() - started


class Doors:
    """Addresses by service. ``bases`` has one entry per service, or all the same behind a gateway."""

    def __init__(self, bases: Mapping[str, str], watch: Stopwatch) -> None:
        self.bases = dict(bases)
        self.watch = watch
        self.asked: set[str] = set()
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=16)
        self._client = httpx.Client(timeout=TIMEOUT, limits=limits)

    def ask(self, method: str, service: str, path: str, *, token: str | None = None, **options: Any) -> httpx.Response:
        """A request to ``/<service>/api/v1<path>``. Raises :class:`Refused` for 4xx and 5xx."""
        return self.raw(method, service, f"/{service}/api/v1{path}", token=token, **options)

    def raw(self, method: str, service: str, path: str, *, token: str | None = None, **options: Any) -> httpx.Response:
        """A request to any address of a service."""
        headers, repeatable = dict(options.pop("headers", {})), options.pop("repeatable", method in REPEATABLE)
        self.asked.add(f"{method} {path}?{options.get('params', '')}")
        if token:
            headers["Authorization"] = f"Bearer {token}"
        with self.watch.running("http"):
            url = self.bases[service] + path
            response = self._patient(self._client, method, url, repeatable=repeatable, headers=headers, **options)
        if response.is_error:
            raise Refused(response)
        return response

    def visit(self, browser: httpx.Client, method: str, address: str, **options: Any) -> httpx.Response:
        """A request of somebody's browser to an address of the portal, sent where the gateway would send it."""
        self.asked.add(f"{method} {address}")
        first = address.partition("?")[0].split("/")[1]
        with self.watch.running("http"):
            url = self.bases[first if first in self.bases else "registration"] + address
            return self._patient(browser, method, url, repeatable=method in REPEATABLE, **options)

    def _patient(
        self, client: httpx.Client, method: str, url: str, *, repeatable: bool, **options: Any
    ) -> httpx.Response:
        """As people do when a page does not come: press again, where pressing twice is as good as once."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                response = client.request(method, url, **options)
            except httpx.TransportError:
                if not repeatable or time.monotonic() >= deadline:
                    raise
            else:
                if response.status_code != 503 or not repeatable or time.monotonic() >= deadline:
                    return response
            threading.Event().wait(0.2)

    def raw_at(self, base: str, path: str) -> httpx.Response:
        """What a process itself answers there: its health or its measures."""
        response = self._client.get(base + path)
        if response.is_error:
            raise Refused(response)
        return response

    def close(self) -> None:
        self._client.close()


@dataclass
class Account:
    """Somebody who is signed in, renewed when half of the token's life is over."""

    doors: Doors
    access: str
    refresh: str
    renew_at: float
    number: str = ""
    """A candidate's number, where the door has just told it."""
    again: Callable[[], Tokens] | None = None
    """How this person signs in once more, where a sign-in has come to its end."""
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, doors: Doors, tokens: Tokens, *, again: Callable[[], Tokens] | None = None) -> "Account":
        """From what sign-in answers."""
        return cls(doors, tokens["access_token"], tokens["refresh_token"], time.monotonic() + 240,
                   number=tokens.get("candidate_number", ""), again=again)

    def ask(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        """A request as this person."""
        with self.lock:
            if time.monotonic() >= self.renew_at:
                renewed = Account.of(self.doors, self._renewed())
                self.access, self.refresh, self.renew_at = renewed.access, renewed.refresh, renewed.renew_at
        return self.doors.ask(method, service, path, token=self.access, **options)

    def _renewed(self) -> Tokens:
        try:
            body = {"refresh_token": self.refresh}
            found: Tokens = self.doors.ask("POST", "registration", "/session/renewal", json=body).json()
        except Refused as refused:
            if refused.status != 401 or self.again is None:
                raise
            return self.again()
        return found
