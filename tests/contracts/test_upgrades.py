"""What was written before an upgrade is not forgotten by it."""

from pathlib import Path

import pytest
from sqlalchemy import MetaData, text

from shared import audit
from shared.db import Database, open_engine
from shared.migrations import Migrations
from shared.security.crypt import Box
from shared.security.keyring import KeyRing

SERVICES = ("registration", "review", "choices", "admission", "notify")
ENTRY = """
    INSERT INTO audit (id, recorded_at, actor, action, subject, details, traceparent)
    VALUES (:id, '2024-03-01 08:00:00.000000', 'officer', 'case.decide', 'case/1', '{}', '-')
"""


@pytest.mark.parametrize("name", SERVICES)
def test_what_awaited_its_place_in_the_chain_still_does(name: str, tmp_path: Path) -> None:
    folder = Path("services") / name / "migrations"
    (step,) = (folder / "versions").glob("*_chassis_2.py")
    engine = open_engine(f"sqlite:///{tmp_path}/a.db", durable=False)
    migrations = Migrations(engine, folder=folder, metadata=MetaData())
    migrations.upgrade(f"{int(step.name[:4]) - 1:04d}")
    with engine.begin() as conn:
        for entry in ("chained", "waiting"):
            conn.execute(text(ENTRY), {"id": entry})
        conn.execute(text("INSERT INTO audit_chain (audit_id, hash) VALUES ('chained', :hash)"), {"hash": "0" * 64})
    migrations.upgrade()
    db = Database(engine, service=name, box=Box(KeyRing(1, {1: b"k" * 32}, b"i" * 32), name))
    with engine.begin() as conn:
        conn.execute(text(ENTRY), {"id": "later"})
        assert set(conn.execute(text("SELECT audit_id FROM audit_unchained")).scalars()) == {"waiting", "later"}
    assert audit.chain_step(db)
    assert not audit.chain_step(db)
    with db.read() as conn:
        chained = conn.execute(text("SELECT audit_id FROM audit_chain ORDER BY seq")).scalars().all()
    assert chained == ["chained", "later", "waiting"]
    engine.dispose()
