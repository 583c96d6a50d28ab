"""``seal``: a batch of filings sealed on PostgreSQL; its tree against the bare hashes of the same inputs."""

import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from benchmarks.baselines.seal import hashed, inputs_of
from benchmarks.filing_season import BATCH, CLOSES, FILE, MIDDAY, Filing, filing_season, set_clock
from benchmarks.measure import Figure, Size, compared
from benchmarks.servers import durable_postgres
from services.choices.store.content import sealed_filing
from services.choices.store.filing import FILINGS
from services.choices.timers import Sealer
from services.choices.usecases.seal import entry_of
from shared.contracts.choices import FilingFinalised
from shared.contracts.parts import FiledChoice
from shared.kernel import new_id, wall_clock
from shared.security.tree import leaf_of, root_of

COUNT = 160_000
GOAL = 1 / 1.5
GOAL_SECONDS = 60
AT_ONCE = 5_000


class NotSealed(AssertionError):
    """The seal has another number of filings than were filed."""


def run(size: Size) -> Figure:
    """The tree, from entries to root, by pairs of runs; then one whole seal: read, opened, hashed, told and kept."""
    count = size.or_else(COUNT)
    entries = [entry_of(_sealed(number)) for number in range(count)]
    inputs = inputs_of(entries)
    figure = compared("seal", lambda: tree(entries), lambda: bare(inputs), size=size, goal=round(GOAL, 2))
    with (
        tempfile.TemporaryDirectory(prefix="longmen-bench-") as folder, durable_postgres(["choices"]) as urls,
        filing_season(Path(folder), urls["choices"], bind="127.0.0.1:0", candidates=1) as filing,
    ):
        fill(filing, count)
        seconds = whole(filing, count)
    return replace(figure, unit="hashes/s", detail={
        "filings": count, "hashes": len(inputs), "whole_seal_seconds": round(seconds, 2),
        "goal_seconds_for_160000": GOAL_SECONDS, "filings_per_second": round(count / seconds),
    })


def tree(entries: list[bytes]) -> float:
    """The product's tree; hashes by second."""
    started = time.perf_counter()
    root_of([leaf_of(entry) for entry in entries])
    return (2 * len(entries) - 1) / (time.perf_counter() - started)


def bare(inputs: list[bytes]) -> float:
    """Nothing but the hashes."""
    started = time.perf_counter()
    number = hashed(inputs)
    return number / (time.perf_counter() - started)


def fill(filing: Filing, count: int) -> None:
    """So many filings of three choices, as saves leave them."""
    service, code = filing.service, filing.season.code
    for first in range(0, count, AT_ONCE):
        with service.db.begin(actor="bench", now=MIDDAY) as tx:
            tx.conn.execute(insert(FILINGS), [
                {"account": (account := new_id()), "season": code, "batch": BATCH, "intake": filing.season.intake,
                 "candidate_number": f"245000{number:08d}", "category": "VETERAN", "revision": 3, "saved": "A,B,C",
                 "content": sealed_filing(tx.box, CONTENT, place=(account, code, BATCH)), "head": "0" * 64,
                 "saved_at": MIDDAY, "recorded_at": tx.wall}
                for number in range(first, min(first + AT_ONCE, count))
            ])


def whole(filing: Filing, count: int) -> float:
    """Seconds of the worker's errand, from the guard to the commit."""
    service = filing.service
    with service.db.begin(actor="bench") as tx:
        set_clock(tx, service, filing.season, CLOSES, version=2)
    started = time.perf_counter()
    Sealer(grace=timedelta(0))(service.db, wall_clock())
    seconds = time.perf_counter() - started
    found = [row["count"] for row in service.facts(filing.season.code) if row["fact"] == "seal"]
    if found != [count]:
        raise NotSealed(found)
    return seconds


MAJORS = ["080903", "080703", "080906"]
CONTENT = {label: {"college": college, "majors": MAJORS}
           for label, college in (("A", "5001"), ("B", "5002"), ("C", "5003"))}


def _sealed(number: int) -> FilingFinalised:
    return FilingFinalised(
        account=new_id(), intake="chongqing-2024", season=FILE.stem, batch=BATCH, seal=1,
        candidate_number=f"245000{number:08d}", category="VETERAN", revision=3, saved_at=MIDDAY, leaf="",
        choices=[FiledChoice(label=label, college=str(held["college"]), majors=MAJORS)
                 for label, held in CONTENT.items()],
    )
