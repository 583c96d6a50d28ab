"""What a unit of work only adds: on PostgreSQL one statement where it is little, in order where it is much."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, event, func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from shared import additions
from shared.audit import AUDIT_UNCHAINED
from shared.contracts.registration import InvitationIssued
from shared.db import AUDIT, CHASSIS, OUTBOX, Database, Tx, UtcDateTime, open_engine
from shared.kernel import wall_clock
from shared.security.crypt import Box
from shared.testing.nodes import wait_for
from shared.testing.scene import RING
from tests.servers import Servers

PLACES = Table("places", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(10)))
VISITS = Table("visits", PLACES.metadata, Column("id", Integer, primary_key=True), Column("at", UtcDateTime))
TOO_MANY = additions.FEW + 1
_insert = postgresql.insert(PLACES)
PUT = _insert.on_conflict_do_update(
    index_elements=["id"], set_={"name": _insert.excluded.name}, where=PLACES.c.name == bindparam("over")
).execution_options(preserve_rowcount=True)


@pytest.fixture
def db(servers: Servers) -> Iterator[Database]:
    url = servers.postgres.databases(["additions"])["additions"]
    engine = open_engine(url, threads=1, prepares=True)
    PLACES.metadata.create_all(engine)
    CHASSIS.create_all(engine)
    yield Database(engine, service="registration", box=Box(RING, "registration"))
    engine.dispose()
    servers.postgres.drop(["additions"])


@pytest.fixture
def asked(db: Database) -> list[str]:
    """Every statement that is sent from here on."""
    found: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    return found


def tell(tx: Tx, number: int, *, intake: str | None = None) -> None:
    told = InvitationIssued(invitation=f"{number}", role="reviewer", scope="S001", email="wang@example.cn",
                            link="https://example.cn/1", expires_at=wall_clock())
    tx.emit(told, key=key_of(number), intake=intake)


def key_of(number: int) -> str:
    return f"registration/invitation/{number}"


def keys(db: Database) -> list[str]:
    with db.read() as conn:
        return list(conn.execute(select(OUTBOX.c.key).order_by(OUTBOX.c.id)).scalars())


def count(db: Database, table: Table) -> int:
    with db.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_row_its_audit_entry_and_its_events_are_one_statement(db: Database, asked: list[str]) -> None:
    for turn in range(3):  # the first as it is, the others prepared
        asked.clear()
        with db.begin() as tx:
            tx.add(PLACES, {"id": turn, "name": "重庆"})
            tx.audit("place.add", f"place/{turn}")
            tell(tx, 2 * turn, intake="chongqing-2024")
            tell(tx, 2 * turn + 1)
        assert len(asked) == 1, asked
    assert keys(db) == [key_of(number) for number in range(6)]
    assert (count(db, PLACES), count(db, AUDIT), count(db, AUDIT_UNCHAINED)) == (3, 3, 3)


def test_many_events_keep_their_order_beside_what_is_little(db: Database, asked: list[str]) -> None:
    with db.begin() as tx:
        for number in range(TOO_MANY):
            tell(tx, number)
        tx.add(PLACES, {"id": 1, "name": "重庆"})
        tx.audit("place.add", "place/1")
    assert len(asked) == 2, asked
    assert keys(db) == [key_of(number) for number in range(TOO_MANY)]
    assert (count(db, PLACES), count(db, AUDIT)) == (1, 1)


def test_where_one_of_them_is_refused_none_is_there(db: Database) -> None:
    with db.begin() as tx:
        tx.add(PLACES, {"id": 1, "name": "重庆"})
    with pytest.raises(IntegrityError), db.begin() as tx:
        tell(tx, 1)
        tx.audit("place.add", "place/1")
        tx.add(PLACES, {"id": 1, "name": "湖南"})
    assert (keys(db), count(db, PLACES), count(db, AUDIT)) == ([], 1, 0)


def test_what_was_flushed_early_is_not_written_again(db: Database) -> None:
    with db.begin() as tx:
        tx.add(PLACES, {"id": 1, "name": "重庆"})
        tx.flush()
        tx.add(PLACES, {"id": 2, "name": "湖南"})
        tell(tx, 1)
    assert (keys(db), count(db, PLACES)) == ([key_of(1)], 2)


class TestBehind:
    """Rows that go behind one writing, which may come too late."""

    def put(self, tx: Tx, name: str, *, over: str, events: int = 1) -> bool:
        """The place 1 by this name, if it is still called ``over``; told so many times."""
        with tx.behind(PUT, {"id": 1, "name": name, "over": over}) as written:
            tx.audit("place.put", "place/1", name=name)
            for number in range(events):
                tell(tx, number)
        return written.taken

    @pytest.mark.parametrize("events", [1, 2, additions.FEW, TOO_MANY])
    def test_it_is_one_statement_where_all_is_little_and_in_order(
        self, db: Database, asked: list[str], events: int
    ) -> None:
        for turn in range(3):
            asked.clear()
            with db.begin() as tx:
                assert self.put(tx, f"{turn}", over=f"{turn - 1}", events=events)
            assert len(asked) == (1 if events <= additions.FEW else 3), asked
        assert keys(db) == [key_of(number) for number in range(events)] * 3
        assert (names(db), count(db, AUDIT)) == (["2"], 3)

    @pytest.mark.parametrize("events", [1, 2, TOO_MANY])
    def test_where_it_came_too_late_nothing_of_it_is_there_and_all_else_is(self, db: Database, events: int) -> None:
        with db.begin() as tx:
            assert self.put(tx, "重庆", over="", events=1)
        with db.begin() as tx:
            tx.add(VISITS, {"id": 1, "at": tx.wall})
            assert not self.put(tx, "湖南", over="贵州", events=events)
            tell(tx, 7)
        assert (names(db), keys(db), count(db, AUDIT), count(db, VISITS)) == (["重庆"], [key_of(0), key_of(7)], 1, 1)

    def test_nothing_behind_it(self, db: Database) -> None:
        with db.begin() as tx:
            with tx.behind(PUT, {"id": 1, "name": "重庆", "over": ""}) as first:
                pass
            with tx.behind(PUT, {"id": 1, "name": "湖南", "over": "贵州"}) as second:
                pass
        assert (first.taken, second.taken, names(db)) == (True, False, ["重庆"])

    def test_an_error_in_the_block_leaves_what_was_added_before(self, db: Database) -> None:
        with db.begin() as tx:
            tell(tx, 1)
            with pytest.raises(ValueError, match="no"), tx.behind(PUT, {"id": 1, "name": "重庆", "over": ""}):
                tell(tx, 2)
                raise ValueError("no")
        assert (keys(db), names(db)) == ([key_of(1)], [])

    def test_what_is_too_long_is_refused_and_never_cut(self, db: Database) -> None:
        with pytest.raises(DataError), db.begin() as tx, tx.behind(PUT, {"id": 1, "name": "重庆", "over": ""}):
            tx.add(PLACES, {"id": 2, "name": "一二三四五六七八九十一"})
        assert names(db) == []

    def test_who_waits_for_the_row_tells_a_later_version_or_nothing(self, db: Database) -> None:
        """The version of an event is taken behind the row: else who was first to ask might be told last."""
        other = Database(open_engine(db.engine.url, threads=1, prepares=True), service="registration", box=db.box)
        with db.begin() as tx:
            self.put(tx, "0", over="")
        told = threading.Event()

        def wait_and_put() -> bool:
            with other.begin() as late:
                told.set()
                return self.put(late, "2", over="1")

        with ThreadPoolExecutor(1) as pool:
            with db.begin() as tx:
                assert self.put(tx, "1", over="0")
                waiting = pool.submit(wait_and_put)
                told.wait(10)
                wait_for(lambda: locks_waited_for(db) == 1, seconds=10, what="the other to wait for the row")
                tell(tx, 9)
            assert waiting.result(10)
        assert keys(db) == [key_of(0), key_of(0), key_of(9), key_of(0)]
        other.engine.dispose()


def locks_waited_for(db: Database) -> int:
    with db.engine.connect() as conn:
        return int(conn.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())


def names(db: Database) -> list[str]:
    with db.read() as conn:
        return list(conn.execute(select(PLACES.c.name).order_by(PLACES.c.id)).scalars())


@pytest.mark.parametrize("place", [0, 1, 2])
def test_every_row_is_held_to_the_types_of_its_columns(db: Database, place: int) -> None:
    with pytest.raises(StatementError, match="without a time zone"), db.begin() as tx:
        for number in range(3):
            wall = wall_clock()
            tx.add(VISITS, {"id": number, "at": wall.replace(tzinfo=None) if number == place else wall})
    assert count(db, VISITS) == 0


def test_rows_of_one_table_give_the_same_columns(db: Database) -> None:
    with pytest.raises(ValueError, match="places"), db.begin() as tx:
        tx.add(PLACES, {"id": 1})
        tx.add(PLACES, {"id": 2, "name": "湖南"})
    assert count(db, PLACES) == 0


@pytest.mark.parametrize("many", [1, 2, 3])
def test_a_shape_is_put_together_once(db: Database, many: int) -> None:
    """SQLAlchemy keeps no insert of several rows, so it is kept as text."""
    told = Counter[str]()

    def note(_conn: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        told[context.cache_hit.name] += 1

    event.listen(db.engine, "before_cursor_execute", note)
    for turn in range(5):
        with db.begin() as tx:
            tx.audit("place.add", f"place/{turn}")
            for number in range(many):
                tell(tx, 10 * turn + number)
    assert told == {"CACHE_MISS": 1, "CACHE_HIT": 4}
