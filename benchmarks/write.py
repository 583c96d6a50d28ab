"""``write``: an officer's invitation over HTTP (state, audit, outbox) against a bare handler with two inserts."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count as counter
from pathlib import Path

from benchmarks.load import Load, request
from benchmarks.measure import Figure, Size, compared
from benchmarks.served import SERVICE, process
from benchmarks.servers import durable_postgres
from services.registration.app import build
from services.registration.config import RegistrationConfig
from services.registration.usecases.keys import present_key
from shared.bus.local import LocalBus
from shared.config import load
from shared.db import open_engine
from shared.kernel import new_id, wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.testing.nodes.process import free_ports

COUNT = 800
GOAL = 0.5
PATH = f"/{SERVICE}/api/v1/invitations"
TOKEN_LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Site:
    """The two servers, and a token of an officer for the one that asks for it."""

    product: str
    bare: str
    token: str


def run(size: Size) -> Figure:
    """Eight connections, one gunicorn process of 4 threads on either side, the same JSON body."""
    count = size.or_else(COUNT)
    people = counter()
    with tempfile.TemporaryDirectory(prefix="longmen-bench-") as folder, served(Path(folder)) as site:
        figure = compared(
            "write", lambda: ours(site, bodies(people, count)), lambda: plain(site, bodies(people, count)), size=size,
            goal=GOAL)
    return replace(figure, unit="writes/s", detail={"requests": count, "connections": Load.connections})


def ours(site: Site, wanted: list[bytes]) -> float:
    """The product's endpoint."""
    bearer = {"Authorization": f"Bearer {site.token}"}
    return Load(site.product).run([request("POST", PATH, body, **bearer) for body in wanted], status=201)


def plain(site: Site, wanted: list[bytes]) -> float:
    """The bare handler, sent the token as well."""
    bearer = {"Authorization": f"Bearer {site.token}"}
    return Load(site.bare).run([request("POST", "/invitations", body, **bearer) for body in wanted], status=201)


def bodies(people: Iterator[int], count: int) -> list[bytes]:
    """Invitations of people who were not invited before."""
    somebody = {"role": "source_college", "scope": "S001"}
    return [json.dumps({"email": f"person-{next(people)}@bench.example", **somebody}).encode() for _ in range(count)]


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Both servers on one cluster, each with a database of its own."""
    product, bare = (f"127.0.0.1:{port}" for port in free_ports(2))
    with durable_postgres(["registration", "bare"]) as urls:
        environment = settings(folder, urls["registration"], bind=product)
        token = prepared(environment)
        with (
            process(["services.registration", "web"], environment, answers=f"http://{product}/readyz",
                    log=folder / "product.log"),
            process(["benchmarks.served", "write"], settings(folder, urls["bare"], bind=bare), answers=f"http://{bare}/",
                    log=folder / "bare.log"),
        ):
            yield Site(f"http://{product}", f"http://{bare}", token)


def settings(folder: Path, database_url: str, *, bind: str) -> dict[str, str]:
    """A deployed web process: a database of its own, and a broker that it never talks to."""
    given = {"database_url": database_url, "bus_url": "amqp://127.0.0.1:1/", "bind": bind, "var_dir": str(folder)}
    return {f"LONGMEN_{SERVICE.upper()}_{name.upper()}": value for name, value in given.items()}


def prepared(environment: dict[str, str]) -> str:
    """Tables and a signing key as ``migrate`` and the worker make them; a real token of an officer."""
    config = load(RegistrationConfig, environment, service=SERVICE)
    service = build(config, open_engine(config.database_url), LocalBus())
    service.migrations.upgrade()
    service.work()
    wall = wall_clock()
    officer = Principal(subject=new_id(), role=Role.OFFICER, session=new_id(), expires_at=wall + TOKEN_LIFE)
    with service.db.read() as conn:
        key = present_key(conn, service.box, now=wall)
    service.close()
    return issue(officer, key, now=wall).text
