"""Signing in, staying signed in, signing out. The password is looked at between two transactions, in none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.sessions import (
    RefreshRefused,
    SignInRefused,
    past_half_life,
    session_lifetime,
)
from services.registration.store import accounts, staff
from services.registration.store import sessions as store
from services.registration.usecases import attempts
from services.registration.usecases.attempts import Caller
from services.registration.usecases.logins import Allowed, find_signing_in
from services.registration.usecases.tokens import token_for
from shared.contracts.registration import SessionRevoked
from shared.db import Seal, Tx
from shared.identity import IdentityReplica
from shared.kernel import new_id
from shared.security.access import Principal, Role
from shared.security.links import new_token, token_digest
from shared.security.passwords import Passwords
from shared.security.throttle import Guess
from shared.security.tokens import lifetime_of
from shared.security.totp import used_counter


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is signed in: the token for every service, and the one that continues the sign-in here."""

    access_token: str
    expires_at: datetime
    refresh_token: str
    session: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody signs in with, and from where; ``intake`` where the login has accounts in several."""

    login: str
    intake: str | None
    caller: Caller


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in before its password is looked at. ``account`` is None for one that leads nowhere."""

    guess: Guess
    caller: Caller
    account: str | None
    password: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of the password: right or not, and its new hash where the costs have changed."""

    right: bool
    rehashed: str | None = None


def look_up(conn: Connection, seal: Seal, typed: Typed, *, now: datetime, allowed: Allowed) -> Asked:
    """Whose password is meant. Raises SignInWait before anything is looked at, IntakeNeeded for a login of several,
    LoginKindRefused for a kind of login that the seasons do not allow."""
    row, key = find_signing_in(conn, seal, typed.login, intake=typed.intake, allowed=allowed)
    guess = attempts.guess_of(seal, typed.caller, account=key)
    attempts.check_turn(conn, guess, now=now)
    return Asked(guess, typed.caller, row.id if row else None, row.password if row else None)


def prove(asked: Asked, passwords: Passwords, password: str) -> Proof:
    """Look at the password: slow, and so outside any transaction."""
    if not passwords.match(asked.password, password) or asked.password is None:
        return Proof(right=False)
    return Proof(right=True, rehashed=passwords.hashed(password) if passwords.needs_rehash(asked.password) else None)


def enter(tx: Tx, asked: Asked, proof: Proof, *, totp: str | None) -> Entered:
    """Let in whoever proved it; note and refuse everybody else (SignInRefused: keep the transaction). Raises SignInWait
    where others of this device were wrong in the meantime, right or not."""
    attempts.take_turn(tx, asked.guess)
    account = accounts.lock(tx.conn, asked.account) if proof.right and asked.account else None
    # the password may have been reset, or the account ended, while this one was looked at
    stands = account is not None and account.ended_at is None and account.password == asked.password
    if account is None or not stands or not _second_factor(tx, account, totp):
        attempts.note_wrong(tx, asked.guess)
        raise SignInRefused
    attempts.note_right(tx, asked.guess)
    if proof.rehashed:
        accounts.set_password(tx.conn, account.id, to=proof.rehashed, wall=tx.wall)
    return begin_session(tx, account, asked.caller)


def begin_session(tx: Tx, account: Any, caller: Caller) -> Entered:
    """A new sign-in of this account (its row, or anything with the same names)."""
    session, role = new_id(), Role(account.role)
    device = attempts.guess_of(tx.box, caller, account=account.id).device
    ends_at = tx.wall + session_lifetime(staff=role.staff)
    store.add(tx.conn, {
        "id": session, "account": account.id, "device": device, "began_at": tx.wall, "renewed_at": tx.wall,
        "ends_at": ends_at, "ended_at": None, "ended_by": None,
        "address": tx.box.seal(caller.address, table="sessions", column="address", row=session),
    })
    tx.audit("session.begin", f"account/{account.id}", session=session, role=str(role))
    return _continued(tx, account, session, ends_at)


def renew_session(tx: Tx, refresh_token: str) -> Entered:
    """The next tokens of a sign-in. A token used before was copied: the sign-in ends (keep the transaction)."""
    digest = token_digest(refresh_token)
    token = store.token(tx.conn, digest)
    session = store.lock(tx.conn, token.session) if token else None
    if token is None or session is None or session.ended_at is not None or session.ends_at <= tx.wall:
        raise RefreshRefused
    if token.used_at is not None:
        end_session(tx, session.id, why="refresh_reused")
        raise RefreshRefused
    store.use_token(tx.conn, digest, wall=tx.wall)
    store.renew(tx.conn, session.id, wall=tx.wall)
    return _continued(tx, accounts.lock(tx.conn, session.account), session.id, session.ends_at)


def is_renewable(who: Principal, *, now: datetime) -> bool:
    """Whether half of the token's life is over: asked on every page, so without a transaction."""
    return past_half_life(who.expires_at, lifetime_of(who.role), now=now)


def renew_token(tx: Tx, who: Principal) -> tuple[str, datetime] | None:
    """A browser's next token, once half of the present one's life is over; None while it is too early or too late."""
    if not is_renewable(who, now=tx.wall):
        return None
    session = store.lock(tx.conn, who.session)
    if session is None or session.ended_at is not None or session.ends_at <= tx.wall:
        return None
    store.renew(tx.conn, session.id, wall=tx.wall)
    return token_for(tx, accounts.lock(tx.conn, session.account), session.id, session.ends_at)


def end_session(tx: Tx, session: str, *, why: str) -> None:
    """End a sign-in before its tokens, and tell everybody; one that is over already stays as it is."""
    found = store.lock(tx.conn, session)
    if found is None or found.ended_at is not None:
        return
    account = accounts.lock(tx.conn, found.account)
    until = tx.wall + lifetime_of(Role(account.role)) if account else found.ends_at
    store.end(tx.conn, session, wall=tx.wall, why=why)
    IdentityReplica(tx.db).keep_revoked(tx, session, until=until)  # here at once, elsewhere when it is heard
    tx.emit(SessionRevoked(session=session, until=until), key=f"registration/session/{session}", occurred_at=tx.wall)
    tx.audit("session.end", f"account/{found.account}", session=session, why=why)


def end_sessions(tx: Tx, account: str, *, why: str, but: str | None = None) -> int:
    """End every sign-in of an account, but the one that goes on; returns how many."""
    found = [each for each in store.open_of(tx.conn, account, wall=tx.wall) if each != but]
    for session in found:
        end_session(tx, session, why=why)
    return len(found)


def _second_factor(tx: Tx, account: Row[Any], totp: str | None) -> bool:
    """Staff show a code that was not used before; candidates have none."""
    held = staff.of_account(tx.conn, account.id) if Role(account.role).staff else None
    if held is None:
        return not Role(account.role).staff
    secret = tx.box.open(held.totp_secret, table="staff", column="totp_secret", row=account.id)
    last = staff.last_totp(tx.conn, account.id)
    counter = used_counter(secret, totp or "", now=tx.wall, last_used=last)
    if counter is not None:
        staff.use_totp(tx.conn, account.id, counter)
    return counter is not None


def _continued(tx: Tx, account: Any, session: str, ends_at: datetime) -> Entered:
    refresh_token = new_token()
    store.add_token(tx.conn, digest=token_digest(refresh_token), session=session, wall=tx.wall)
    access_token, expires_at = token_for(tx, account, session, ends_at)
    return Entered(access_token, expires_at, refresh_token, session)
