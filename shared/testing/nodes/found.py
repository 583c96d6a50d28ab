"""Where PostgreSQL and RabbitMQ come from on this machine: installed, installed now, or else an address given to us."""

import os
import subprocess
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

SETUP = Path(__file__).parents[3] / "deploy" / "setup"


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
    if _had(postgres.binaries):
        with PostgresCluster(durable=durable) as cluster:
            yield cluster
    elif url := os.environ.get(POSTGRES_URL):
        yield GivenPostgres(url)
    else:
        raise Absent(f"no PostgreSQL: not installed, apt could not install it, {POSTGRES_URL} is not set")


@contextmanager
def open_rabbit() -> Iterator[RabbitNode | GivenRabbit]:
    """Our own node; a given broker only where no binaries can be had."""
    if _had(rabbit.binary):
        with RabbitNode() as node:
            yield node
    elif (url := os.environ.get(RABBIT_URL)) and (admin_url := os.environ.get(RABBIT_ADMIN_URL)):
        yield GivenRabbit(url, admin_url)
    else:
        raise Absent(f"no RabbitMQ: not installed, apt could not install it, {RABBIT_URL} and {RABBIT_ADMIN_URL} "
                     "are not both set")


def _had(look: Callable[[], Path | None]) -> bool:
    """Whether binaries are there, or can be installed."""
    if look() is None and SETUP.exists():
        subprocess.run([SETUP, "servers"], check=False)
    return look() is not None
