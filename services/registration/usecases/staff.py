"""Staff as officers see them: who there is, and who is no longer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from services.registration.domain.invitations import OwnAccount
from services.registration.store import accounts
from services.registration.store import staff as store
from services.registration.usecases.sessions import end_sessions
from shared.contracts.registration import ContactChanged
from shared.db import Seal, Tx
from shared.kernel import NotFound


def staff_page(conn: Connection, seal: Seal, *, after: str, most: int) -> Sequence[dict[str, Any]]:
    """Accounts of staff, ended ones too, in the order of their ids."""
    return [
        {
            "account": row.id, "role": row.role, "scope": row.scope,
            "opened_at": row.opened_at, "ended_at": row.ended_at,
            "name": seal.open(row.name, table="accounts", column="name", row=row.id).decode(),
            "email": seal.open(row.email, table="staff", column="email", row=row.id).decode(),
        }
        for row in store.page(conn, after=after, most=most)
    ]


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
