"""The running numbers of candidates."""

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, String, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from services.registration.store import METADATA

CANDIDATE_NUMBERS = Table(
    "candidate_numbers",
    METADATA,
    Column("intake", String(60), primary_key=True),
    Column("prefix", String(40), primary_key=True),
    Column("last", BigInteger, nullable=False),
)


def _next_number(dialect: Any) -> Any:
    first = dialect.insert(CANDIDATE_NUMBERS).values(
        intake=bindparam("of_intake"), prefix=bindparam("of_prefix"), last=bindparam("first")
    )
    return first.on_conflict_do_update(
        index_elements=["intake", "prefix"], set_={"last": CANDIDATE_NUMBERS.c.last + 1}
    ).returning(CANDIDATE_NUMBERS.c.last)


_next = {"postgresql": _next_number(postgresql), "sqlite": _next_number(sqlite)}


def next_number(conn: Connection, *, intake: str, prefix: str, first: int) -> int:
    """The next running number; its row is locked until the transaction ends, so none is lost or given twice."""
    found: int = conn.execute(
        _next[conn.dialect.name], {"of_intake": intake, "of_prefix": prefix, "first": first}
    ).scalar_one()
    return found
