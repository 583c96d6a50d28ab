"""Processes: the web server under gunicorn, the worker's loops, the lock that lets one process write embedded data."""

import fcntl
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from sqlalchemy.engine import make_url
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Response

from shared import logs
from shared.bus import BusAway
from shared.config import Config
from shared.db import DatabaseAway
from shared.service import Service

IDLE = 0.1
"""Seconds between looks at an outbox in which nothing was."""
UNHURRIED = 0.25
"""Seconds between a worker's looks at what time alone or another process brings: moments, retries, jobs. What it is
told it hears meanwhile, and then it looks too."""
REST = 1.0
"""Seconds before coming back to a broker or database that is away."""
HEALTH_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

Application = Callable[..., Any]


class AlreadyRunning(Exception):
    """Another process writes to this embedded database."""


@contextmanager
def sole_writer(url: str) -> Iterator[None]:
    """Hold the lock file beside a SQLite database; PostgreSQL needs none."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    path = Path(parsed.database + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as held:
        _lock(held, path)
        yield


def _lock(held: IO[str], path: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise AlreadyRunning(f"another process is using it ({path}); stop it first") from error


class OwnLinesOnly(Logger):  # type: ignore[misc]  # gunicorn has no types
    """No access log: the application writes its own, and gunicorn would put its line together to throw it away."""

    def access(self, *_request: Any) -> None:
        """Nothing."""


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with one worker process and threads: measures stay in one registry, scaling is by replicas. With
    ``WEB_CONCURRENCY`` in the environment it has more processes, each with measures of its own.

    ``load`` is called in the worker, after the fork: engines and threads are made there.
    """

    def __init__(self, config: Config, load: Callable[[], Application], **settings: Any) -> None:
        self._settings = {
            "bind": config.bind, "worker_class": "gthread", "threads": config.threads,
            "timeout": 60, "graceful_timeout": 30, "keepalive": 5, "worker_tmp_dir": "/dev/shm",  # noqa: S108
            "control_socket_disable": True, "preload_app": False, "max_requests": 0, "logger_class": OwnLinesOnly,
            "logconfig_dict": logs.gunicorn_logging(config.log_level, service=config.service),
            "forwarded_allow_ips": "127.0.0.1", "proc_name": f"longmen-{config.service}", **settings,
        }
        self._load = load
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Application:
        return self._load()


def only_health(application: Application) -> Application:
    """A worker's own HTTP: health and measures, nothing else of its service."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        chosen = application if environ.get("PATH_INFO") in HEALTH_PATHS else Response(status=404)
        return chosen(environ, start_response)

    return answer


class Loops:
    """Threads that call steps for ever, rest when nothing moved, and come back when something was away. A step is named
    ``<service>.<step>``: what it logs stands under its service."""

    def __init__(self, steps: Sequence[tuple[str, Callable[[], bool]]], *, idle: float = IDLE) -> None:
        self._stop = threading.Event()
        self._nudged = threading.Event()
        self._idle = idle
        self._threads = [
            threading.Thread(target=self._run, args=(name, step), name=name, daemon=True) for name, step in steps
        ]

    def start(self) -> "Loops":
        for thread in self._threads:
            thread.start()
        return self

    def nudge(self) -> None:
        """Something was written in this process: look now, not after the rest."""
        self._nudged.set()

    def stop(self, timeout: float = 10.0) -> None:
        """Let each finish its step."""
        self._stop.set()
        self._nudged.set()
        for thread in self._threads:
            thread.join(timeout)

    def wait(self) -> None:
        """Until SIGTERM or SIGINT; call it from the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        while not self._stop.wait(1.0):
            if dead := [thread.name for thread in self._threads if not thread.is_alive()]:
                raise SystemExit(f"a loop died: {', '.join(dead)}")
        self.stop()

    def _run(self, name: str, step: Callable[[], bool]) -> None:
        log = logs.open_log(name.partition(".")[0])
        while not self._stop.is_set():
            try:
                moved = step()
            except (BusAway, DatabaseAway) as error:
                log.warning("away", loop=name, error=str(error), cause=str(error.__cause__ or ""))
                self._stop.wait(REST)
            except Exception:  # a loop must outlive any one failure; the next round looks again
                log.exception("loop_failed", loop=name)
                self._stop.wait(REST)
            else:
                if not moved and self._nudged.wait(self._idle):
                    self._nudged.clear()


def run_worker(service: Service, *, health_bind: str) -> None:
    """Relay in one thread; ear, timers, jobs and errands in another; health over HTTP in a third."""
    health = _health_server(service, health_bind)
    threading.Thread(target=health.serve_forever, name="health", daemon=True).start()
    loops = Loops(
        [(f"{service.name}.relay", service.send), (f"{service.name}.work", lambda: service.work(UNHURRIED))], idle=IDLE)
    try:
        loops.start().wait()
    finally:
        health.shutdown()
        service.close()


def _health_server(service: Service, bind: str) -> BaseWSGIServer:
    host, _, port = bind.rpartition(":")
    return make_server(host, int(port), only_health(service.wsgi), threaded=True)
