"""A sealer at work on PostgreSQL: its clock, its locks, who waits for whom."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from services.choices.app import build
from services.choices.config import ChoicesConfig
from services.choices.store.filing import FILINGS
from services.choices.store.seal import SEALS
from services.choices.tests.desk import CLOSES, INTAKE, MAIN, SEASON, Desk
from services.choices.timers import Sealer
from shared.bus.local import LocalBus
from shared.config import load
from shared.db import open_engine
from shared.kernel import wall_clock
from shared.service import Service
from shared.testing.nodes import wait_for


def service_of(desk: Desk) -> Service:
    return desk.home.services["choices"]


def run_clock(desk: Desk, to: datetime) -> None:
    """The clock stands there from now on; nobody has looked at it yet."""
    settle, desk.home.settle = desk.home.settle, lambda: None  # type: ignore[method-assign]
    desk.home.advance(INTAKE, to)
    desk.home.settle = settle  # type: ignore[method-assign]


def seal(desk: Desk) -> bool:
    """The worker's errand, once."""
    return Sealer(grace=timedelta(0))(service_of(desk).db, wall_clock())


@contextmanager
def holding(desk: Desk, statement: Callable[[Connection], Any]) -> Iterator[None]:
    """What a statement locks stays locked to the end of the block; then nothing of it remains."""
    with service_of(desk).engine.connect() as conn:
        statement(conn)
        yield
        conn.rollback()


def wait_for_waiting(desk: Desk, number: int) -> None:
    """Until so many sessions of this database wait for a lock."""
    asked = text("SELECT count(*) FROM pg_stat_activity"
                 " WHERE datname = current_database() AND wait_event_type = 'Lock'")

    def waiting() -> bool:
        with service_of(desk).engine.connect() as conn:
            return int(conn.execute(asked).scalar_one()) >= number

    wait_for(waiting, seconds=20, what=f"{number} sessions to wait for a lock")


def lock_filing(account: str) -> Callable[[Connection], Any]:
    """Whoever would change this filing waits, having its guard."""
    return lambda conn: conn.execute(FILINGS.select().where(FILINGS.c.account == account).with_for_update())


@contextmanager
def sealing_for_long(desk: Desk, pool: ThreadPoolExecutor) -> Iterator[Future[bool]]:
    """The sealer has the guard and cannot end, to the end of the block."""
    taken = {"season": SEASON.code, "batch": MAIN, "seal": 1, "intake": INTAKE, "season_version": 1, "count": 0,
             "root": "", "nodes": "", "closes_at": CLOSES, "sealed_at": CLOSES, "recorded_at": CLOSES}
    with holding(desk, lambda conn: conn.execute(SEALS.insert(), taken)):
        sealing = pool.submit(seal, desk)
        wait_for_waiting(desk, 1)
        yield sealing


def behind_gateway(desk: Desk, folder: Path) -> Service:
    """A second web process on the same database, which believes the gateway's time of receipt."""
    held = service_of(desk)
    config = load(ChoicesConfig, {}, service="choices", given={
        "database_url": held.config.database_url, "bus_url": "local:", "var_dir": str(folder),
        "season_key": held.config.season_key, "behind_gateway": "true",
    })
    return build(config, open_engine(config.database_url), LocalBus())


def finalised(desk: Desk, number: int) -> dict[str, Any]:
    """By account, what the seal of this number has."""
    return {each.account: each for each in desk.told.events("filing_finalised") if each.seal == number}
