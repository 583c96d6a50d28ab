"""How people are reached: one row per account, everything personal sealed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Index, LargeBinary, Row, String, Table, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from services.notify.store import METADATA
from shared.db import Seal, Tx, UtcDateTime
from shared.kernel import masked_name

CONTACTS = Table(
    "contacts",
    METADATA,
    Column("account", String(60), primary_key=True),
    Column("intake", String(60)),
    Column("role", String(30), nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("phone", LargeBinary),
    Column("email", LargeBinary),
    Column("scope", String(60)),  # the college or authority that staff act for
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_contacts_audience", CONTACTS.c.role, CONTACTS.c.account)


def _put(dialect: Any) -> Any:
    statement = dialect.insert(CONTACTS)
    kept = {c.name: statement.excluded[c.name] for c in CONTACTS.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["account"], set_=kept)


_put_contact = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of_accounts = select(CONTACTS).where(CONTACTS.c.account.in_(bindparam("accounts", expanding=True)))
_names = select(CONTACTS.c.account, CONTACTS.c.name).where(
    CONTACTS.c.account.in_(bindparam("accounts", expanding=True)))
_audience = (
    select(CONTACTS)
    .where(
        CONTACTS.c.role == bindparam("a_role"), CONTACTS.c.account > bindparam("after"),
        or_(CONTACTS.c.intake == bindparam("an_intake"), CONTACTS.c.intake.is_(None)),
    )
    .order_by(CONTACTS.c.account)
    .limit(bindparam("most"))
)


_of_scope = (
    select(CONTACTS)
    .where(CONTACTS.c.role == bindparam("a_role"), CONTACTS.c.scope == bindparam("a_scope"))
    .order_by(CONTACTS.c.account)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How one person is reached now. Staff belong to no intake."""

    account: str
    intake: str | None
    role: str
    phone: str | None
    email: str | None
    scope: str | None = None

    def address(self, channel: str) -> str | None:
        """Where this person is reached on a channel."""
        return self.phone if channel == "sms" else self.email


def put(tx: Tx, contacts: Sequence[Mapping[str, Any]]) -> None:
    """Keep contacts: ``account, intake, role, name, phone, email, scope``."""
    rows = []
    for given in contacts:
        sealed = {
            column: given[column] and tx.box.seal(given[column], table="contacts", column=column, row=given["account"])
            for column in ("name", "phone", "email")
        }
        rows.append({**given, **sealed, "recorded_at": tx.wall})
    tx.conn.execute(_put_contact[tx.conn.dialect.name], rows)


def of_accounts(tx: Tx, accounts: Sequence[str]) -> dict[str, Contact]:
    """Contacts by account; who is not known is not in it."""
    return among(tx.conn, tx.box, accounts)


def among(conn: Connection, box: Seal, accounts: Sequence[str]) -> dict[str, Contact]:
    """The same, to look."""
    found = conn.execute(_of_accounts, {"accounts": list(set(accounts))})
    return {row.account: _contact(row, box) for row in found}


def names(conn: Connection, box: Seal, accounts: Collection[str]) -> dict[str, str]:
    """Masked names by account."""
    found = conn.execute(_names, {"accounts": list(accounts)})
    return {row.account: masked_name(box.open(row.name, table="contacts", column="name", row=row.account).decode())
            for row in found}


def of_scope(tx: Tx, *, role: str, scope: str) -> list[Contact]:
    """The staff of one college or authority, by account."""
    return [_contact(row, tx.box) for row in tx.conn.execute(_of_scope, {"a_role": role, "a_scope": scope})]


def audience_after(tx: Tx, *, role: str, intake: str, after: str, most: int) -> list[Contact]:
    """The next people of a role in an intake, or in none, by account."""
    asked = {"a_role": role, "an_intake": intake, "after": after, "most": most}
    return [_contact(row, tx.box) for row in tx.conn.execute(_audience, asked)]


def _contact(row: Row[Any], box: Seal) -> Contact:
    def opened(column: str) -> str | None:
        sealed = getattr(row, column)
        return None if sealed is None else box.open(sealed, table="contacts", column=column, row=row.account).decode()

    return Contact(
        account=row.account, intake=row.intake, role=row.role, phone=opened("phone"), email=opened("email"),
        scope=row.scope,
    )
