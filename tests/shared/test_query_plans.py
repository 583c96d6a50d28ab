"""How SQLite finds what a worker asks for all the time: by an index, however long the season has been."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from shared.bus.local import LocalBus
from shared.config import Config
from shared.db import CHASSIS, open_engine, service_metadata
from shared.inbox import rows
from shared.service import House, Service, raise_house

NEWEST = "ORDER BY audit_chain.seq DESC\n LIMIT"
"""One row, from the end."""


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Service]:
    """A service that has the chassis alone."""
    engine = open_engine(f"sqlite:///{tmp_path}/review.db")
    CHASSIS.create_all(engine)
    config = Config(service="review", keyring_file=tmp_path / "review.keyring")
    house = House(name="review", root=Path(__file__).parent, metadata=service_metadata())
    yield raise_house(house, config, engine, LocalBus())
    engine.dispose()


def test_no_growing_table_is_read_whole(review: Service) -> None:
    grown = ("inbox", "outbox", "audit", "audit_chain", "jobs")
    short = {index.name for name in grown for index in CHASSIS.tables[name].indexes
             if index.dialect_options["sqlite"]["where"] is not None}
    plans: dict[str, list[str]] = {}

    def explain(_conn: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters[0] if many else parameters)
            plans[statement] = [row[3] for row in asked]

    with review.db.begin(actor="officer") as tx:
        tx.audit("case.decide", "case/9")
    event.listen(review.engine, "before_cursor_execute", explain)
    review.tick()
    review.exposition()
    with review.db.begin() as tx:
        state = {"of": "x.v1", "of_key": "x/1", "of_epoch": 1, "of_n": 1, "wall": tx.wall}
        tx.conn.execute(rows.SUPERSEDE_OPEN, state)
        tx.conn.execute(rows.EARLIER_OPEN, {"of_key": "x/1", "before": 9})
        for statement in (rows.BLOCKED, rows.WOKEN):
            tx.conn.execute(statement["sqlite"], {"keys": ["x/1"]})
    event.remove(review.engine, "before_cursor_execute", explain)
    whole = {statement: step for statement, steps in plans.items() for step in steps
             if (step.startswith("SCAN") or "ix_inbox_name" in step) and step.split()[1] in grown
             and not short & set(step.split()) and NEWEST not in statement}
    assert whole == {}
    assert len(plans) > 10
