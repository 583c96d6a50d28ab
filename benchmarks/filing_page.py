"""``filing_page``: 《志愿填报》, the form of a choice and what is saved, opened while 20,000 candidates are known."""

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.filing_season import BATCH, SERVICE, Filing, filing_season
from benchmarks.load import Load, request
from benchmarks.measure import Figure, Size
from benchmarks.save_choice import PATH, body_of
from benchmarks.served import process, server_p95
from benchmarks.servers import durable_postgres
from shared.testing.nodes.process import free_ports

COUNT, CANDIDATES, ASKING = 800, 20_000, 400
MOST = 100.0
PAGES = {"filing": "/choices/filing", "choice": f"/choices/filing/{BATCH}/A", "filings": "/choices/filings"}


@dataclass(frozen=True)
class Waited:
    """What callers of a page waited, in milliseconds: half of them at most, and all but one of twenty."""

    p50: float
    p95: float


def run(size: Size) -> Figure:
    """Eight connections, one gunicorn process of 4 threads; the value is the slowest page's p95 at the server."""
    count = size.or_else(COUNT)
    address = f"127.0.0.1:{free_ports(1)[0]}"
    with (
        tempfile.TemporaryDirectory(prefix="longmen-bench-") as folder,
        durable_postgres([SERVICE]) as urls,
        filing_season(Path(folder), urls[SERVICE], bind=address, candidates=CANDIDATES if count > ASKING else count)
        as filing,
    ):
        asking = random.Random(1).sample(sorted(filing.tokens), min(ASKING, count))
        save_two_each(filing, asking)
        with process([f"services.{SERVICE}", "web"], filing.environment, answers=f"http://{address}/readyz",
                     log=Path(folder) / "web.log"):
            rounds = [{name: asked(address, path, filing, asking, count) for name, path in PAGES.items()}
                      for _ in range(size.pairs + 1)][1:]
        inside = server_p95(Path(folder) / "web.log")
    waited = {name: {"p50": median(one[name].p50 for one in rounds), "p95": median(one[name].p95 for one in rounds)}
              for name in PAGES}
    return Figure(
        name="filing_page", unit="ms p95", value=max(inside.values()),
        detail={"most": MOST, "candidates": len(filing.tokens), "requests": count, "connections": Load.connections,
                "server_p95_ms": inside, "waited_ms": waited},
    )


def save_two_each(filing: Filing, asking: list[str]) -> None:
    """Whoever asks has saved A and B."""
    client = filing.service.wsgi.test_client()
    for account in asking:
        for place, label in enumerate("AB"):
            answer = client.put(f"{PATH}/{label}", data=body_of(filing, place), content_type="application/json",
                                headers={"Authorization": f"Bearer {filing.tokens[account]}"})
            assert answer.status_code == 200, answer.text


def asked(address: str, path: str, filing: Filing, asking: list[str], count: int) -> Waited:
    """So many requests for a page, by one candidate after another."""
    load = Load(f"http://{address}")
    load.run([request("GET", path, b"", Accept="text/html", Authorization=f"Bearer {filing.tokens[account]}",
                      **{"Accept-Encoding": "gzip"})
              for account in (asking[turn % len(asking)] for turn in range(count))], status=200)
    cuts = quantiles(load.seconds, n=20)
    return Waited(p50=round(cuts[9] * 1000, 1), p95=round(cuts[18] * 1000, 1))
