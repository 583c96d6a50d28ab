"""Guessing: who may try now, and what is remembered of it."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.registration.domain.sessions import SignInWait
from services.registration.store import attempts as store
from services.registration.store import box_of
from shared.db import Seal, Tx
from shared.security.throttle import Answer, Guess, decide


@dataclass(frozen=True, slots=True)
class Caller:
    """The device that asks (an id that it was given or made, or nothing) and its address."""

    device: str
    address: str


def typed(seal: Seal, login: str) -> str:
    """How a login that leads to no account is known here: as a keyed hash."""
    return box_of(seal).blind_index("failures.account", login).hex()


def guess_of(seal: Seal, caller: Caller, *, account: str) -> Guess:
    """A try at an account, as it is weighed and kept."""
    box = box_of(seal)
    device = box.blind_index("failures.device", caller.device).hex() if caller.device.strip() else ""
    return Guess(account, device, box.blind_index("failures.address", _neighbourhood(caller.address)).hex())


def check_turn(conn: Connection, guess: Guess, *, now: datetime) -> None:
    """Raise SignInWait unless this guess may be looked at now."""
    decision = decide(store.tally(conn, guess, now=now), now=now)
    if decision.answer is not Answer.ALLOW:
        raise SignInWait(retry_after=max(decision.seconds(now), 1))


def take_turn(tx: Tx, guess: Guess) -> None:
    """The same, one guess of a device at a time until the transaction ends: of guesses that were made side by side none
    is answered beyond those that count."""
    store.lock(tx.conn, guess)
    check_turn(tx.conn, guess, now=tx.wall)


def is_known(conn: Connection, guess: Guess) -> bool:
    """Whether the device has once been let in to the account."""
    return store.is_known(conn, guess)


def note_wrong(tx: Tx, guess: Guess) -> None:
    """It was looked at and was wrong."""
    store.note_wrong(tx.conn, guess, now=tx.wall)


def note_right(tx: Tx, guess: Guess) -> None:
    """It was right."""
    store.note_right(tx.conn, guess, now=tx.wall)


def _neighbourhood(address: str) -> str:
    """One household or campus: an IPv6 caller has a whole network of addresses."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if read.version == 6 else address
