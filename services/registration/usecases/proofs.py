"""Proving once more who is signed in: the own password, looked at between two transactions, in none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.passwords import OwnPasswordWrong
from services.registration.store import accounts
from services.registration.usecases import attempts
from services.registration.usecases.attempts import Caller
from services.registration.usecases.sessions import Asked, Proof
from shared.db import Seal, Tx
from shared.kernel import NotFound


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever is signed in: the account, the sign-in that goes on, and from where."""

    account: str
    session: str
    caller: Caller


def look_up_owner(conn: Connection, seal: Seal, owner: Owner, *, now: datetime) -> Asked:
    """The password that stands. Raises SignInWait before anything is looked at: guessing here is guessing."""
    row = accounts.look(conn, owner.account)
    guess = attempts.guess_of(seal, owner.caller, account=owner.account)
    attempts.check_turn(conn, guess, now=now)
    return Asked(guess, owner.caller, row.id if row else None, row.password if row else None)


def admit_owner(tx: Tx, asked: Asked, proof: Proof) -> Row[Any]:
    """The account of whoever proved it, held. A wrong password is counted (OwnPasswordWrong: keep the transaction)."""
    attempts.take_turn(tx, asked.guess)
    row = accounts.lock(tx.conn, asked.account) if asked.account else None
    if row is None or row.ended_at is not None or not proof.right or row.password != asked.password:
        attempts.note_wrong(tx, asked.guess)
        raise OwnPasswordWrong(field="own_password")
    attempts.note_right(tx, asked.guess)
    return row


def still_owner(tx: Tx, asked: Asked) -> Row[Any]:
    """The account, held, if the password that was proved still stands. Raises OwnPasswordWrong, NotFound."""
    row = accounts.lock(tx.conn, asked.account) if asked.account else None
    if row is None or row.ended_at is not None:
        raise NotFound(field="account")
    if row.password != asked.password:
        raise OwnPasswordWrong(field="own_password")
    return row
