"""Another password. Forgotten: a code to the registered phone, and every sign-in ends. Known: the old one, and every
other sign-in ends."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from services.registration.domain.codes import (
    ADDRESS_PER_HOUR,
    DAY,
    HOUR,
    Purpose,
    ResetRefused,
    TooManyCodes,
    device_wait,
)
from services.registration.domain.persons import checked_phone
from services.registration.store import accounts, box_of, codes, staff
from services.registration.usecases import attempts
from services.registration.usecases.attempts import Caller
from services.registration.usecases.codes import Given, Wanted, budget_of, request_code, try_code, use_code
from services.registration.usecases.logins import find_account
from services.registration.usecases.proofs import Owner, still_owner
from services.registration.usecases.sessions import Asked, end_sessions
from shared.contracts.registration import PasswordChanged
from shared.db import Tx
from shared.kernel import RuleBroken
from shared.season import Season
from shared.security.access import Role
from shared.security.passwords import Passwords, check_password
from shared.security.throttle import Guess


@dataclass(frozen=True, slots=True)
class Forgetful:
    """Somebody who says which account is theirs."""

    intake: str
    login: str


@dataclass(frozen=True, slots=True)
class Reset:
    """A reset whose code was right; ``known`` may not be part of the password."""

    wanted: Wanted
    account: str
    counted_as: str
    known: tuple[str, ...]


def ask_code(tx: Tx, season: Season, forgetful: Forgetful, *, phone: str, caller: Caller) -> Given:
    """The code of a reset. Where login and phone do not belong together it is made all the same, for nobody, and not
    sent: the answer tells nothing, and the owner's own code and budget stay untouched. Raises TooManyCodes, also for a
    device or an address that asks on and on with phones that it makes up."""
    named = checked_phone(phone)
    account, counted_as = _find(tx, forgetful)
    asker = attempts.guess_of(tx.box, caller, account=counted_as)
    _check_asking(tx, season, asker)
    if account is not None and _phone(tx, account) == named:
        wanted = _code(forgetful, account.id, named)
    else:
        subject = attempts.typed(tx.box, f"{counted_as} {named}")
        wanted = replace(_code(forgetful, subject, named), send=False)
    return request_code(tx, season, replace(wanted, asker=asker))


def _check_asking(tx: Tx, season: Season, asker: Guess) -> None:
    """Raise TooManyCodes unless this device and this address may ask: right or wrong, what they ask is counted alike.
    The account and the device come first; neighbours at the address hold up no device that the account knows."""
    wait = timedelta(0)
    if asker.device:
        asked = codes.asked_by_device(tx.conn, asker.device, since=tx.wall - DAY)
        wait = device_wait(asked, asker.account, budget_of(season), now=tx.wall)
    if not wait and not attempts.is_known(tx.conn, asker):
        full = codes.full_since(tx.conn, asker.address, most=ADDRESS_PER_HOUR, since=tx.wall - HOUR)
        wait = full + HOUR - tx.wall if full else wait
    if wait:
        raise TooManyCodes(field="phone", retry_after=math.ceil(wait.total_seconds()))


def try_reset(tx: Tx, forgetful: Forgetful, code: str) -> Reset:
    """Whether the code is right. A wrong one is counted (ResetRefused: keep the transaction)."""
    account, counted_as = _find(tx, forgetful)
    if account is None:
        raise ResetRefused(field="code")
    wanted = _code(forgetful, account.id, _phone(tx, account))
    try:
        try_code(tx, wanted, code)
    except RuleBroken as error:
        raise ResetRefused(field="code") from error
    return Reset(wanted, account.id, counted_as, _known(tx, account))


def chosen_password(passwords: Passwords, password: str, *, known: Sequence[str]) -> str:
    """The hash of a password that this person may choose: slow, and so outside any transaction."""
    check_password(password, known=known)
    return passwords.hashed(password)


def reset_password(tx: Tx, reset: Reset, *, code: str, password: str, caller: Caller) -> None:
    """The code is used up, the new password (its hash) stands, every sign-in ends, and everybody is told."""
    accounts.lock(tx.conn, reset.account)
    code_id = use_code(tx, reset.wanted, code)
    accounts.set_password(tx.conn, reset.account, to=password, wall=tx.wall)
    ended = end_sessions(tx, reset.account, why="password_reset")
    attempts.note_right(tx, attempts.guess_of(tx.box, caller, account=reset.counted_as))
    tx.emit(
        PasswordChanged(account=reset.account, intake=reset.wanted.intake, changed_at=tx.now),
        key=f"registration/account/{reset.account}", intake=reset.wanted.intake,
    )
    tx.audit("password.reset", f"account/{reset.account}", intake=reset.wanted.intake, sessions=ended, code=code_id)


def known_of(tx: Tx, account: Row[Any]) -> tuple[str, ...]:
    """What everybody may know of this person, and so may not be part of the password."""
    if Role(account.role).staff:
        held = staff.of_account(tx.conn, account.id)
        assert held is not None  # an account of staff has its row
        email = tx.box.open(held.email, table="staff", column="email", row=account.id).decode()
        return (email, email.partition("@")[0])
    row = accounts.candidate(tx.conn, account.id)
    return _known(tx, row) if row is not None else ()


def change_password(tx: Tx, owner: Owner, asked: Asked, *, password: str) -> None:
    """The new password (its hash) stands in place of the one that was proved; this sign-in alone goes on."""
    account = still_owner(tx, asked)
    accounts.set_password(tx.conn, account.id, to=password, wall=tx.wall)
    ended = end_sessions(tx, account.id, why="password_changed", but=owner.session)
    tx.emit(
        PasswordChanged(account=account.id, intake=account.intake, changed_at=tx.now),
        key=f"registration/account/{account.id}", intake=account.intake,
    )
    tx.audit("password.change", f"account/{account.id}", sessions=ended)


def _known(tx: Tx, account: Row[Any]) -> tuple[str, ...]:
    opened = box_of(tx.box).open_row("candidates", account.id, {"id_number": account.id_number, "phone": account.phone})
    name = tx.box.open(account.name, table="accounts", column="name", row=account.id).decode()
    return (name, account.number, opened["id_number"] or "", opened["phone"] or "")


def _find(tx: Tx, forgetful: Forgetful) -> tuple[Row[Any] | None, str]:
    """Candidates reset by phone; staff are invited anew."""
    account, counted_as = find_account(tx.conn, tx.box, forgetful.login, intake=forgetful.intake)
    if account is not None and Role(account.role).staff:
        return None, attempts.typed(tx.box, forgetful.login)
    return account, counted_as


def _code(forgetful: Forgetful, subject: str, phone: str) -> Wanted:
    return Wanted(intake=forgetful.intake, purpose=Purpose.RESET_PASSWORD, subject=subject, phone=phone)


def _phone(tx: Tx, account: Row[Any]) -> str:
    return tx.box.open(account.phone, table="candidates", column="phone", row=account.id).decode()
