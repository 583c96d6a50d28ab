"""After a rotation of the key ring: everything is sealed again under the current key, in small transactions.

A table says of each sealed column what its row is called when it is sealed::

    Column("phone", LargeBinary, info=sealed_by("id"))

Several names are joined by a blank. Any order of ``rotate``, running services and :func:`reseal` is safe as long as
every process reads the new ring before the first of them seals with it, and the old key stays until this has ended.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, MetaData, RowMapping, Table, select, tuple_

from shared.security.crypt import Box

SEALED_BY = "sealed_by"
BATCH = 500


class HasConnection(Protocol):
    """A unit of work, as far as this needs it."""

    @property
    def conn(self) -> Connection: ...


class Transactions(Protocol):
    """What opens one."""

    def begin(self, actor: str = ...) -> AbstractContextManager[HasConnection]: ...


@dataclass(frozen=True)
class Resealed:
    """One batch done."""

    table: str
    seen: int
    changed: int


def sealed_by(*row: str) -> dict[str, Any]:
    """``info`` of a sealed column: the columns whose values name the row."""
    return {SEALED_BY: row}


def sealed_columns(table: Table) -> dict[str, tuple[str, ...]]:
    """The sealed columns of a table, each with what names its row."""
    return {column.name: column.info[SEALED_BY] for column in table.columns if SEALED_BY in column.info}


def reseal(db: Transactions, metadata: MetaData, box: Box, *, batch: int = BATCH) -> Iterator[Resealed]:
    """Walk every table that has sealed columns, a transaction per batch, by primary key. May be repeated at will."""
    for table in metadata.sorted_tables:
        if not sealed_columns(table):
            continue
        after: tuple[Any, ...] | None = None
        while True:
            with db.begin(actor="keys") as tx:
                rows = _batch(tx.conn, table, after, batch)
                changed = sum(_reseal_row(tx.conn, table, row, box) for row in rows)
            if not rows:
                break
            yield Resealed(table.name, len(rows), changed)
            after = tuple(rows[-1][column.name] for column in table.primary_key)


def _batch(conn: Connection, table: Table, after: tuple[Any, ...] | None, limit: int) -> list[RowMapping]:
    place: list[ColumnElement[Any]] = list(table.primary_key)
    statement = select(table).order_by(*place).limit(limit).with_for_update()
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return list(conn.execute(statement).mappings())


def _reseal_row(conn: Connection, table: Table, row: RowMapping, box: Box) -> bool:
    changed = {
        name: box.reseal(row[name], table=table.name, column=name, row=" ".join(str(row[part]) for part in parts))
        for name, parts in sealed_columns(table).items()
        if row[name] is not None and box.stale(row[name])
    }
    if changed:
        same_row = [column == row[column.name] for column in table.primary_key]
        conn.execute(table.update().where(*same_row).values(**changed))
    return bool(changed)
