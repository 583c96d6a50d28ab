"""What is read once and relied on: until it is changed here, or for so long."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from shared.db import Database, open_engine
from shared.remembered import Remembered
from shared.security.crypt import Box
from shared.security.keyring import KeyRing

SECOND = timedelta(seconds=1)
BOX = Box(KeyRing(1, {1: b"k" * 32}, b"i" * 32), "review")


class Shelf:
    """A table with a number in it, and a clock that is set by hand."""

    def __init__(self, path: Path, *, fresh_for: timedelta = timedelta(0)) -> None:
        self.db = Database(open_engine(f"sqlite:///{path}", durable=False), service="review", box=BOX)
        self.now = datetime(2024, 3, 1, tzinfo=UTC)
        self.reads = 0
        with self.db.begin() as tx:
            tx.conn.execute(text("CREATE TABLE IF NOT EXISTS shelf (n INTEGER)"))
            tx.conn.execute(text("INSERT INTO shelf VALUES (1)"))
        self.remembered = Remembered(self.db, "shelf", self._read, fresh_for=fresh_for, wall=lambda: self.now)

    def _read(self, conn: Connection) -> int:
        self.reads += 1
        return int(conn.execute(text("SELECT max(n) FROM shelf")).scalar_one())

    def put(self, n: int, *, kind: str) -> None:
        with self.db.begin() as tx:
            tx.conn.execute(text("INSERT INTO shelf VALUES (:n)"), {"n": n})
            tx.changed(kind)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "a.db")


def test_asked_again_it_is_not_read_again(shelf: Shelf) -> None:
    assert [shelf.remembered.value() for _ in range(5)] == [1] * 5
    assert shelf.reads == 1


def test_a_commit_of_its_kind_is_seen_at_once(shelf: Shelf) -> None:
    assert shelf.remembered.value() == 1
    shelf.put(2, kind="shelf")
    assert shelf.remembered.value() == 2


def test_a_commit_of_another_kind_costs_no_read(shelf: Shelf) -> None:
    assert shelf.remembered.value() == 1
    shelf.put(2, kind="cupboard")
    assert shelf.remembered.value() == 1
    assert shelf.reads == 1


def test_what_was_rolled_back_changed_nothing(shelf: Shelf) -> None:
    assert shelf.remembered.value() == 1
    with pytest.raises(RuntimeError), shelf.db.begin() as tx:
        tx.changed("shelf")
        raise RuntimeError
    assert shelf.remembered.value() == 1
    assert shelf.reads == 1


def test_what_another_process_wrote_is_seen_after_a_second(shelf: Shelf) -> None:
    assert shelf.remembered.value() == 1
    with shelf.db.engine.begin() as other:
        other.execute(text("INSERT INTO shelf VALUES (3)"))
    shelf.now += SECOND
    assert shelf.remembered.value() == 3


def test_where_others_write_too_it_is_relied_on_for_so_long_whatever_is_committed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a.db", fresh_for=3 * SECOND)
    assert shelf.remembered.value() == 1
    shelf.put(2, kind="shelf")
    shelf.now += 2 * SECOND
    assert shelf.remembered.value() == 1
    shelf.now += SECOND
    assert shelf.remembered.value() == 2
    shelf.put(3, kind="shelf")
    shelf.remembered.forget()
    assert shelf.remembered.value() == 3


def test_a_clock_that_goes_back_reads_anew(shelf: Shelf) -> None:
    assert shelf.remembered.value() == 1
    shelf.now -= SECOND
    assert shelf.remembered.value() == 1
    assert shelf.reads == 2
