"""Opening a candidate's account: who the person is, by the imported record, their own phone and a code to it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from services.registration.domain.accounts import (
    AccountExists,
    Blocked,
    NotOnRoster,
    PhoneTaken,
    written_number,
)
from services.registration.domain.codes import Purpose
from services.registration.domain.persons import checked_id_number, checked_name, checked_phone
from services.registration.store import accounts as store
from services.registration.store import box_of, codes, numbers, records
from services.registration.usecases import attempts
from services.registration.usecases.attempts import Caller
from services.registration.usecases.codes import Wanted, use_code
from services.registration.usecases.sessions import Entered, begin_session
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.db import Tx
from shared.kernel import new_id
from shared.season import Season
from shared.security.access import Role
from shared.security.passwords import Passwords, check_password


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who says who they are, in plain spelling."""

    intake: str
    name: str
    id_number: str
    phone: str

    @classmethod
    def read(cls, *, intake: str, name: str, id_number: str, phone: str) -> "Applicant":
        """From what was typed. Raises NameUnfit, IdNumberUnfit, PhoneUnfit."""
        return cls(intake, checked_name(name), checked_id_number(id_number), checked_phone(phone))


@dataclass(frozen=True, slots=True)
class Opened:
    """What the candidate is shown: the number is issued with the account."""

    account: str
    candidate_number: str
    tokens: Entered


def identify(tx: Tx, applicant: Applicant, caller: Caller) -> Row[Any]:
    """The applicant's record. Names are guesses too: a wrong one is counted against the device (NotOnRoster: keep the
    transaction), and the record of somebody else is never said to exist."""
    box = box_of(tx.box)
    person = box.blind_index("person", applicant.id_number)
    guess = attempts.guess_of(tx.box, caller, account=attempts.typed(tx.box, f"person {person.hex()}"))
    attempts.take_turn(tx, guess)
    record = records.of_person(tx.conn, intake=applicant.intake, person=person)
    if record is None or not _is_of(tx, record, applicant):
        attempts.note_wrong(tx, guess)
        raise NotOnRoster(field="name")
    attempts.note_right(tx, guess)
    return record


def _is_of(tx: Tx, record: Row[Any], applicant: Applicant) -> bool:
    name = tx.box.open(record.name, table="student_records", column="name", row=record.id).decode()
    return name == applicant.name


def check_free(tx: Tx, applicant: Applicant, record: Row[Any]) -> None:
    """Raise Blocked, AccountExists or PhoneTaken unless this person may open an account with this phone."""
    if record.blocked:
        raise Blocked
    if any(row.intake == applicant.intake for row in store.by_person(tx.conn, record.person)):
        raise AccountExists(field="id_number")
    phone_index = box_of(tx.box).blind_index("phone", applicant.phone)
    if store.phone_holder(tx.conn, intake=applicant.intake, phone_index=phone_index) is not None:
        raise PhoneTaken(field="phone")


def wanted_code(applicant: Applicant, record: Row[Any]) -> Wanted:
    """The code that opens this account."""
    return Wanted(intake=applicant.intake, purpose=Purpose.OPEN_ACCOUNT, subject=record.id, phone=applicant.phone)


def chosen_password(passwords: Passwords, password: str, applicant: Applicant) -> str:
    """The hash of a password that this person may choose: slow, and so outside any transaction."""
    check_password(password, known=[applicant.name, applicant.id_number, applicant.phone])
    return passwords.hashed(password)


def open_account(tx: Tx, season: Season, application: "Application", caller: Caller) -> Opened:
    """Everything again under the record's lock, then the account, its number, its first sign-in."""
    applicant = application.applicant
    record = records.hold(tx.conn, application.record)
    if not _is_of(tx, record, applicant):  # the college changed it meanwhile
        raise NotOnRoster(field="name")
    codes.hold_phone(tx.conn, box_of(tx.box).blind_index("phone", applicant.phone))
    check_free(tx, applicant, record)
    code = use_code(tx, wanted_code(applicant, record), application.code)
    rule = season.candidate_number
    running = numbers.next_number(tx.conn, intake=applicant.intake, prefix=rule.prefix, first=rule.first)
    number = written_number(rule.prefix, running, digits=rule.digits)
    account = _add(tx, applicant, record, number, application.password)
    _tell(tx, applicant, record, account.id, number)
    tx.audit("account.open", f"account/{account.id}", intake=applicant.intake, candidate_number=number,
             record=record.id, code=code)
    # the device that opened it is the owner's: whoever guesses from the same network does not slow it
    attempts.note_right(tx, attempts.guess_of(tx.box, caller, account=account.id))
    return Opened(account.id, number, begin_session(tx, account, caller))


@dataclass(frozen=True, slots=True)
class Application:
    """An application that was identified; ``password`` is the hash, ``record`` the student record's id."""

    applicant: Applicant
    record: str
    code: str
    password: str


def _add(tx: Tx, applicant: Applicant, record: Row[Any], number: str, password: str) -> Row[Any]:
    account, box = new_id(), box_of(tx.box)
    store.add_candidate(tx.conn, {
        "id": account, "role": str(Role.CANDIDATE), "scope": None, "intake": applicant.intake, "password": password,
        "password_at": tx.wall, "name": box.seal(applicant.name, table="accounts", column="name", row=account),
        "opened_at": tx.now, "recorded_at": tx.wall, "ended_at": None,
    }, {
        "account": account, "intake": applicant.intake, "number": number, "person": record.person,
        "phone_index": box.blind_index("phone", applicant.phone), "source_college": record.source_college,
        "record": record.id,
        **box.seal_row("candidates", account, {"id_number": applicant.id_number, "phone": applicant.phone}),
    })
    row = store.lock(tx.conn, account)
    assert row is not None
    return row


def _tell(tx: Tx, applicant: Applicant, record: Row[Any], account: str, number: str) -> None:
    tx.emit(
        AccountOpened(account=account, intake=applicant.intake, candidate_number=number,
                      source_college=record.source_college, opened_at=tx.now),
        key=f"registration/account/{account}", intake=applicant.intake,
    )
    tx.emit(
        ContactChanged(account=account, intake=applicant.intake, role=str(Role.CANDIDATE), name=applicant.name,
                       phone=applicant.phone),
        key=f"registration/contact/{account}", intake=applicant.intake,
    )
