"""What a unit of work only adds goes to the database at its end and together: each statement that is sent alone costs
a way there and back, and more of the interpreter's time than the rows in it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, TextClause, bindparam, insert, text
from sqlalchemy.dialects.postgresql.base import PGDialect

FEW = 3
"""Rows of one table that still travel with others: each number of them is a statement of its own to be prepared."""

Shape = tuple[Table, tuple[str, ...], int]
"""A table, which of its columns are given, in how many rows."""


def send(conn: Connection, added: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
    """Insert all of it, the rows of one table in their order; they give the same columns. What is little goes in one
    statement where PostgreSQL is asked, the tables in no order."""
    for table, rows in added.items():
        if any(row.keys() != rows[0].keys() for row in rows):
            raise ValueError(f"{table.name}: rows that give different columns")
    little = {table: rows for table, rows in added.items() if len(rows) <= FEW}
    if conn.dialect.name != "postgresql" or sum(map(len, little.values())) < 2:
        little = {}
    for table, rows in added.items():
        if table not in little:
            # a list of one would be sent as many are, which takes longer
            conn.execute(_insert_into(table), rows[0] if len(rows) == 1 else list(rows))
    if little:
        statement, places = _together(tuple((table, tuple(rows[0]), len(rows)) for table, rows in little.items()))
        values = (row[name] for rows in little.values() for row in rows for name in rows[0])
        conn.execute(statement, dict(zip(places, values, strict=True)))


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table).inline()  # nobody asks for the new id


@cache
def _together(shapes: tuple[Shape, ...]) -> tuple[TextClause, tuple[str, ...]]:
    """``WITH … (INSERT …) INSERT …``: all of it or nothing, as any statement; and its parameters, row by row.

    As text: an insert of several rows would be put together anew each time, and knows the types of its first row alone.
    """
    *others, last = (_insert_few(*shape) for shape in shapes)
    whole = last.add_cte(*(each.cte(f"into_{each.table.name}") for each in others))
    given = {_place(table, number, name): table.c[name].type
             for table, names, count in shapes for number in range(count) for name in names}
    written = text(str(whole.compile(dialect=PGDialect(paramstyle="named"))))
    return written.bindparams(*(bindparam(place, type_=kind) for place, kind in given.items())), tuple(given)


def _insert_few(table: Table, names: tuple[str, ...], count: int) -> Insert:
    rows: list[dict[str, Any]] = [
        {name: bindparam(_place(table, number, name)) for name in names} for number in range(count)
    ]
    return insert(table).inline().values(rows[0] if count == 1 else rows)


def _place(table: Table, number: int, name: str) -> str:
    return f"{table.name}_{number}_{name}"
