"""What a database says of a failed statement names no values: they may be a person's, and errors are logged."""

from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from shared.db import OUTBOX, Database, open_engine
from shared.testing.scene import open_database

PHONE = "13800138000"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(f"sqlite:///{tmp_path}/x.db", "registration")


def test_an_error_of_the_database_quotes_no_value(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed, database.begin() as tx:
        tx.conn.execute(insert(OUTBOX), {"event_id": PHONE, "name": PHONE})
    assert PHONE not in str(failed.value)
    assert "parameters hidden" in str(failed.value)
    database.engine.dispose()


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql+psycopg://localhost/x"])
def test_every_engine_hides_them(url: str) -> None:
    engine = open_engine(url)
    assert engine.hide_parameters
    engine.dispose()
