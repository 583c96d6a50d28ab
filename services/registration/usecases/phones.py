"""Another phone: asked for with the own password, proved by a code to it; from then on everything is sent there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from services.registration.domain.accounts import PhoneTaken, PhoneUnchanged
from services.registration.domain.codes import Purpose
from services.registration.domain.persons import checked_phone
from services.registration.store import accounts, box_of, codes
from services.registration.usecases.codes import Given, Wanted, request_code, try_code, use_code
from services.registration.usecases.proofs import Owner, admit_owner
from services.registration.usecases.sessions import Asked, Proof, end_sessions
from shared.contracts.registration import ContactChanged
from shared.db import Tx
from shared.kernel import NotFound
from shared.season import Season
from shared.security.access import Role


@dataclass(frozen=True, slots=True)
class NewPhone:
    """The phone that a candidate wants to be reached at, in plain spelling."""

    intake: str
    phone: str

    @classmethod
    def read(cls, *, intake: str, phone: str) -> "NewPhone":
        """From what was typed. Raises PhoneUnfit."""
        return cls(intake, checked_phone(phone))


def ask_code(tx: Tx, season: Season, asked: Asked, proof: Proof, wanted: NewPhone) -> Given:
    """A code to the new phone, for whoever proved the own password (OwnPasswordWrong: keep the transaction). Raises
    PhoneUnchanged, PhoneTaken, TooManyCodes."""
    account = admit_owner(tx, asked, proof)
    _check_free(tx, account.id, wanted)
    return request_code(tx, season, _code(account.id, wanted))


def try_phone(tx: Tx, owner: Owner, wanted: NewPhone, code: str) -> None:
    """Whether the code is right. A wrong one is counted (CodeWrong: keep the transaction)."""
    _check_free(tx, owner.account, wanted)
    try_code(tx, _code(owner.account, wanted), code)


def change_phone(tx: Tx, owner: Owner, wanted: NewPhone, code: str) -> None:
    """The code is used up, the new phone stands, other sign-ins end, and notify sends there from now on."""
    account = accounts.lock(tx.conn, owner.account)
    codes.hold_phone(tx.conn, box_of(tx.box).blind_index("phone", wanted.phone))
    held = _check_free(tx, owner.account, wanted)
    code_id = use_code(tx, _code(owner.account, wanted), code)
    accounts.set_phone(
        tx.conn, owner.account, index=box_of(tx.box).blind_index("phone", wanted.phone),
        to=tx.box.seal(wanted.phone, table="candidates", column="phone", row=owner.account),
    )
    ended = end_sessions(tx, owner.account, why="phone_changed", but=owner.session)
    assert account is not None  # the candidate's row was found above
    tx.emit(
        ContactChanged(account=owner.account, intake=held.intake, role=str(Role.CANDIDATE), phone=wanted.phone,
                       name=tx.box.open(account.name, table="accounts", column="name", row=account.id).decode()),
        key=f"registration/contact/{owner.account}", intake=held.intake,
    )
    tx.audit("phone.change", f"account/{owner.account}", intake=held.intake, sessions=ended, code=code_id)


def _check_free(tx: Tx, account: str, wanted: NewPhone) -> Row[Any]:
    """The candidate. Raises PhoneUnchanged, PhoneTaken; NotFound for whoever is none."""
    held = accounts.candidate(tx.conn, account)
    if held is None:
        raise NotFound(field="account")
    index = box_of(tx.box).blind_index("phone", wanted.phone)
    if held.phone_index == index:
        raise PhoneUnchanged(field="phone")
    if accounts.phone_holder(tx.conn, intake=held.intake, phone_index=index) is not None:
        raise PhoneTaken(field="phone")
    return held


def _code(account: str, wanted: NewPhone) -> Wanted:
    return Wanted(intake=wanted.intake, purpose=Purpose.CHANGE_PHONE, subject=account, phone=wanted.phone)
