"""One letter that fails keeps nobody else waiting: it rests, longer each time, and is given up at last."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.back_off import BACK_OFF_LIMIT
from shared.bus.hand import RESTING, TRIES, Answers, Hand
from shared.db import DatabaseAway

START = datetime(2026, 4, 10, 4, tzinfo=UTC)


class Desk:
    """Takes everything but what it is told to fail at, and remembers what became of each."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.away = False
        self.took: list[str] = []
        self.acked: list[int] = []
        self.dead: list[int] = []
        self.told: list[tuple[str, bool]] = []
        self.answers: Answers[str] = Answers(
            take=self._take, ack=self.acked.append, give_up=self.dead.append,
            failed=lambda letter, error, is_over: self.told.append((letter, is_over)))

    def _take(self, letter: str) -> None:
        if self.away:
            raise DatabaseAway
        if letter in self.failing:
            raise RuntimeError(letter)
        self.took.append(letter)


def hand_of(*letters: str, owner: str = "5001") -> Hand[str]:
    hand: Hand[str] = Hand()
    for tag, letter in enumerate(letters, start=1):
        hand.add(letter, owner=owner, tag=tag)
    return hand


def test_what_is_taken_is_acknowledged_in_order() -> None:
    desk, hand = Desk(), hand_of("a", "b")
    assert hand.hand_over(desk.answers, START)
    assert (desk.took, desk.acked, len(hand)) == (["a", "b"], [1, 2], 0)
    assert not hand.hand_over(desk.answers, START)


def test_one_that_fails_rests_and_the_others_go_on() -> None:
    desk, hand = Desk(), hand_of("bad", "good")
    desk.failing = {"bad"}
    hand.hand_over(desk.answers, START)
    assert (desk.took, desk.acked, desk.dead, len(hand)) == (["good"], [2], [], 1)
    assert not hand.hand_over(desk.answers, START), "it rests"
    assert desk.told == [("bad", False)]
    desk.failing = set()
    assert hand.hand_over(desk.answers, START + BACK_OFF_LIMIT)
    assert (desk.took, desk.acked) == (["good", "bad"], [2, 1])


def test_one_that_always_fails_is_given_up_and_said_so() -> None:
    desk, hand = Desk(), hand_of("bad")
    desk.failing = {"bad"}
    for turn in range(TRIES):
        assert desk.dead == []
        hand.hand_over(desk.answers, START + turn * BACK_OFF_LIMIT)
    assert (desk.dead, desk.acked, len(hand)) == ([1], [], 0)
    assert desk.told == [("bad", False)] * (TRIES - 1) + [("bad", True)]


def test_a_database_that_is_away_counts_no_try_and_keeps_everything_in_hand() -> None:
    desk, hand = Desk(), hand_of("a", "b")
    desk.away = True
    for _ in range(TRIES + 1):
        with pytest.raises(DatabaseAway):
            hand.hand_over(desk.answers, START)
    desk.away = False
    hand.hand_over(desk.answers, START)
    assert (desk.took, desk.dead) == (["a", "b"], [])


def test_a_college_whose_letters_all_fail_does_not_fill_the_hand() -> None:
    letters = [f"m{n}" for n in range(RESTING + 5)]
    desk, hand = Desk(), hand_of(*letters)
    hand.add("other's", owner="5002", tag=99)
    desk.failing = {*letters, "other's"}
    hand.hand_over(desk.answers, START + timedelta(seconds=1))
    assert len(hand) == RESTING + 1
    assert desk.dead == [RESTING + n for n in range(1, 6)]
