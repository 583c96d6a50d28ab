"""The carrier of the colleges' link: a letter that cannot even be answered keeps no other college's letters waiting."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from services.admission.jobs import Carrier
from services.admission.tests.college import College
from services.admission.tests.play import Play
from shared.back_off import BACK_OFF_LIMIT
from shared.bus import Published
from shared.bus.hand import TRIES, Answers, Hand
from shared.bus.letters import Arrival, Failed, LetterBox, Parcel, Take
from shared.kernel import wall_clock

X, Y = "5001", "5002"


class Box(LetterBox):
    """A letter box without a broker: what it is given is what came up."""

    def __init__(self) -> None:
        super().__init__("amqp://nowhere")
        self.hand: Hand[Arrival] = Hand()
        self.now = wall_clock()
        self.acked: list[int] = []
        self.dead: list[int] = []

    def came(self, college: College, tag: int) -> None:
        body = json.dumps(college.letter("resend_requested.v1", {}), ensure_ascii=False).encode()
        arrival = Arrival(college=college.code, proven=True, body=body, listening_since=self.now)
        self.hand.add(arrival, owner=college.code, tag=tag)

    def send(self, parcels: Sequence[Parcel]) -> Published:
        return Published()

    def hear(self, take: Take, failed: Failed) -> bool:
        return self.hand.hand_over(
            Answers(take=take, ack=self.acked.append, give_up=self.dead.append, failed=failed), self.now)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def carrier(play: Play, box: Box) -> Carrier:
    play.plan({(X, "01"): 1, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])}})
    play.send("1")
    return Carrier(box)


@contextmanager
def nothing_is_posted_to(play: Play, college: str) -> Iterator[None]:
    """The database refuses every letter for one college: not even a receipt can be stored."""
    db = play.home.services["admission"].db
    with db.begin() as tx:
        tx.conn.execute(text(
            f"CREATE TRIGGER refused BEFORE INSERT ON mail WHEN NEW.college = '{college}' "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"))
    yield
    with db.begin() as tx:
        tx.conn.execute(text("DROP TRIGGER refused"))


def receipts(college: College) -> list[bool]:
    return [each["letter"]["content"]["accepted"] for each in college.mailbox()["items"]
            if each["letter"]["type"] == "return_receipt.v1"]


def test_a_letter_whose_receipt_cannot_be_stored_rests_and_is_answered_later(
    play: Play, box: Box, carrier: Carrier
) -> None:
    mine, others = College(play, X), College(play, Y)
    db = play.home.services["admission"].db
    box.came(mine, 1)
    box.came(others, 2)
    with nothing_is_posted_to(play, X):
        assert carrier(db, box.now)
        assert (receipts(others), box.acked, box.dead) == ([True], [2], [])
    box.now += BACK_OFF_LIMIT
    assert carrier(db, box.now)
    assert (receipts(mine), box.acked) == ([True], [2, 1])


def test_a_letter_that_is_never_stored_is_set_aside(
    play: Play, box: Box, carrier: Carrier, caplog: pytest.LogCaptureFixture
) -> None:
    box.came(College(play, X), 1)
    with nothing_is_posted_to(play, X):
        for _ in range(TRIES):
            assert box.dead == []
            carrier(play.home.services["admission"].db, box.now)
            box.now += BACK_OFF_LIMIT
    assert (box.acked, box.dead) == ([], [1])
    assert [record.levelname for record in caplog.records if record.name == "longmen.admission"
            and "letter_not_handled" in str(record.msg)] == ["ERROR"] * TRIES


def test_a_college_that_cannot_be_told_keeps_no_other_waiting(play: Play) -> None:
    play.plan({(X, "01"): 1, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])}})
    with nothing_is_posted_to(play, X):
        play.send("1")
        assert College(play, Y).letters("round_dispatch")
        assert not College(play, X).letters()
    play.home.settle()
    assert College(play, X).letters("round_dispatch")
