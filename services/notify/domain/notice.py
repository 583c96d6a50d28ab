"""A notice: one thing told to one person on one channel, and how it ends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

URGENT, BULK = 0, 5
"""Order of sending: somebody waits for a code; a reminder can wait for its turn."""


class Channel(StrEnum):
    """The ways out of the house. The timeline is no channel: it is kept here."""

    SMS = "sms"
    EMAIL = "email"


class Status(StrEnum):
    """Where a notice stands; all but DUE are ends, and no end is left again."""

    DUE = "due"
    DELIVERED = "delivered"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A notice ready to be carried. ``notice`` is its identity at the provider: the same on every try."""

    notice: str
    channel: Channel
    address: str
    subject: str
    text: str
    template: str
    at: datetime


class Carrier(Protocol):
    """What brings letters out: a provider of SMS, a mail server, a file. Called outside every transaction.

    ``knows_repeats``: a letter carried a second time, after a sender died, is noticed and not delivered twice.
    """

    knows_repeats: bool

    def carry(self, letter: Letter) -> str:
        """Bring one letter; returns the provider's own id of it. Raises Refused or CarrierAway."""

    def finish(self) -> None:
        """No more letters for now. When it returns, every letter carried so far stays carried; CarrierAway if not."""


class Refused(Exception):
    """The provider's answer about this one letter. ``reason`` names no address."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


class CarrierAway(Exception):
    """The provider does not answer: nothing is said about any letter."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_expired(expires_at: datetime | None, wall: datetime) -> bool:
    """Whether telling it now would be worse than not telling it."""
    return expires_at is not None and wall >= expires_at


def minutes_left(expires_at: datetime, wall: datetime) -> str:
    """How long a code still opens, as its SMS says it: whole minutes, at least one."""
    return str(max(1, round((expires_at - wall).total_seconds() / 60)))
