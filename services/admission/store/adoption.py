"""Which version of each season every service said that it has."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, String, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from services.admission.store import METADATA
from shared.db import Tx, UtcDateTime

ADOPTIONS = Table(
    "adoptions",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("service", String(20), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("adopted_at", UtcDateTime, nullable=False),
)


def _put_for(dialect: Any) -> Any:
    statement = dialect.insert(ADOPTIONS)
    return statement.on_conflict_do_update(
        index_elements=["season", "service"],
        set_={"version": statement.excluded.version, "adopted_at": statement.excluded.adopted_at},
        where=ADOPTIONS.c.version < statement.excluded.version,
    )


_put = {"postgresql": _put_for(postgresql), "sqlite": _put_for(sqlite)}
_of_season = select(ADOPTIONS).where(ADOPTIONS.c.season == bindparam("a_season")).order_by(ADOPTIONS.c.service)


def put(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what services said: season, service, version, adopted_at. An older word changes nothing."""
    tx.conn.execute(_put[tx.conn.dialect.name], list(rows))


def of_season(conn: Connection, season: str) -> Sequence[Row[Any]]:
    """Who said that they have which version."""
    return conn.execute(_of_season, {"a_season": season}).all()
