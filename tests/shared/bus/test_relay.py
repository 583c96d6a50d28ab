"""A row that the bus refuses: it rests, ever longer, alone; its key waits behind it and no other does."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from shared.back_off import BACK_OFF_LIMIT, back_off
from shared.bus import BusAway, Consumer, Message, Published, Taker
from shared.contracts.registration import AccountOpened
from shared.db import OUTBOX, Database
from shared.outbox import REFUSALS, Relay, revive, summary
from shared.testing.scene import NOON, open_database

START = datetime(2026, 4, 10, 4, tzinfo=UTC)


class Gate:
    """A bus that lets everything pass but what it is told to refuse, and remembers each batch."""

    def __init__(self) -> None:
        self.refusing: set[str] = set()
        self.batches: list[list[str]] = []

    def publish(self, messages: Sequence[Message]) -> Published:
        self.batches.append([message.id for message in messages])
        published, stopped = Published(), set()
        for message in messages:
            if message.id in self.refusing:
                published.refused[message.id] = "refused"
                stopped.add(message.key)
            elif message.key not in stopped:
                published.confirmed.add(message.id)
        return published

    def attach(self, service: str, taker: Taker) -> Consumer:
        raise BusAway

    def close(self) -> None:
        return None


class Teller:
    """An outbox, its relay and the time that the relay reads."""

    def __init__(self, db: Database) -> None:
        self.db, self.gate, self.wall = db, Gate(), START
        self.relay = Relay(db, self.gate, clock=lambda: self.wall)

    def tell(self, key: str) -> str:
        with self.db.begin(actor="test", now=NOON) as tx:
            told = AccountOpened(account=key, intake="i", candidate_number="1", source_college="c", opened_at=NOON)
            return tx.emit(told, key=f"registration/account/{key}")

    def send(self) -> list[list[str]]:
        """Until nothing moves; the batches that this took."""
        self.gate.batches = []
        while self.relay.step():
            pass
        return self.gate.batches

    def unsent(self) -> list[str]:
        with self.db.read() as conn:
            return list(conn.execute(
                select(OUTBOX.c.event_id).where(OUTBOX.c.sent_at.is_(None)).order_by(OUTBOX.c.id)).scalars())

    def dead(self) -> int:
        with self.db.read() as conn:
            return int(summary(conn).dead)

    def rests_until(self, event_id: str) -> datetime:
        with self.db.read() as conn:
            found: datetime | None = conn.execute(
                select(OUTBOX.c.next_at).where(OUTBOX.c.event_id == event_id)).scalar_one()
        assert found is not None
        return found


@pytest.fixture
def teller(tmp_path: Path) -> Iterator[Teller]:
    db = open_database(f"sqlite:///{tmp_path}/teller.db", "registration")
    yield Teller(db)
    db.engine.dispose()


def until_dead(teller: Teller, event_id: str) -> list[timedelta]:
    """How long the row rested after each refusal but the last."""
    rests: list[timedelta] = []
    while True:
        teller.send()
        if teller.dead():
            return rests
        again = teller.rests_until(event_id)
        rests.append(again - teller.wall)
        teller.wall = again


def test_a_refused_row_rests_ever_longer_before_it_is_dead(teller: Teller) -> None:
    refused = teller.tell("a")
    teller.gate.refusing = {refused}
    rests = until_dead(teller, refused)
    assert len(rests) == REFUSALS - 1
    for tried, rest in enumerate(rests):
        assert timedelta(seconds=2**tried / 2) <= rest <= timedelta(seconds=2**tried)
    assert teller.wall - START > timedelta(minutes=1)


def test_while_it_rests_nothing_is_sent_however_often_one_looks(teller: Teller) -> None:
    refused = teller.tell("a")
    teller.gate.refusing = {refused}
    assert teller.send() == [[refused]]
    for _ in range(20):
        assert teller.send() == []
    assert teller.dead() == 0


def test_its_key_waits_behind_it_and_others_go_on(teller: Teller) -> None:
    refused, behind, other = teller.tell("a"), teller.tell("a"), teller.tell("b")
    teller.gate.refusing = {refused}
    teller.send()
    later = teller.tell("a")
    teller.tell("c")
    teller.send()
    assert teller.unsent() == [refused, behind, later]
    assert all(other not in batch for batch in teller.send())
    teller.gate.refusing = set()
    teller.wall += BACK_OFF_LIMIT
    assert teller.send() == [[refused], [behind, later]]


def test_a_row_refused_before_is_tried_alone_and_spoils_no_batch(teller: Teller) -> None:
    teller.tell("before")
    refused = teller.tell("a")
    teller.gate.refusing = {refused}
    teller.send()
    teller.wall += BACK_OFF_LIMIT
    others = [teller.tell(f"b{number}") for number in range(3)]
    assert teller.send() == [[refused], others]


def test_behind_a_dead_row_its_key_waits_for_a_person(teller: Teller) -> None:
    refused, behind = teller.tell("a"), teller.tell("a")
    teller.gate.refusing = {refused}
    until_dead(teller, refused)
    teller.gate.refusing = set()
    teller.wall += timedelta(days=1)
    assert teller.send() == []
    with teller.db.begin() as tx:
        assert revive(tx.conn) == 1
    assert teller.send() == [[refused, behind]]


def test_what_rests_is_sent_at_once_when_a_person_says_so(teller: Teller) -> None:
    refused = teller.tell("a")
    teller.gate.refusing = {refused}
    teller.send()
    teller.gate.refusing = set()
    with teller.db.begin() as tx:
        assert revive(tx.conn) == 1
    assert teller.send() == [[refused]]


@pytest.mark.parametrize(("tried", "seconds"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (5000, 300)])
def test_a_rest_doubles_and_is_capped(tried: int, seconds: int) -> None:
    rests = [back_off(tried) for _ in range(50)]
    assert min(rests) >= timedelta(seconds=seconds / 2)
    assert max(rests) <= timedelta(seconds=seconds)
    assert len(set(rests)) > 1, "not all return as one"
