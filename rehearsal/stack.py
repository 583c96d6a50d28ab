"""Ten processes on PostgreSQL and RabbitMQ of their own: the demo as deployed, with something killed on the way."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from rehearsal.waiting import until
from rehearsal.worlds import SERVICES, Row, environment_of, rows_of, run_command
from shared.testing.nodes import open_postgres, open_rabbit
from shared.testing.nodes.databases import Databases
from shared.testing.nodes.found import GivenRabbit
from shared.testing.nodes.postgres import PostgresCluster
from shared.testing.nodes.process import free_ports
from shared.testing.nodes.rabbit import RabbitNode

Settings = dict[str, dict[str, str]]
SHORT_GRACES = {"choices": {"seal_grace": "1"}, "review": {"lapse_grace": "1"}}
"""Seconds after a close until it takes effect: no request is a minute under way here."""


@dataclass
class Process:
    """One web or worker, and how to start it again."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str]
    address: str
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; :meth:`ready` says when it can work."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", *self.arguments], env={**os.environ, **self.environment}, stdout=log, stderr=log,
                start_new_session=True,
            )

    def ready(self) -> bool:
        """Whether its /readyz says so. Raises when it ended by itself."""
        assert self.running is not None
        if self.running.poll() is not None:
            raise RuntimeError(f"{self.name} ended with exit code {self.running.returncode}; see {self.log}")
        try:
            return httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def end(self, number: signal.Signals) -> int:
        """Send a signal to it and its children, and wait. Returns its pid."""
        assert self.running is not None
        pid = self.running.pid
        os.killpg(pid, number)
        self.running.wait(timeout=40)
        return pid


@dataclass
class Stack:
    """The world of the stack."""

    var: Path
    settings: Settings
    webs: dict[str, Process]
    workers: dict[str, Process]
    cluster: Databases
    broker: RabbitNode | GivenRabbit
    name: str = "stack"
    faults: list[dict[str, Any]] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    @property
    def bases(self) -> Mapping[str, str]:
        return {service: web.address for service, web in self.webs.items()}

    @property
    def watched(self) -> Mapping[str, list[str]]:
        return {service: [self.webs[service].address, self.workers[service].address] for service in SERVICES}

    def command(self, service: str, *arguments: str) -> str:
        return run_command([f"services.{service}", *arguments], environment_of({service: self.settings[service]}))

    def facts(self, service: str, season: str) -> list[Row]:
        return rows_of(self.command(service, "facts", "--season", season))

    def link(self, college: str) -> str | None:
        given = self.command("admission", "college-link", "provision", "--college", college)
        told = dict(line.split(maxsplit=1) for line in given.splitlines())
        place = urlsplit(told["address"])
        return urlunsplit(place._replace(netloc=f"{told['user']}:{told['password']}@{place.hostname}:{place.port}"))

    def between(self, moment: str) -> None:
        """What is killed on the way, while candidates are at the door."""
        if moment == "registration-1/half":
            self._kill_broker(moment)
        elif moment == "registration-2/half":
            for service in ("notify", "registration"):
                self._kill_worker(service, moment)
        elif moment == "filing-first/half":
            self._kill_web("choices", moment)
        elif moment == "filing":
            self._kill_database(moment)

    def _kill_worker(self, service: str, moment: str) -> None:
        worker = self.workers[service]
        pid = worker.end(signal.SIGKILL)
        self._note(f"{service} worker", pid, moment)
        worker.start()
        until(worker.ready, what=f"{worker.name} to come back", every=0.1)

    def _kill_web(self, service: str, moment: str) -> None:
        """While people are saving: what they press again is saved once."""
        web = self.webs[service]
        pid = web.end(signal.SIGKILL)
        self._note(f"{service} web", pid, moment)
        web.start()

    def _kill_database(self, moment: str) -> None:
        if not isinstance(self.cluster, PostgresCluster):
            return  # a given server is not ours to kill
        pid = self.cluster.pid
        self.cluster.kill()
        self._note("PostgreSQL", pid, moment)
        self.cluster.restart()
        for process in (*self.webs.values(), *self.workers.values()):
            until(process.ready, what=f"{process.name} to find its database again", every=0.1)

    def _kill_broker(self, moment: str) -> None:
        if not isinstance(self.broker, RabbitNode):
            return  # a given broker is not ours to kill
        pid = self.broker.pid
        self.broker.kill()
        self._note("broker", pid, moment)
        self.broker.start()

    def _note(self, what: str, pid: int, moment: str) -> None:
        second = round(time.perf_counter() - self.started, 1)
        self.faults.append({"what": what, "pid": pid, "moment": moment, "second": second})


@contextmanager
def stack(var: Path) -> Iterator[Stack]:
    """Servers, databases, queues and ten processes; nothing is left behind."""
    with ExitStack() as held:
        cluster = held.enter_context(open_postgres())
        broker = held.enter_context(open_rabbit())
        ports = iter(free_ports(2 * len(SERVICES)))
        webs = {service: next(ports) for service in SERVICES}
        workers = {service: next(ports) for service in SERVICES}
        urls = cluster.databases([f"longmen_{service}_{os.getpid()}" for service in SERVICES])
        held.callback(cluster.drop, list(urls))
        settings = _settings(var, dict(zip(SERVICES, urls.values(), strict=True)), broker, webs)
        settings["admission"]["season_signing_key_file"] = str(var / "season.key")
        key = run_command(
            ["services.admission", "season", "key", "--create"], environment_of({"admission": settings["admission"]})
        ).strip()
        for each in settings.values():
            each["season_key"] = key
        for service in SERVICES:
            run_command([f"services.{service}", "migrate"], environment_of({service: settings[service]}))
        world = Stack(
            var, settings, _processes(var, settings, "web", webs), _processes(var, settings, "worker", workers),
            cluster, broker,
        )
        everybody = [*world.webs.values(), *world.workers.values()]
        held.callback(_end_all, everybody)
        for process in everybody:
            process.start()
        for process in everybody:
            until(process.ready, what=f"{process.name} to be ready", every=0.1)
        yield world


def _settings(
    var: Path, urls: Mapping[str, str], broker: RabbitNode | GivenRabbit, webs: Mapping[str, int]
) -> Settings:
    address = broker.url.partition("@")[2]
    return {
        service: {
            "database_url": urls[service],
            "bus_url": f"amqp://{service}:{secrets.token_hex(8)}@{address}",
            "bus_admin_url": broker.admin_url,
            "keyring_file": str(var / f"{service}.keyring"),
            "var_dir": str(var),
            "public_url": f"http://127.0.0.1:{webs['registration']}",
            **SHORT_GRACES.get(service, {}),
            "bind": f"127.0.0.1:{webs[service]}",
        }
        for service in SERVICES
    }


def _processes(var: Path, settings: Settings, kind: str, ports: Mapping[str, int]) -> dict[str, Process]:
    found = {}
    for service, port in ports.items():
        health = ["--health", f"127.0.0.1:{port}"] if kind == "worker" else []
        found[service] = Process(
            f"{service}-{kind}", [f"services.{service}", kind, *health], environment_of({service: settings[service]}),
            f"http://127.0.0.1:{port}", var / f"{service}-{kind}.log",
        )
    return found


def _end_all(processes: list[Process]) -> None:
    alive = [process for process in processes if process.running is not None and process.running.poll() is None]
    for process in alive:
        assert process.running is not None
        os.killpg(process.running.pid, signal.SIGTERM)
    for process in alive:
        assert process.running is not None
        try:
            process.running.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.running.pid, signal.SIGKILL)
            process.running.wait()
