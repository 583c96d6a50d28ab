"""After a rotation everything is sealed under the new key, however often one begins, and nothing else has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, LargeBinary, MetaData, String, Table, create_engine, select

from shared.security.crypt import Box, DoesNotOpen
from shared.security.keyring import KeyRing
from shared.security.reseal import reseal, sealed_by, sealed_columns, sealed_under

METADATA = MetaData()
PEOPLE = Table(
    "people", METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", LargeBinary),
    Column("phone", LargeBinary),
    Column("phone_index", LargeBinary(16)),
)
ANSWERS = Table(
    "answers", METADATA,
    Column("actor", String(20), primary_key=True),
    Column("key", Integer, primary_key=True),
    Column("body", LargeBinary),
)
EVENTS = Table(
    "events", METADATA,
    Column("seq", Integer, primary_key=True),
    Column("event_id", String(36), nullable=False),
    Column("body", LargeBinary),
    info=sealed_by("event_id"),
)
PLAIN = Table("plain", METADATA, Column("id", Integer, primary_key=True), Column("data", LargeBinary(32)))


@dataclass
class Work:
    conn: Connection


@dataclass
class Database:
    engine: Engine

    @contextmanager
    def begin(self, *, actor: str = "system") -> Iterator[Work]:
        with self.engine.begin() as conn:
            yield Work(conn)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


RING = KeyRing.generate()
ROTATED = RING.rotated()
OLD, NEW, GONE = (Box(ring, "registration") for ring in (RING, ROTATED, ROTATED.without(RING.current)))


def filled(engine: Engine, box: Box, people: int) -> None:
    with engine.begin() as conn:
        for number in range(people):
            row = f"p{number:03}"
            phone = "13800138000" if number % 3 else None
            sealed = box.seal_row("people", row, {"name": f"张{number}", "phone": phone})
            conn.execute(PEOPLE.insert().values(id=row, phone_index=b"index", **sealed))
        for key in range(3):
            body = box.seal(f"answer {key}", table="answers", column="body", row=f"officer {key}")
            conn.execute(ANSWERS.insert().values(actor="officer", key=key, body=body))
        body = box.seal("told", table="events", column="body", row="e-1")
        conn.execute(EVENTS.insert(), [{"event_id": "e-1", "body": body}, {"event_id": "e-2", "body": None}])
        conn.execute(PLAIN.insert().values(id=1, data=b"\x01\x00\x01 looks sealed"))


def read(engine: Engine, box: Box) -> tuple[list[str | None], list[str]]:
    with engine.connect() as conn:
        people = [box.open_row("people", row.id, {"name": row.name, "phone": row.phone})
                  for row in conn.execute(select(PEOPLE).order_by(PEOPLE.c.id))]
        answers = [box.open_text(row.body, table="answers", column="body", row=f"{row.actor} {row.key}")
                   for row in conn.execute(select(ANSWERS).order_by(ANSWERS.c.key))]
        told = conn.execute(select(EVENTS.c.body).where(EVENTS.c.body.is_not(None))).scalar_one()
        answers += [box.open_text(told, table="events", column="body", row="e-1")]
        assert conn.execute(select(PLAIN.c.data)).scalar_one() == b"\x01\x00\x01 looks sealed"
    return [value for person in people for value in person.values()], answers


def test_everything_opens_without_the_old_key(engine: Engine) -> None:
    filled(engine, OLD, people=25)
    before = read(engine, OLD)
    with pytest.raises(DoesNotOpen):
        read(engine, GONE)
    with engine.connect() as conn:
        assert (sealed_under(conn, METADATA, 1), sealed_under(conn, METADATA, 2)) == (25 + 16 + 4, 0)
    done = list(reseal(Database(engine), METADATA, NEW, batch=10))
    with engine.connect() as conn:
        assert (sealed_under(conn, METADATA, 1), sealed_under(conn, METADATA, 2)) == (0, 25 + 16 + 4)
    assert sum(batch.changed for batch in done if batch.table == "people") == 25
    assert [batch.seen for batch in done if batch.table == "people"] == [10, 10, 5]
    assert read(engine, GONE) == before


def test_broken_off_and_begun_again_it_comes_to_the_same(engine: Engine) -> None:
    filled(engine, OLD, people=25)
    before = read(engine, OLD)
    first = next(reseal(Database(engine), METADATA, NEW, batch=2))
    assert read(engine, NEW) == before
    rest = sum(batch.changed for batch in reseal(Database(engine), METADATA, NEW, batch=7))
    assert first.changed + rest == 25 + 3 + 1
    assert sum(batch.changed for batch in reseal(Database(engine), METADATA, NEW)) == 0
    assert read(engine, GONE) == before


def test_bytes_with_a_length_are_no_sealed_values() -> None:
    assert sealed_columns(PEOPLE) == ["name", "phone"]
    assert sealed_columns(ANSWERS) == ["body"]
    assert sealed_columns(PLAIN) == []
