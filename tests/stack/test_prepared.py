"""What a web process prepares on PostgreSQL: kept between transactions, and no harm done when a column changes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select, text

from shared.db import Database, DatabaseAway, open_engine
from shared.security.crypt import Box
from shared.testing.scene import RING
from tests.servers import Servers

PLACES = Table("places", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(10)))
ASKED = select(PLACES.c.name).where(PLACES.c.id == 1)
PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT places%'")


@pytest.fixture
def db(servers: Servers) -> Iterator[Database]:
    url = servers.postgres.databases(["prepared"])["prepared"]
    engine = open_engine(url, threads=1, prepares=True)
    PLACES.metadata.create_all(engine)
    with engine.begin() as conn:
        conn.execute(insert(PLACES), {"id": 1, "name": "重庆"})
    yield Database(engine, service="choices", box=Box(RING, "choices"))
    engine.dispose()
    servers.postgres.drop(["prepared"])


def name_of(conn: Connection) -> str:
    return str(conn.execute(ASKED).scalar_one())


def test_what_is_read_again_is_prepared_and_stays_so(db: Database) -> None:
    for _ in range(4):
        with db.read() as conn:
            assert name_of(conn) == "重庆"
    with db.read() as conn:
        assert conn.execute(PREPARED).scalar_one() == 1


def test_a_column_that_is_widened_under_a_prepared_statement_says_come_again_and_no_more(db: Database) -> None:
    for _ in range(4):
        with db.read() as conn:
            name_of(conn)
    other = open_engine(db.engine.url, threads=1)
    with other.begin() as conn:
        conn.execute(text("ALTER TABLE places ALTER COLUMN name TYPE VARCHAR(100)"))
    other.dispose()
    with pytest.raises(DatabaseAway), db.read() as conn:
        name_of(conn)
    with db.read() as conn:
        assert name_of(conn) == "重庆"
