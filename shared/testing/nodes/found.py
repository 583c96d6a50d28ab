"""Where PostgreSQL and RabbitMQ come from on this machine: installed, installed now, or else an address given to us."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.testing.nodes import postgres, rabbit
from shared.testing.nodes.databases import Databases
from shared.testing.nodes.postgres import PostgresCluster
from shared.testing.nodes.rabbit import RabbitNode

POSTGRES_URL = "LONGMEN_TEST_POSTGRES_URL"
RABBIT_URL = "LONGMEN_TEST_RABBIT_URL"
RABBIT_ADMIN_URL = "LONGMEN_TEST_RABBIT_ADMIN_URL"

SERVICE_POLICY = Path("/usr/sbin/policy-rc.d")


class Absent(Exception):
    """Neither an installed server nor an address: the message says what was tried."""


@dataclass(frozen=True)
class GivenRabbit:
    """A broker whose address was given: may be used, never killed."""

    url: str
    admin_url: str
    ours: bool = False


class GivenPostgres(Databases):
    """A server whose address was given: databases are made and dropped there, it is never killed."""

    ours = False

    def __init__(self, url: str) -> None:
        self.admin_url = url.replace("postgresql+psycopg://", "postgresql://", 1)


@contextmanager
def open_postgres(*, durable: bool = True) -> Iterator[PostgresCluster | GivenPostgres]:
    """Our own cluster; a given server only where no binaries can be had."""
    if _had("postgresql", postgres.binaries):
        with PostgresCluster(durable=durable) as cluster:
            yield cluster
    elif url := os.environ.get(POSTGRES_URL):
        yield GivenPostgres(url)
    else:
        raise Absent(f"no PostgreSQL: not installed, apt could not install it, {POSTGRES_URL} is not set")


@contextmanager
def open_rabbit() -> Iterator[RabbitNode | GivenRabbit]:
    """Our own node; a given broker only where no binaries can be had."""
    if _had("rabbitmq-server", rabbit.binary):
        with RabbitNode() as node:
            yield node
    elif (url := os.environ.get(RABBIT_URL)) and (admin_url := os.environ.get(RABBIT_ADMIN_URL)):
        yield GivenRabbit(url, admin_url)
    else:
        raise Absent(f"no RabbitMQ: not installed, apt could not install it, {RABBIT_URL} and {RABBIT_ADMIN_URL} "
                     "are not both set")


def _had(package: str, look: Callable[[], Path | None]) -> bool:
    return look() is not None or (_install(package) and look() is not None)


def _install(package: str) -> bool:
    """Debian's package, by apt, where we are root; its service is not started."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    sys.stderr.write(f"installing {package} (apt)\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = [[apt, "-qq", "update"], [apt, "-qq", "install", "-y", "--no-install-recommends", package]]
    with _services_kept_down():
        return all(subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
                   for command in commands)


@contextmanager
def _services_kept_down() -> Iterator[None]:
    """Debian starts what it installs unless this file says 101; a machine that has the file keeps its own."""
    if SERVICE_POLICY.exists():
        yield
        return
    SERVICE_POLICY.write_text("#!/bin/sh\nexit 101\n")
    SERVICE_POLICY.chmod(0o755)
    try:
        yield
    finally:
        SERVICE_POLICY.unlink()
