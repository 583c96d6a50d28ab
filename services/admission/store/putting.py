"""Rows written whole: inserted, or put over the one with the same key."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def putting(table: Table) -> Mapping[str, Any]:
    """The statement by dialect: every column is given, and overwrites what stands under the primary key."""
    return {"postgresql": _over(table, postgresql), "sqlite": _over(table, sqlite)}


def adding(table: Table) -> Mapping[str, Any]:
    """The same, but a row that is there already stays as it is."""
    return {
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
    }


def _over(table: Table, dialect: Any) -> Any:
    statement = dialect.insert(table)
    kept = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=[c.name for c in table.primary_key], set_=kept)
