"""What was heard of each candidate, as far as telling depends on it: one word for each thing, no content."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, String, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from services.notify.store import METADATA
from shared.db import Tx

MARKS = Table(
    "marks",
    METADATA,
    Column("account", String(60), primary_key=True),
    Column("intake", String(60), primary_key=True),
    Column("mark", String(80), primary_key=True),
    Column("value", String(40), nullable=False),
)


def _put(dialect: object) -> object:
    statement = dialect.insert(MARKS)  # type: ignore[attr-defined]
    return statement.on_conflict_do_update(
        index_elements=["account", "intake", "mark"], set_={"value": statement.excluded.value}
    )


_put_mark = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of_accounts = select(MARKS).where(
    MARKS.c.intake == bindparam("an_intake"), MARKS.c.account.in_(bindparam("accounts", expanding=True))
)


_counts = (
    select(MARKS.c.mark, MARKS.c.value, func.count().label("people"))
    .where(MARKS.c.intake == bindparam("an_intake"))
    .group_by(MARKS.c.mark, MARKS.c.value)
    .order_by(MARKS.c.mark, MARKS.c.value)
)


def counts(conn: Connection, intake: str) -> list[tuple[str, str, int]]:
    """How many candidates of an intake have each mark: (mark, value, people)."""
    return [(row.mark, row.value, row.people) for row in conn.execute(_counts, {"an_intake": intake})]


def put(tx: Tx, marks: Sequence[tuple[str, str, str, str]]) -> None:
    """Keep marks: (account, intake, mark, value), the newest value of each."""
    if marks:
        newest = {(account, intake, mark): value for account, intake, mark, value in marks}
        tx.conn.execute(_put_mark[tx.conn.dialect.name], [  # type: ignore[call-overload]
            {"account": account, "intake": intake, "mark": mark, "value": value}
            for (account, intake, mark), value in newest.items()
        ])


def of_accounts(tx: Tx, intake: str, accounts: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Marks by account; nothing was heard of who is not in it."""
    return among(tx.conn, intake, accounts)


def among(conn: Connection, intake: str, accounts: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """The same, to look."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in conn.execute(_of_accounts, {"an_intake": intake, "accounts": list(set(accounts))}):
        found[row.account][row.mark] = row.value
    return found
