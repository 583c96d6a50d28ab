"""Where a rehearsal plays: what the driver must know of a running Longmen, however it was started."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from rehearsal.waiting import until

SERVICES = ("registration", "review", "choices", "admission", "notify")
Row = Mapping[str, Any]


class ServicesEnded(Exception):
    """The one process ended by itself. The message is one line."""

    def __init__(self, returncode: int | None, var: Path) -> None:
        super().__init__(f"the services ended with exit code {returncode}; see {var}/server.log")


class World(Protocol):
    """A running Longmen."""

    name: str
    var: Path

    @property
    def bases(self) -> Mapping[str, str]:
        """Each service's address."""

    @property
    def watched(self) -> Mapping[str, list[str]]:
        """Where each service's processes answer /readyz and /metrics."""

    def facts(self, service: str, season: str) -> list[Row]:
        """The service's own data, from its command."""

    def link(self, college: str) -> str | None:
        """The broker's address for a college's own program; None where colleges have HTTPS alone."""


def environment_of(settings: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Settings by service and name as environment variables."""
    return {
        f"LONGMEN_{service.upper()}_{name.upper()}": value
        for service, values in settings.items()
        for name, value in values.items()
    }


def run_command(arguments: list[str], environment: Mapping[str, str]) -> str:
    """A Longmen command to its end. Raises with its own words if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env={**os.environ, **environment}, capture_output=True, text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def rows_of(text: str) -> list[Row]:
    """NDJSON as rows."""
    return [json.loads(line) for line in text.splitlines()]


@dataclass
class Embedded:
    """All five in one process of its own, on SQLite and the local bus."""

    var: Path
    base: str
    name: str = "embedded"

    @property
    def bases(self) -> Mapping[str, str]:
        return dict.fromkeys(SERVICES, self.base)

    @property
    def watched(self) -> Mapping[str, list[str]]:
        return {service: [self.base if service == "registration" else f"{self.base}/{service}"] for service in SERVICES}

    def command(self, service: str, *arguments: str) -> str:
        settings = {service: {"var_dir": str(self.var), "public_url": self.base}}
        return run_command([f"services.{service}", *arguments], environment_of(settings))

    def facts(self, service: str, season: str) -> list[Row]:
        return rows_of(self.command(service, "facts", "--season", season))

    def link(self, college: str) -> str | None:
        return None


@contextmanager
def serving(world: Embedded) -> Iterator[subprocess.Popen[bytes]]:
    """Start the one process and wait until it answers; end it afterwards."""
    log = (world.var / "server.log").open("wb")
    bind = world.base.removeprefix("http://")
    process = subprocess.Popen(
        [sys.executable, "-m", "services", "serve", "--bind", bind, "--var", str(world.var), "--fast"],
        stdout=log, stderr=subprocess.STDOUT,
    )
    try:
        until(lambda: _answers(world, process), what="the services to answer", seconds=90, every=0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _answers(world: Embedded, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise ServicesEnded(process.returncode, world.var)
    try:
        return httpx.get(f"{world.base}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
