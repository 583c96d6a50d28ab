"""Staff as officers see them: who there is, and who is no longer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.invitations import AlreadyEnded, OwnAccount
from services.registration.store import accounts
from services.registration.store import invitations as sent
from services.registration.store import staff as store
from services.registration.usecases.invitations import Invited, invite
from services.registration.usecases.sessions import end_sessions
from shared.contracts.registration import ContactChanged
from shared.db import Seal, Tx
from shared.kernel import NotFound


def staff_page(conn: Connection, seal: Seal, *, after: str, most: int) -> Sequence[dict[str, Any]]:
    """Accounts of staff, ended ones too, in the order of their ids."""
    return [_shown(seal, row) for row in store.page(conn, after=after, most=most)]


def one_of_staff(conn: Connection, seal: Seal, account: str) -> dict[str, Any]:
    """One account of staff, as a page of them has it. Raises NotFound."""
    row = store.of_account(conn, account)
    if row is None:
        raise NotFound(field="account")
    return _shown(seal, row)


def open_invitations(conn: Connection, seal: Seal, *, now: datetime) -> list[dict[str, Any]]:
    """Who was invited and has not come yet, the newest first."""
    return [
        {
            "role": row.role, "scope": row.scope, "expires_at": row.expires_at, "recorded_at": row.recorded_at,
            "email": seal.open(row.email, table="invitations", column="email", row=row.id).decode(),
        }
        for row in sent.serving(conn, now=now)
    ]


def reset_authenticator(tx: Tx, account: str, *, by: str, public_url: str) -> Invited:
    """Whoever lost their phone: the account is ended, and its owner invited anew with address, role and unit as they
    were; nobody hands a secret on. Raises NotFound, OwnAccount, AlreadyEnded."""
    row = store.of_account(tx.conn, account)
    if row is None:
        raise NotFound(field="account")
    if row.ended_at is not None:
        raise AlreadyEnded
    email = tx.box.open(row.email, table="staff", column="email", row=account).decode()
    end_staff(tx, account, by=by)
    return invite(tx, email, role=row.role, scope=row.scope, public_url=public_url)


def end_staff(tx: Tx, account: str, *, by: str) -> None:
    """The account serves no longer, every sign-in of it ends, nobody is written to through it, and its address may be
    invited anew: so also comes back who lost their phone. Raises NotFound, OwnAccount."""
    row = store.of_account(tx.conn, account)
    if row is None:
        raise NotFound(field="account")
    if account == by:
        raise OwnAccount
    held = accounts.lock(tx.conn, account)
    if held is not None and held.ended_at is None:
        accounts.end(tx.conn, account, wall=tx.wall)
        store.free_address(tx.conn, account)
        name = tx.box.open(row.name, table="accounts", column="name", row=account).decode()
        tx.emit(ContactChanged(account=account, intake=None, role=row.role, name=name, scope=row.scope),
                key=f"registration/contact/{account}")
        ended = end_sessions(tx, account, why="account_ended")
        tx.audit("staff.end", f"account/{account}", role=row.role, scope=row.scope, sessions=ended)


def _shown(seal: Seal, row: Row[Any]) -> dict[str, Any]:
    return {
        "account": row.id, "role": row.role, "scope": row.scope,
        "opened_at": row.opened_at, "ended_at": row.ended_at,
        "name": seal.open(row.name, table="accounts", column="name", row=row.id).decode(),
        "email": seal.open(row.email, table="staff", column="email", row=row.id).decode(),
    }
