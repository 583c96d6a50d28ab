"""What a unit of work only adds goes to the database at its end and together: each statement that is sent alone costs
a way there and back, and more of the interpreter's time than the rows in it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Connection,
    Insert,
    String,
    Table,
    Text,
    TextClause,
    bindparam,
    cast,
    insert,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.types import TypeEngine

FEW = 3
"""Rows of one table that still travel with others: each number of them is a statement of its own to be prepared."""

Shape = tuple[Table, tuple[str, ...], int]
"""A table, which of its columns are given, in how many rows."""
Added = Mapping[Table, Sequence[Mapping[str, Any]]]


def send(conn: Connection, added: Added) -> None:
    """Insert all of it, the rows of one table in their order; they give the same columns. What is little goes in one
    statement where PostgreSQL is asked, the tables in no order."""
    _check_columns(added)
    little = {table: rows for table, rows in added.items() if len(rows) <= FEW}
    if conn.dialect.name != "postgresql" or sum(map(len, little.values())) < 2:
        little = {}
    for table, rows in added.items():
        if table not in little:
            # a list of one would be sent as many are, which takes longer
            conn.execute(_insert_into(table), rows[0] if len(rows) == 1 else list(rows))
    if little:
        conn.execute(_together(_shapes(little)), _values(little))


def send_behind(conn: Connection, first: Insert, given: Mapping[str, Any], added: Added) -> bool:
    """``first``, which takes one row or none, and where it took one all that was added, as :func:`send` does; whether
    it did. Where all is little it is one statement, in which ``first`` has taken (and locked) its row before any other
    row, and with it the version of an event, comes to be: these are read from what ``first`` returns."""
    _check_columns(added)
    if conn.dialect.name == "postgresql" and added and all(len(rows) <= FEW for rows in added.values()):
        return conn.execute(_behind(first, _shapes(added)), {**given, **_values(added)}).rowcount > 0
    if conn.execute(first, dict(given)).rowcount != 1:
        return False
    send(conn, added)
    return True


def _check_columns(added: Added) -> None:
    for table, rows in added.items():
        if any(row.keys() != rows[0].keys() for row in rows):
            raise ValueError(f"{table.name}: rows that give different columns")


def _shapes(added: Added) -> tuple[Shape, ...]:
    return tuple((table, tuple(rows[0]), len(rows)) for table, rows in added.items())


def _values(added: Added) -> dict[str, Any]:
    return {_place(table, number, name): row[name]
            for table, rows in added.items() for number, row in enumerate(rows) for name in row}


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table).inline()  # nobody asks for the new id


@cache
def _together(shapes: tuple[Shape, ...]) -> TextClause:
    """``WITH … (INSERT …) INSERT …``: all of it or nothing, as any statement."""
    return _as_text([_insert_few(*shape) for shape in shapes])


@cache
def _behind(first: Insert, shapes: tuple[Shape, ...]) -> TextClause:
    """``WITH taken AS (INSERT … RETURNING 1), … (INSERT … SELECT … FROM taken) INSERT … SELECT … FROM taken``: as many
    rows as it says, or none."""
    taken = first.returning(literal_column("1")).cte("taken")
    return _as_text([_insert_from(taken, *shape) for shape in shapes]).execution_options(preserve_rowcount=True)


def _as_text(inserts: Sequence[Insert]) -> TextClause:
    """As one: an insert of several rows would be put together anew each time."""
    *others, last = inserts
    whole = last.add_cte(*(each.cte(f"into_{each.table.name}") for each in others))
    made = whole.compile(dialect=PGDialect(paramstyle="named"))
    return text(str(made)).bindparams(*(bindparam(name, type_=each.type) for name, each in made.binds.items()))


def _insert_few(table: Table, names: tuple[str, ...], count: int) -> Insert:
    rows: list[dict[str, Any]] = [
        {name: _given(table, number, name) for name in names} for number in range(count)
    ]
    return insert(table).inline().values(rows[0] if count == 1 else rows)


def _insert_from(taken: CTE, table: Table, names: tuple[str, ...], count: int) -> Insert:
    """Its parameters say their types: what stands in a SELECT is not known by the column that it goes to."""
    rows = [
        select(*(cast(_given(table, number, name), _unlimited(table.c[name].type)) for name in names))
        .select_from(taken)
        for number in range(count)
    ]
    return insert(table).inline().from_select(list(names), rows[0] if count == 1 else union_all(*rows))


def _unlimited(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """A cast to so many characters would cut off what is longer, where the column refuses it."""
    return Text() if isinstance(kind, String) else kind


def _given(table: Table, number: int, name: str) -> BindParameter[Any]:
    return bindparam(_place(table, number, name), type_=table.c[name].type)


def _place(table: Table, number: int, name: str) -> str:
    return f"{table.name}_{number}_{name}"
