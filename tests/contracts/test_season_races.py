"""Two doors bring a season at once, or two workers its moments: the newest version stays, and the order does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, event, text

from shared.contracts.admission import SeasonPublished
from shared.db import Database
from shared.kernel import wall_clock
from shared.season import moments, signed
from shared.season.replica import SeasonReplica
from shared.season.timers import Timers, handled
from shared.security.signing import SigningKey
from shared.testing.nodes.process import wait_for
from shared.testing.scene import open_database
from shared.testing.seasons import CODE, INTAKE, sample
from tests.contracts.conftest import Rabbit

KEY = SigningKey.generate()
FIRST, SECOND, *_ = moments(sample())


@pytest.fixture
def db(rabbit: Rabbit) -> Iterator[Database]:
    name = "season_races"
    database = open_database(rabbit.postgres.databases([name])[name], "notify")
    yield database
    database.engine.dispose()
    rabbit.postgres.drop([name])


def published(version: int, *, rehearsal: bool = True) -> SeasonPublished:
    return signed.signed(SeasonPublished(
        intake=INTAKE, season=CODE, season_version=version, rehearsal=rehearsal, document=sample().document(),
        officers=["officer-1", "officer-2"], signed_at=wall_clock(), signature="",
    ), KEY)


def replica_of(db: Database) -> SeasonReplica:
    return SeasonReplica(db, public_key=KEY.public, fresh_for=timedelta(0))


@contextmanager
def blocked(db: Database) -> Iterator[None]:
    """Ends when somebody else's transaction waits for a lock of ours."""
    yield

    def waits() -> bool:
        with db.read() as conn:
            return bool(conn.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())

    wait_for(waits, seconds=10, what="the other transaction to wait")


def test_an_older_version_that_was_first_looked_at_before_a_newer_one_was_kept_is_not_kept(db: Database) -> None:
    replica = replica_of(db)

    def adopt_older() -> bool:
        with db.begin() as tx:
            return replica.adopt(tx, published(1))

    with ThreadPoolExecutor(1) as other, db.begin() as tx:
        assert replica.adopt(tx, published(2))
        with blocked(db):
            older = other.submit(adopt_older)
        tx.flush()
        tx.conn.commit()
        assert older.result(timeout=10) is False
    assert [copy.version for copy in replica_of(db).copies()] == [2]


def test_a_worker_that_finds_a_moment_in_another_hand_does_not_take_the_next(db: Database) -> None:
    """The other hand lets go without having done it: the next moment would come before this one."""
    with db.begin() as tx:
        replica_of(db).adopt(tx, published(1, rehearsal=False))
    wall = SECOND.instant
    timers = Timers(db, replica_of(db), {})
    other = create_engine(db.engine.url)
    with other.connect() as hand:
        hand.execute(text("SELECT 1 FROM seasons FOR UPDATE"))
        event.listen(db.engine, "commit", lambda _conn: hand.rollback(), once=True)  # when the first is passed over
        timers.step(wall)
    other.dispose()
    with db.read() as conn:
        assert [row.moment for row in handled(conn)] == []
    assert timers.step(wall) is True
    with db.read() as conn:
        assert [row.moment for row in handled(conn)] == [FIRST.name, SECOND.name]
