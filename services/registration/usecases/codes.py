"""Codes by SMS: asked for by the person they are for, and tried."""

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.codes import (
    DAY,
    Budget,
    CodeExpired,
    CodeTriedOut,
    CodeWrong,
    Purpose,
    TooManyCodes,
    wait_for,
)
from services.registration.store import box_of
from services.registration.store import codes as store
from shared.contracts.registration import CodeRequested
from shared.db import Tx
from shared.kernel import new_id
from shared.season import Season
from shared.security.codes import code_digest, new_code
from shared.security.throttle import Guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A code that somebody asks for. ``send``: False answers the same and sends nothing. ``asker``: of a reset, whose
    account it is said to be and from where."""

    intake: str
    purpose: Purpose
    subject: str
    phone: str
    send: bool = True
    asker: Guess | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What the asker is told."""

    code_id: str
    expires_at: datetime
    resend_after: datetime
    minutes: int
    """How long it opens, as its SMS says it."""


def budget_of(season: Season) -> Budget:
    """How many codes a season sends one number, and one person."""
    rules = season.account.code
    return Budget(resend_after=rules.resend_after, per_hour=rules.per_hour, per_day=rules.per_day)


def request_code(tx: Tx, season: Season, wanted: Wanted) -> Given:
    """Make a code and tell notify to send it. Raises TooManyCodes; the newest code alone counts."""
    rules = season.account.code
    phone_index = box_of(tx.box).blind_index("phone", wanted.phone)
    store.hold_phone(tx.conn, phone_index)
    # a code that nobody is sent neither uses up the phone's budget nor tells whether somebody else has
    counted = phone_index if wanted.send else None
    asked_at = store.asked_since(tx.conn, phone_index=counted, subject=wanted.subject, since=tx.wall - DAY)
    if wait := wait_for(asked_at, budget_of(season), now=tx.wall):
        raise TooManyCodes(field="phone", retry_after=math.ceil(wait.total_seconds()))
    code_id, code, expires_at = new_id(), new_code(rules.digits), tx.wall + rules.ttl
    store.add(tx.conn, {
        "id": code_id, "intake": wanted.intake, "purpose": wanted.purpose, "subject": wanted.subject,
        "phone_index": phone_index, "digest": code_digest(box_of(tx.box), code_id, code), "sent": wanted.send,
        "asked_at": tx.wall, "expires_at": expires_at, "attempts": rules.attempts, "tries": 0, "used_at": None,
        "outcome": None, "delivered_at": None, **_asker(wanted.asker),
    })
    if wanted.send:
        tx.emit(
            CodeRequested(code_id=code_id, intake=wanted.intake, purpose=wanted.purpose, phone=wanted.phone, code=code,
                          expires_at=expires_at),
            key=f"registration/code/{code_id}", intake=wanted.intake,
        )
        tx.audit("code.send", f"code/{code_id}", purpose=str(wanted.purpose), whom=wanted.subject)
    return Given(code_id, expires_at, tx.wall + rules.resend_after, max(1, round(rules.ttl.total_seconds() / 60)))


def _asker(asker: Guess | None) -> dict[str, str | None]:
    if asker is None:
        return {"login": None, "device": None, "address": None}
    return {"login": asker.account, "device": asker.device or None, "address": asker.address}


def try_code(tx: Tx, wanted: Wanted, code: str) -> str:
    """The id of the code that was rightly given. A wrong one is counted (keep the transaction)."""
    row = store.newest(tx.conn, intake=wanted.intake, purpose=wanted.purpose, subject=wanted.subject)
    if row is None or row.phone_index != box_of(tx.box).blind_index("phone", wanted.phone) or row.used_at is not None:
        raise CodeWrong(field="code")
    if tx.wall >= row.expires_at:
        raise CodeExpired(field="code")
    if row.tries >= row.attempts:
        raise CodeTriedOut(field="code")
    if not hmac.compare_digest(row.digest, code_digest(box_of(tx.box), row.id, code)):
        store.count_try(tx.conn, row.id)
        raise CodeWrong(field="code")
    return str(row.id)


def use_code(tx: Tx, wanted: Wanted, code: str) -> str:
    """The same, and the code is used up."""
    code_id = try_code(tx, wanted, code)
    store.use(tx.conn, code_id, wall=tx.wall)
    return code_id


def settle_code(tx: Tx, code_id: str, *, outcome: str, at: datetime) -> None:
    """Notify told what became of the message; a code lost to a restored backup opens nothing, so it changes nothing."""
    store.settle(tx.conn, code_id, outcome=outcome, at=at)


def codes_of(conn: Connection, intake: str) -> Sequence[Row[Any]]:
    """An intake's codes, without what they open."""
    return store.of_intake(conn, intake)
