"""The token that every service takes: who it speaks of, and until when."""

from datetime import datetime
from typing import Any

from services.registration.usecases.keys import present_key
from shared.db import Tx
from shared.kernel import masked_name
from shared.security.access import Principal, Role
from shared.security.tokens import issue, lifetime_of


def token_for(tx: Tx, account: Any, session: str, ends_at: datetime) -> tuple[str, datetime]:
    """A token of this account in this sign-in, which it does not outlive."""
    role = Role(account.role)
    name = tx.box.open(account.name, table="accounts", column="name", row=account.id).decode()
    who = Principal(
        subject=account.id, role=role, session=session, expires_at=ends_at, scope=account.scope,
        intake=account.intake, name=masked_name(name),
    )
    lifetime = min(lifetime_of(role), ends_at - tx.wall)
    token = issue(who, present_key(tx.conn, tx.box, now=tx.wall), now=tx.wall, lifetime=lifetime)
    return token.text, token.expires_at
