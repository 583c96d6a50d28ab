"""``review_queue``: the queue of a college and of an authority, and a case, among 20,000 candidates; and how long 1,000
decisions of one workbook take, each with its audit entry."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import text

from benchmarks.load import Load, request
from benchmarks.measure import Figure, Size
from benchmarks.review_season import SERVICE, Reviewing, review_season
from benchmarks.served import process, server_p95
from benchmarks.servers import durable_postgres
from services.review.domain.batch import Line
from services.review.domain.decision import Reviewer
from services.review.usecases import batch
from services.review.usecases.queue import Desk, Wanted, list_queue
from shared.kernel import wall_clock
from shared.season.words import ReviewBy
from shared.testing.nodes.process import free_ports

COUNT, CANDIDATES, DECISIONS = 400, 20_000, 1000
MOST, MOST_SECONDS = 100.0, 60.0
PAGES = {
    "college_due": ("college", "/review/queue"), "college_all": ("college", "/review/queue?state=all"),
    "authority_due": ("authority", "/review/queue"),
    "authority_returned": ("authority", "/review/queue?state=returned"),
}


def run(size: Size) -> Figure:
    """Eight connections, one gunicorn process of 4 threads; the value is the slowest page's p95 at the server."""
    count = size.or_else(COUNT)
    candidates = CANDIDATES if count >= COUNT else count * 10
    address = f"127.0.0.1:{free_ports(1)[0]}"
    with (
        tempfile.TemporaryDirectory(prefix="longmen-bench-") as folder,
        durable_postgres([SERVICE]) as urls,
        review_season(Path(folder), urls[SERVICE], bind=address, candidates=candidates) as reviewing,
    ):
        with reviewing.service.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("VACUUM ANALYZE cases"))
        with process([f"services.{SERVICE}", "web"], reviewing.environment, answers=f"http://{address}/readyz",
                     log=Path(folder) / "web.log"):
            pages = PAGES | {"case": ("college", f"/review/cases/{_first(reviewing)}")}
            rounds = [{name: asked(address, path, reviewing.tokens[who], count) for name, (who, path) in pages.items()}
                      for _ in range(size.pairs + 1)][1:]
        inside = server_p95(Path(folder) / "web.log")
        decided = decided_at_once(reviewing, DECISIONS if count >= COUNT else count)
    waited = {name: {cut: median(one[name][cut] for one in rounds) for cut in ("p50", "p95")} for name in pages}
    return Figure(
        name="review_queue", unit="ms p95", value=max(inside.values()),
        detail={"most": MOST, "candidates": candidates, "requests": count, "connections": Load.connections,
                "server_p95_ms": inside, "waited_ms": waited,
                "decisions": {**decided, "most_seconds": MOST_SECONDS}},
    )


def asked(address: str, path: str, token: str, count: int) -> dict[str, float]:
    """So many requests for a page; what half of the callers waited at most, and all but one of twenty."""
    load = Load(f"http://{address}")
    asking = request("GET", path, b"", Accept="text/html", Authorization=f"Bearer {token}",
                     **{"Accept-Encoding": "gzip"})
    load.run([asking] * count, status=200)
    cuts = quantiles(load.seconds, n=20)
    return {"p50": round(cuts[9] * 1000, 1), "p95": round(cuts[18] * 1000, 1)}


def decided_at_once(reviewing: Reviewing, count: int) -> dict[str, Any]:
    """A workbook of so many lines, looked at and then committed by the worker; the audit has each decision."""
    service, desk = reviewing.service, _desk(reviewing)
    with service.db.read() as conn:
        found = list_queue(conn, service.box, desk, Wanted(most=count))
        lines = [Line(row=row, number=each.candidate_number, version=each.version, decision="approved")
                 for row, each in enumerate(found, start=2)]
        handed = batch.handed_in(conn, service.box, desk, lines, dry_run=True, name="考核员")
    took = {}
    for name, dry_run in (("look_seconds", True), ("commit_seconds", False)):
        now = service.season.season_time(reviewing.season.intake, wall_clock())
        with service.db.begin(actor="source_college:bench", now=now) as tx:
            batch.hand_in(tx, replace(handed, dry_run=dry_run))
        started = time.perf_counter()
        while service.jobs.run_due(wall_clock()):
            pass
        took[name] = round(time.perf_counter() - started, 2)
    with service.db.read() as conn:
        audited = conn.execute(text("SELECT count(*) FROM audit WHERE action = 'case.decide'")).scalar_one()
        decided = conn.execute(text("SELECT count(*) FROM decisions")).scalar_one()
    assert audited == decided == len(lines), (audited, decided, len(lines))
    return {"lines": len(lines), "audited": audited, **took}


def _desk(reviewing: Reviewing) -> Desk:
    return Desk(reviewer=Reviewer(by=ReviewBy.SOURCE_COLLEGE, scope=reviewing.college),
                seasons=reviewing.service.season)


def _first(reviewing: Reviewing) -> str:
    with reviewing.service.db.read() as conn:
        return list_queue(conn, reviewing.service.box, _desk(reviewing), Wanted(most=1))[0].account
