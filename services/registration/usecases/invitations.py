"""Inviting staff, and becoming staff: a link, an own password, an authenticator, its code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.invitations import (
    LIFETIME,
    InvitationEnded,
    InvitationNotAccepted,
    OfficerExists,
    StaffExists,
    TotpWrong,
    check_mailbox,
    check_role,
)
from services.registration.store import box_of, staff
from services.registration.store import invitations as store
from shared.contracts.registration import ContactChanged, InvitationIssued
from shared.db import Seal, Tx
from shared.kernel import new_id
from shared.security.links import new_token, token_digest
from shared.security.passwords import Passwords, check_password
from shared.security.totp import enrolment_uri, new_secret, secret_text, used_counter

MOST_TRIES = 10
OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation as it was given out; the link is not kept."""

    invitation: str
    role: str
    scope: str | None
    email: str
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs, shown once."""

    totp_secret: str
    totp_uri: str


def invite_first_officer(tx: Tx, email: str, *, public_url: str) -> Invited:
    """The way in for the very first: a link that the command prints and nobody mails. Raises OfficerExists."""
    if staff.has_officer(tx.conn):
        raise OfficerExists
    store.replace_first_officers(tx.conn, wall=tx.wall)
    return _invite(tx, email, role=OFFICER, scope=None, public_url=public_url)


def invite(tx: Tx, email: str, *, role: str, scope: str | None, public_url: str) -> Invited:
    """An officer invites: the link goes out by e-mail."""
    check_role(role, scope)
    invited = _invite(tx, email, role=role, scope=scope, public_url=public_url)
    tx.emit(
        InvitationIssued(invitation=invited.invitation, role=role, scope=scope, email=email, link=invited.link,
                         expires_at=invited.expires_at),
        key=f"registration/invitation/{invited.invitation}",
    )
    return invited


def _invite(tx: Tx, email: str, *, role: str, scope: str | None, public_url: str) -> Invited:
    index = box_of(tx.box).blind_index("staff.email", email)
    standing = store.standing(tx.conn, index)
    if standing.is_staff:
        raise StaffExists(field="email")
    _check_mailbox(tx, role, email)
    invitation, token, expires_at = new_id(), new_token(), tx.wall + LIFETIME
    if standing.is_invited:
        store.replace(tx.conn, index, wall=tx.wall)
    tx.add(store.INVITATIONS, {
        "id": invitation, "digest": token_digest(token), "role": role, "scope": scope, "email_index": index,
        "email": tx.box.seal(email, table="invitations", column="email", row=invitation),
        "invited_by": tx.actor, "recorded_at": tx.wall, "expires_at": expires_at,
    })
    tx.audit("invitation.issue", f"invitation/{invitation}", role=role, scope=scope)
    link = f"{public_url.rstrip('/')}/invitations/{token}"
    return Invited(invitation=invitation, role=role, scope=scope, email=email, link=link, expires_at=expires_at)


def look_at_invitation(conn: Connection, seal: Seal, token: str, *, now: datetime) -> dict[str, Any]:
    """What the invited person sees. Raises InvitationEnded."""
    row = _serving(store.by_digest(conn, token_digest(token)), now)
    email = seal.open(row.email, table="invitations", column="email", row=row.id).decode()
    return {"role": row.role, "scope": row.scope, "email": email, "expires_at": row.expires_at,
            "accepted": row.accepted_at is not None}


def chosen_password(passwords: Passwords, password: str, *, email: str) -> str:
    """The hash of a password that staff may choose: slow, and so outside any transaction."""
    check_password(password, known=[email, email.partition("@")[0]])
    return passwords.hashed(password)


def accept(tx: Tx, token: str, *, name: str | None, password: str) -> Enrolment:
    """The invited person sets a password (its hash) and is given a secret; again until it is confirmed."""
    row = _serving(store.lock(tx.conn, token_digest(token)), tx.wall)
    email = tx.box.open(row.email, table="invitations", column="email", row=row.id).decode()
    secret = new_secret()
    place = {"table": "invitations", "row": row.id}
    store.accept(tx.conn, row.id, wall=tx.wall, set_to={
        "name": tx.box.seal(name or email.partition("@")[0], column="name", **place), "password": password,
        "secret": tx.box.seal(secret, column="totp_secret", **place),
    })
    tx.audit("invitation.accept", f"invitation/{row.id}", role=row.role)
    return Enrolment(secret_text(secret), enrolment_uri(secret, account=email))


def confirm(tx: Tx, token: str, *, totp: str) -> str:
    """The authenticator works: the account stands. A wrong code is counted (TotpWrong: keep the transaction)."""
    row = _serving(store.lock(tx.conn, token_digest(token)), tx.wall)
    if row.accepted_at is None:
        raise InvitationNotAccepted
    secret = tx.box.open(row.totp_secret, table="invitations", column="totp_secret", row=row.id)
    counter = used_counter(secret, totp, now=tx.wall, last_used=None)
    if counter is None:
        store.count_try(tx.conn, row.id)
        raise TotpWrong(field="totp")
    if row.role == OFFICER and row.invited_by == "command" and staff.has_officer(tx.conn):
        raise OfficerExists
    if staff.by_email(tx.conn, row.email_index) is not None:
        raise StaffExists
    _check_mailbox(tx, row.role, tx.box.open(row.email, table="invitations", column="email", row=row.id).decode())
    account = _open_staff(tx, row, secret, counter)
    store.confirm(tx.conn, row.id, account=account, wall=tx.wall)
    tx.audit("staff.open", f"account/{account}", role=row.role, scope=row.scope, invitation=row.id)
    return account


def _open_staff(tx: Tx, row: Row[Any], secret: bytes, counter: int) -> str:
    account = new_id()
    email, name = (
        tx.box.open(getattr(row, column), table="invitations", column=column, row=row.id).decode()
        for column in ("email", "name")
    )
    staff.add(tx.conn, {
        "id": account, "role": row.role, "scope": row.scope, "intake": None, "password": row.password,
        "password_at": tx.wall, "name": tx.box.seal(name, table="accounts", column="name", row=account),
        "opened_at": tx.now, "recorded_at": tx.wall, "ended_at": None,
    }, {
        "account": account, "email_index": row.email_index, "totp_last": counter,
        "email": tx.box.seal(email, table="staff", column="email", row=account),
        "totp_secret": tx.box.seal(secret, table="staff", column="totp_secret", row=account),
    })
    tx.emit(ContactChanged(account=account, intake=None, role=row.role, name=name, email=email,
                           scope=row.scope),
            key=f"registration/contact/{account}")
    return account


def _check_mailbox(tx: Tx, role: str, email: str) -> None:
    if role == OFFICER:
        check_mailbox(email, [tx.box.open(row.email, table="staff", column="email", row=row.id).decode()
                              for row in staff.officers(tx.conn)])


def _serving(row: Row[Any] | None, now: datetime) -> Row[Any]:
    if row is None or row.ended_at is not None or row.expires_at <= now or row.totp_tried >= MOST_TRIES:
        raise InvitationEnded
    return row
