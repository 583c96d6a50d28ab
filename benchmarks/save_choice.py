"""``save_choice``: a candidate saves one choice over HTTP (checked, sealed, chained, told) against a bare handler."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count as counter
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import event

from benchmarks.filing_season import BATCH, SERVICE, Filing, filing_season
from benchmarks.load import Load, request
from benchmarks.measure import Figure, Size, compared
from benchmarks.served import process
from benchmarks.servers import durable_postgres
from shared.testing.nodes.process import free_ports

COUNT, CANDIDATES, LOOKED_AT = 800, 400, 100
GOAL = 0.4
PATH = f"/{SERVICE}/api/v1/filings/{BATCH}/choices"


@dataclass(frozen=True)
class Site:
    """The two servers, and the candidates who save."""

    product: Load
    bare: Load
    filing: Filing
    turn: Iterator[int]


def run(size: Size) -> Figure:
    """Eight connections, one gunicorn process of 4 threads on either side, the same JSON body."""
    count = size.or_else(COUNT)
    with tempfile.TemporaryDirectory(prefix="longmen-bench-") as folder, served(Path(folder), count) as site:
        figure = compared("save_choice", lambda: ours(site, count), lambda: plain(site, count), size=size, goal=GOAL)
        where = where_it_goes(site.filing, min(count, LOOKED_AT))
    return replace(figure, unit="saves/s", detail={
        "requests": count, "connections": Load.connections, "ms": shown(site.product.seconds),
        "plain_ms": shown(site.bare.seconds), "where_ms": where,
    })


def ours(site: Site, count: int) -> float:
    """The product's endpoint: each candidate in turn, each of their three choices in turn."""
    return site.product.run([saved(site.filing, next(site.turn)) for _ in range(count)], status=200)


def plain(site: Site, count: int) -> float:
    """The bare handler, sent the token as well."""
    return site.bare.run([saved(site.filing, next(site.turn), bare=True) for _ in range(count)], status=200)


def saved(filing: Filing, turn: int, *, bare: bool = False) -> bytes:
    """One save. The three choices of a candidate name three colleges."""
    accounts = list(filing.tokens)
    account, place = accounts[turn % len(accounts)], turn // len(accounts) % 3
    path = f"/filings/{account}" if bare else f"{PATH}/{'ABC'[place]}"
    return request("PUT", path, body_of(filing, place), Authorization=f"Bearer {filing.tokens[account]}")


def body_of(filing: Filing, place: int) -> bytes:
    """A college that differs by place, with its first two majors."""
    college = filing.season.colleges.items[place].code
    majors = [each.code for each in filing.season.plan.majors if each.college == college][:2]
    return json.dumps({"college": college, "majors": majors}).encode()


def where_it_goes(filing: Filing, count: int) -> dict[str, float]:
    """Milliseconds of a save in one thread without sockets: in statements, in commits, and in everything else."""
    spent, began = {"statements": 0.0, "commit": 0.0}, [0.0]
    engine, client = filing.service.engine, filing.service.wsgi.test_client()

    def before(*_: Any) -> None:
        began[0] = time.perf_counter()

    def after(*_: Any) -> None:
        spent["statements"] += time.perf_counter() - began[0]

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    commit = engine.dialect.do_commit

    def committing(connection: Any) -> None:
        started = time.perf_counter()
        commit(connection)
        spent["commit"] += time.perf_counter() - started

    engine.dialect.do_commit = committing  # type: ignore[assignment,method-assign]
    started = time.perf_counter()
    for account, token in list(filing.tokens.items())[:count]:
        answer = client.put(f"{PATH}/A", data=body_of(filing, 0), content_type="application/json",
                            headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, (account, answer.text)
    whole = time.perf_counter() - started
    each = {**spent, "rest": whole - sum(spent.values()), "whole": whole}
    return {name: round(seconds * 1000 / min(count, len(filing.tokens)), 2) for name, seconds in each.items()}


def shown(seconds: list[float]) -> dict[str, float]:
    """What half of the callers waited at most, and all but one of a hundred."""
    cuts = quantiles(seconds, n=100)
    return {"p50": round(cuts[49] * 1000, 2), "p99": round(cuts[98] * 1000, 2)}


@contextmanager
def served(folder: Path, count: int) -> Iterator[Site]:
    """Both servers on one cluster, each with a database of its own."""
    product, bare = (f"127.0.0.1:{port}" for port in free_ports(2))
    with (
        durable_postgres([SERVICE, "bare"]) as urls,
        filing_season(folder, urls[SERVICE], bind=product, candidates=min(CANDIDATES, count)) as filing,
    ):
        aside = {"DATABASE_URL": urls["bare"], "BIND": bare}
        beside = filing.environment | {f"LONGMEN_{SERVICE.upper()}_{name}": value for name, value in aside.items()}
        with (
            process([f"services.{SERVICE}", "web"], filing.environment, answers=f"http://{product}/readyz",
                    log=folder / "product.log"),
            process(["benchmarks.served", "save_choice"], beside, answers=f"http://{bare}/", log=folder / "bare.log"),
        ):
            yield Site(Load(f"http://{product}"), Load(f"http://{bare}"), filing, counter())
