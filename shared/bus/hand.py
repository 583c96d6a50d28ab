"""Letters in hand: each is offered until it is taken or given up, and one that fails keeps nobody else waiting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from shared.back_off import back_off
from shared.bus import BusAway
from shared.db import DatabaseAway

T = TypeVar("T")
TRIES = 8
"""After these a letter is given up: the broker puts it among the dead, where an operator sees it."""
RESTING = 10
"""Letters of one owner that may rest at once; a further one that fails is given up. Else one college whose letters all
fail would fill the hand, and nobody else's would be given out."""


@dataclass(slots=True)
class _Held(Generic[T]):
    letter: T
    owner: str | None
    tag: int
    tries: int = 0
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answers(Generic[T]):
    """What is done with a letter. ``take`` returns once it is committed. :class:`shared.db.DatabaseAway` says nothing
    about the letter; whatever else it raises counts as a try, and is told to ``failed`` with whether the letter is
    given up."""

    take: Callable[[T], None]
    ack: Callable[[int], None]
    give_up: Callable[[int], None]
    failed: Callable[[T, Exception, bool], None]


class Hand(Generic[T]):
    """In the order in which they came; those that failed rest, longer each time."""

    def __init__(self) -> None:
        self._held: list[_Held[T]] = []

    def __len__(self) -> int:
        return len(self._held)

    def add(self, letter: T, *, owner: str | None, tag: int) -> None:
        self._held.append(_Held(letter, owner, tag))

    def hand_over(self, answers: Answers[T], wall: datetime) -> bool:
        """Offer everything that does not rest. True if anything left the hand. Raises :class:`shared.db.DatabaseAway`:
        what is in hand stays there."""
        before = len(self._held)
        for held in [each for each in self._held if each.again is None or each.again <= wall]:
            self._offer(held, answers, wall)
        return len(self._held) < before

    def _offer(self, held: _Held[T], answers: Answers[T], wall: datetime) -> None:
        try:
            answers.take(held.letter)
        except (DatabaseAway, BusAway):
            raise
        except Exception as error:  # noqa: BLE001  (one letter must not stop all others)
            held.tries += 1
            held.again = wall + back_off(held.tries)
            is_over = held.tries >= TRIES or self._resting(held.owner) > RESTING
            answers.failed(held.letter, error, is_over)
            if not is_over:
                return
            answers.give_up(held.tag)
        else:
            answers.ack(held.tag)
        self._held.remove(held)

    def _resting(self, owner: str | None) -> int:
        return sum(each.again is not None and each.owner == owner for each in self._held)


__all__ = ["RESTING", "TRIES", "Answers", "Hand"]
