"""Rounds whose results are all out, and reminders that must not be spread before."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, Text, and_, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from services.notify.store import METADATA
from shared.db import Tx

RELEASED = Table(
    "released",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("round", String(10), primary_key=True),
    Column("released", Integer, nullable=False),  # how many results, as admission counted them
)
HEARD = Table(
    "results_heard",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("round", String(10), primary_key=True),
    Column("heard", Integer, nullable=False),  # how many of them came here
)
AWAITING = Table(
    "awaiting",
    METADATA,
    Column("id", String(250), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("mailing", Text, nullable=False),
)


def _note_more(dialect: Any) -> Any:
    """Results that end after their moment are told one by one, and counted again: no count ever falls."""
    statement = dialect.insert(RELEASED)
    heard = statement.excluded.released
    return statement.on_conflict_do_update(
        index_elements=["season", "round"], set_={"released": heard}, where=RELEASED.c.released < heard
    )


def _hear_more(dialect: Any) -> Any:
    statement = dialect.insert(HEARD)
    return statement.on_conflict_do_update(
        index_elements=["season", "round"], set_={"heard": HEARD.c.heard + statement.excluded.heard}
    )


_hear = {"postgresql": _hear_more(postgresql), "sqlite": _hear_more(sqlite)}
_unheard = (
    select(RELEASED.c.season, RELEASED.c.round, RELEASED.c.released, func.coalesce(HEARD.c.heard, 0).label("heard"))
    .select_from(RELEASED.outerjoin(
        HEARD, and_(HEARD.c.season == RELEASED.c.season, HEARD.c.round == RELEASED.c.round)))
    .order_by(RELEASED.c.season, RELEASED.c.round)
)
_note = {"postgresql": _note_more(postgresql), "sqlite": _note_more(sqlite)}
_await = {
    "postgresql": postgresql.insert(AWAITING).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(AWAITING).on_conflict_do_nothing(),
}
_rounds = select(RELEASED).where(RELEASED.c.season == bindparam("a_season")).order_by(RELEASED.c.round)
_awaiting = select(AWAITING).where(AWAITING.c.season == bindparam("a_season")).order_by(AWAITING.c.id)
_forget = delete(AWAITING).where(AWAITING.c.id == bindparam("an_id"))


def note(tx: Tx, season: str, round_no: str, released: int) -> None:
    """All results of a round were heard."""
    tx.conn.execute(_note[tx.conn.dialect.name], {"season": season, "round": round_no, "released": released})


def hear(tx: Tx, results: Iterable[tuple[str, str]]) -> None:
    """Results came: season and round of each."""
    rows = [{"season": season, "round": no, "heard": heard} for (season, no), heard in sorted(Counter(results).items())]
    if rows:
        tx.conn.execute(_hear[tx.conn.dialect.name], rows)


def unheard(conn: Connection) -> dict[tuple[str, str], int]:
    """By season and round, how many results admission counted that never came here."""
    return {(row.season, row.round): max(0, row.released - row.heard) for row in conn.execute(_unheard)}


def rounds(conn: Connection, season: str) -> dict[str, int]:
    """Rounds whose results are out, and how many each had."""
    return {row.round: row.released for row in conn.execute(_rounds, {"a_season": season})}


def put_by(tx: Tx, mailing_id: str, season: str, mailing: Mapping[str, Any]) -> None:
    """A reminder waits."""
    row = {"id": mailing_id, "season": season, "mailing": json.dumps(mailing, ensure_ascii=False)}
    tx.conn.execute(_await[tx.conn.dialect.name], row)


def put_by_for(tx: Tx, season: str) -> dict[str, Mapping[str, Any]]:
    """Reminders of a season that wait, by id."""
    return {row.id: json.loads(row.mailing) for row in tx.conn.execute(_awaiting, {"a_season": season})}


def take(tx: Tx, mailing_id: str) -> None:
    """It waits no longer."""
    tx.conn.execute(_forget, {"an_id": mailing_id})
