"""Guessed passwords: which device must wait, and why its neighbours need not.

Classmates know each other's candidate and ID numbers, and four hundred of them sit behind one campus address. So

- a **device** that offers wrong passwords is locked: for every account, since it is the guesser's;
- an **account** is never locked, and a device that once signed in to it never waits for what others do;
- an **address** is only slowed, for devices that the account does not know: steeply where one account is tried again
  and again, mildly and late where many accounts are tried without anybody getting in.

A person who mistyped and then got in leaves no trace: a success (or a reset by code) clears that device's failures on
that account, and none of its failures elsewhere. A refused attempt is not evaluated and must not be recorded.
Everything runs on the wall clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEVICE_WINDOW = timedelta(hours=1)
DEVICE_TRIES = 5
DEVICE_LOCK = timedelta(minutes=15)
ADDRESS_WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES_FROM_ADDRESS = 5
ACCOUNT_LONGEST_WAIT = timedelta(seconds=60)
ADDRESS_ACCOUNTS = 100
ADDRESS_LONGEST_WAIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One evaluated sign-in. ``account`` is what was typed, as a blind index, whether or not it exists."""

    at: datetime
    account: str
    device: str
    address: str
    right: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """Who tries what from where, now. A caller without a device cookie has ``device=""``: a stranger everywhere."""

    account: str
    device: str
    address: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many failures count, and when the last was."""

    wrong: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the rule needs of the past; a store may count it in SQL, :func:`tally` says what is meant.

    ``address_accounts`` counts accounts, each at most once, that were tried in vain from the address.
    """

    device: Count = Count()
    account_from_address: Count = Count()
    address_accounts: Count = Count()
    known_here: bool = False


class Answer(StrEnum):
    """What to do with an attempt before looking at the password."""

    ALLOW = "allow"
    WAIT = "wait"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Decision:
    """``until``: when the next attempt will be looked at."""

    answer: Answer
    until: datetime | None = None

    def seconds(self, now: datetime) -> int:
        """For ``Retry-After``: rounded up, 0 when allowed."""
        return 0 if self.until is None else max(-int((now - self.until).total_seconds() // 1), 0)


def decide(past: Tally, *, now: datetime) -> Decision:
    """Device first, then the account as this address tries it, the address itself last."""
    if past.device.wrong >= DEVICE_TRIES and past.device.last and now < (until := past.device.last + DEVICE_LOCK):
        return Decision(Answer.LOCKED, until)
    if past.known_here:
        return Decision(Answer.ALLOW)
    waits = ((past.account_from_address, _account_wait), (past.address_accounts, _address_wait))
    # no wait at all is no wait, though a neighbour's failure may carry a later instant than a request that came before
    ready = [count.last + wait(count.wrong) for count, wait in waits if count.last and wait(count.wrong)]
    until = max(ready, default=now)
    return Decision(Answer.WAIT, until) if now < until else Decision(Answer.ALLOW)


def tally(attempts: Iterable[Attempt], guess: Guess, *, now: datetime) -> Tally:
    """What the past says about this guess. Attempts may come in any order and may hold more than is needed."""
    past = sorted(attempts, key=lambda attempt: attempt.at)
    entered = {(attempt.device, attempt.account): attempt.at for attempt in past if attempt.right and attempt.device}
    wrong = [a for a in past if not a.right and not _cleared(a, entered.get((a.device, a.account)))]
    recent = [a for a in wrong if a.address == guess.address and a.at > now - ADDRESS_WINDOW]
    return Tally(
        device=_count(a.at for a in wrong if guess.device and a.device == guess.device and a.at > now - DEVICE_WINDOW),
        account_from_address=_count(a.at for a in recent if a.account == guess.account),
        address_accounts=_count({a.account: a.at for a in recent}.values()),
        known_here=(guess.device, guess.account) in entered,
    )


def _cleared(attempt: Attempt, entered_at: datetime | None) -> bool:
    return entered_at is not None and attempt.at <= entered_at


def _count(instants: Iterable[datetime]) -> Count:
    found = list(instants)
    return Count(len(found), max(found, default=None))


def _account_wait(wrong: int) -> timedelta:
    """Nothing for the first tries, then 2, 4, 8 … seconds after each, a minute at most."""
    beyond = wrong - ACCOUNT_TRIES_FROM_ADDRESS + 1
    return timedelta(0) if beyond < 1 else min(timedelta(seconds=2 ** min(beyond, 10)), ACCOUNT_LONGEST_WAIT)


def _address_wait(accounts: int) -> timedelta:
    """A campus in the last hour mistypes too: nothing below a hundred accounts, then up to five seconds."""
    return min(timedelta(seconds=max(accounts - ADDRESS_ACCOUNTS, 0) / 20), ADDRESS_LONGEST_WAIT)
