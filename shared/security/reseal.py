"""After a rotation of the key ring: everything is sealed again under the current key, in small transactions.

A column without a length that holds bytes is a sealed one (indexes and digests have a length). It is sealed under its
row's primary key, several parts joined by a blank, unless its table says ``info=sealed_by("event_id")``.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, LargeBinary, MetaData, RowMapping, Table, func, select, tuple_

from shared.security.crypt import AES_GCM_SHA256, HEADER, Box

SEALED_BY = "sealed_by"
BATCH = 500


class HasConnection(Protocol):
    """A unit of work, as far as this needs it."""

    @property
    def conn(self) -> Connection: ...


class Transactions(Protocol):
    """What opens one."""

    def begin(self, *, actor: str = ...) -> AbstractContextManager[HasConnection]: ...


@dataclass(frozen=True)
class Resealed:
    """One batch done."""

    table: str
    seen: int
    changed: int


def sealed_by(*row: str) -> dict[str, Any]:
    """``info`` of a table whose sealed columns know their row by another name than the primary key."""
    return {SEALED_BY: row}


def sealed_columns(table: Table) -> list[str]:
    """The columns that hold sealed values."""
    return [c.name for c in table.columns if isinstance(c.type, LargeBinary) and c.type.length is None]


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


def sealed_under(conn: Connection, metadata: MetaData, key_id: int) -> int:
    """How many values still need this key."""
    header = bytes([AES_GCM_SHA256]) + key_id.to_bytes(2, "big")
    counts = [
        select(func.count()).select_from(table).where(func.substr(table.c[name], 1, HEADER) == header)
        for table in metadata.sorted_tables
        for name in sealed_columns(table)
    ]
    return sum(conn.execute(count).scalar_one() for count in counts)


def _batch(conn: Connection, table: Table, after: tuple[Any, ...] | None, limit: int) -> list[RowMapping]:
    place: list[ColumnElement[Any]] = list(table.primary_key)
    statement = select(table).order_by(*place).limit(limit).with_for_update()
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return list(conn.execute(statement).mappings())


def _reseal_row(conn: Connection, table: Table, row: RowMapping, box: Box) -> bool:
    name_of_row = " ".join(str(row[part]) for part in table.info.get(SEALED_BY, table.primary_key.columns.keys()))
    changed = {
        name: box.reseal(row[name], table=table.name, column=name, row=name_of_row)
        for name in sealed_columns(table)
        if row[name] is not None and box.stale(row[name])
    }
    if changed:
        same_row = [column == row[column.name] for column in table.primary_key]
        conn.execute(table.update().where(*same_row).values(**changed))
    return bool(changed)
