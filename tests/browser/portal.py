"""The portal for browsers of tests: five services in this process behind a real port, at rest after each request."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from rehearsal.worlds import Embedded
from services.__main__ import Settling, embedded_settings, migrate_all, one_application, raise_all
from services.registration.usecases.invitations import invite_first_officer

FIRST_OFFICER = "officer-1@rehearsal.example"
ROUNDS = 500
Environ = dict[str, Any]


class NeverQuiet(Exception):
    """The services went on moving for longer than any chain of theirs is."""


class Handler(WSGIRequestHandler):
    """Keeps connections, as the gateway does, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  (its name is werkzeug's)
        return None


class Portal(Embedded):
    """The embedded world in the test's own process. Requests come one after the other: what one of them
    made happen has happened before its answer is sent, so no test waits."""

    def __init__(self, var: Path) -> None:
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=Handler)
        super().__init__(var, f"http://127.0.0.1:{self._server.server_port}", "browser")
        settings = embedded_settings(var, self.base)
        migrate_all(settings, durable=False)
        self.services = raise_all(settings, durable=False)
        self._settling = Settling(self.services, unhurried=0)
        self._five = one_application(self.services)
        self.first_link = self._invite()
        self._lock = threading.RLock()
        self._on_body: tuple[str, Callable[[], object]] | None = None
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def once_received(self, path: str, act: Callable[[], object]) -> None:
        """When the next form for this address is under way, its receipt stamped and its body still to come: do this."""
        self._on_body = (path, act)

    def endpoint(self, path: str) -> str:
        """``review_pages.case``: which page of which service answers an address; empty where none does."""
        service = path.split("?", maxsplit=1)[0].strip("/").split("/")[0]
        app = self.services[service if service in self.services else "registration"].wsgi
        try:
            found = app.url_map.bind("localhost").match(path.split("?", maxsplit=1)[0], method="GET")
        except HTTPException:
            return ""
        return str(found[0])

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for service in self.services.values():
            service.close()

    def _answer(self, environ: Environ, start_response: Any) -> Any:
        with self._lock:
            self._prepare(environ)
            answered = self._five(environ, start_response)
            try:
                body = [b"".join(answered)]
            finally:
                if hasattr(answered, "close"):
                    answered.close()
            if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
                self._settle()
        return body

    def _prepare(self, environ: Environ) -> None:
        if self._on_body and environ["PATH_INFO"] == self._on_body[0] and environ["REQUEST_METHOD"] == "POST":
            environ["wsgi.input"] = SlowBody(environ["wsgi.input"], self._lock, self._on_body[1])
            self._on_body = None

    def _settle(self) -> None:
        for _ in range(ROUNDS):
            if not self._settling.step():
                return
        raise NeverQuiet(f"still moving after {ROUNDS} rounds")

    def _invite(self) -> str:
        with self.services["registration"].db.begin(actor="command") as tx:
            return invite_first_officer(tx, FIRST_OFFICER, public_url=self.base).link


class SlowBody:
    """The body of a request whose line was slow: something else comes first."""

    def __init__(self, body: Any, lock: Any, act: Callable[[], object]) -> None:
        self._body, self._lock, self._act = body, lock, act

    def __getattr__(self, name: str) -> Any:
        self._first()
        return getattr(self._body, name)

    def _first(self) -> None:
        act, self._act = self._act, _nothing
        self._lock.release()
        try:
            act()
        finally:
            self._lock.acquire()


def _nothing() -> None:
    return None
