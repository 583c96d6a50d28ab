"""The world of docker-compose.yml: brought up for one play, spoken to through its gateway, taken down with its data."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx

from rehearsal.waiting import until
from rehearsal.worlds import SERVICES, Row, rows_of

FILES = (Path("docker-compose.yml"), Path("deploy/compose.rehearsal.yml"))
PROCESSES = ("web", "worker")
READY_WITHIN = 240.0
HIDDEN = ("/metrics", "/healthz", "/readyz", "//metrics", "/%6Detrics", "/registration/metrics", "/notify/readyz")
SHOWN_TO_ALL = ("/", "/.well-known/jwks.json", *(f"/{service}/api/openapi.json" for service in SERVICES))
TOO_LARGE = 17 * 1024 * 1024
SHOWN = 2000
"""Characters of a failed command's last words."""


class NoEngine(Exception):
    """There is no Docker with compose that answers. The message is one line."""


class CommandFailed(Exception):
    """A docker command ended with another exit code than 0."""


def find_engine() -> None:
    """Raises :class:`NoEngine` unless `docker compose` is there and an engine answers."""
    if shutil.which("docker") is None:
        raise NoEngine("docker is not installed")
    for arguments, missing in ((("compose", "version"), "docker has no compose plug-in (v2)"),
                               (("info",), "no Docker engine answers: start one, or set DOCKER_HOST")):
        if subprocess.run(["docker", *arguments], capture_output=True, check=False).returncode != 0:
            raise NoEngine(missing)


class GatewayFault(Exception):
    """The gateway lets something pass that it must not, or keeps something back."""


@dataclass
class Composition:
    """`docker compose` of one project, with everything it says in a log file."""

    project: str
    environment: Mapping[str, str]
    log: Path

    def run(self, *arguments: str) -> str:
        """A compose command to its end; its standard output. Raises :class:`CommandFailed`."""
        files = [part for file in FILES for part in ("--file", str(file))]
        done = subprocess.run(
            ["docker", "compose", "--ansi", "never", "--project-name", self.project, *files, *arguments],
            env={**os.environ, **self.environment}, capture_output=True, text=True, check=False,
        )
        with self.log.open("a") as log:
            log.write(f"$ docker compose {' '.join(arguments)}\n{done.stderr}")
        if done.returncode != 0:
            raise CommandFailed(f"docker compose {arguments[0]}: exit {done.returncode}\n{done.stderr[-SHOWN:]}")
        return done.stdout


@dataclass
class Composed:
    """A composed system behind its gateway."""

    var: Path
    base: str
    composition: Composition = field(repr=False)
    name: str = "compose"

    @property
    def bases(self) -> Mapping[str, str]:
        return dict.fromkeys(SERVICES, self.base)

    @cached_property
    def watched(self) -> Mapping[str, list[str]]:
        return {service: [f"http://{self._published(f'{service}-{process}')}" for process in PROCESSES]
                for service in SERVICES}

    def command(self, service: str, *arguments: str) -> str:
        typed = ("python", "-m", f"services.{service}", *arguments)
        return self.composition.run("exec", "-T", f"{service}-worker", *typed)

    def facts(self, service: str, season: str) -> list[Row]:
        return rows_of(self.command(service, "facts", "--season", season))

    def link(self, college: str) -> str | None:
        return None

    def is_ready(self) -> bool:
        """Whether every process says so itself, and the gateway lets people through to each service."""
        addresses = [f"{base}/readyz" for bases in self.watched.values() for base in bases]
        addresses += [self.base + path for path in SHOWN_TO_ALL]
        try:
            return all(httpx.get(address, timeout=5).status_code == 200 for address in addresses)
        except httpx.TransportError:
            return False

    def _published(self, process: str) -> str:
        return self.composition.run("port", process, "8080").strip()


def check_gateway(base: str) -> None:
    """Health stays inside, and what is too large is refused as a problem. Raises :class:`GatewayFault`."""
    for path in HIDDEN:
        if (status := httpx.get(base + path, timeout=10).status_code) != httpx.codes.NOT_FOUND:
            raise GatewayFault(f"{path} is answered with {status}")
    refused = httpx.post(f"{base}/registration/api/v1/rosters", content=bytes(TOO_LARGE), timeout=60)
    if refused.headers["content-type"] != "application/problem+json" or refused.json()["code"] != "too_large":
        raise GatewayFault(f"{TOO_LARGE} bytes are answered with {refused.status_code} {refused.text[:SHOWN]}")


@contextmanager
def composed(folder: Path) -> Iterator[Composed]:
    """Build, start and wait; afterwards nothing is left but the images and ``compose.log``."""
    find_engine()
    var = folder / "notify"
    var.mkdir(parents=True)
    address = f"127.0.0.1:{_free_port()}"
    settings = {
        "LONGMEN_SEAL_GRACE": "1", "LONGMEN_LAPSE_GRACE": "1",  # no request is a minute under way here
        "LONGMEN_LISTEN": address, "LONGMEN_PUBLIC_URL": f"http://{address}",
        "LONGMEN_REHEARSAL_FOLDER": str(var), "LONGMEN_REHEARSAL_USER": f"{os.getuid()}:{os.getgid()}",
    }
    composition = Composition(f"longmen-rehearsal-{os.getpid()}", settings, folder / "compose.log")
    composition.run("build")
    try:
        composition.run("up", "--detach", "--no-build", "--quiet-pull")
        world = Composed(var, f"http://{address}", composition)
        until(world.is_ready, what="the composed system to be ready", seconds=READY_WITHIN, every=0.5)
        check_gateway(world.base)
        yield world
    except BaseException:
        (folder / "containers.log").write_text(composition.run("logs", "--no-color", "--timestamps"))
        raise
    finally:
        composition.run("down", "--volumes", "--remove-orphans", "--timeout", "10")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
