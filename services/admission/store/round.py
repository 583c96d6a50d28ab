"""How far each round is, and which colleges' deadlines passed with files not returned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Column, Connection, Integer, String, Table, bindparam, select, update

from services.admission.store import METADATA
from services.admission.store.putting import adding
from shared.db import Tx, UtcDateTime

ROUNDS = Table(
    "rounds",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("no", String(10), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("dispatched_at", UtcDateTime),  # when its first files went down
    Column("closed_at", UtcDateTime),
    Column("results_at", UtcDateTime),  # when its results became visible
)

OVERDUES = Table(
    "overdues",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("round", String(10), primary_key=True),
    Column("college", String(30), primary_key=True),
    Column("return_by", UtcDateTime, primary_key=True),
    Column("missing", Integer, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_season: BindParameter[str] = bindparam("a_season")
_add = adding(ROUNDS)
_add_overdue = adding(OVERDUES)
_of_season = select(ROUNDS).where(ROUNDS.c.season == _season).order_by(ROUNDS.c.no)
_one = _of_season.where(ROUNDS.c.no == bindparam("a_round"))
_these = update(ROUNDS).where(ROUNDS.c.season == _season, ROUNDS.c.no == bindparam("a_round"))
_put = _these.values({
    name: bindparam(f"to_{name}", type_=UtcDateTime()) for name in ("dispatched_at", "closed_at", "results_at")
})
_overdues = select(OVERDUES).where(OVERDUES.c.season == _season).order_by(
    OVERDUES.c.round, OVERDUES.c.college, OVERDUES.c.return_by
)
_overdue = _overdues.where(
    OVERDUES.c.round == bindparam("a_round"), OVERDUES.c.college == bindparam("a_college"),
    OVERDUES.c.return_by == bindparam("a_return_by", type_=UtcDateTime()),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How far a round is; None: not yet."""

    season: str
    no: str
    intake: str
    dispatched_at: datetime | None = None
    closed_at: datetime | None = None
    results_at: datetime | None = None


def locked(tx: Tx, season: str, no: str, *, intake: str) -> State:
    """A round's state, held until the end of the transaction; made when it is asked for first."""
    blank = {"dispatched_at": None, "closed_at": None, "results_at": None}
    tx.conn.execute(_add[tx.conn.dialect.name], {"season": season, "no": no, "intake": intake, **blank})
    return _state(tx.conn.execute(_one.with_for_update(), {"a_season": season, "a_round": no}).one())


def put(tx: Tx, state: State) -> None:
    """Write how far a round is."""
    tx.conn.execute(_put, {
        "a_season": state.season, "a_round": state.no, "to_dispatched_at": state.dispatched_at,
        "to_closed_at": state.closed_at, "to_results_at": state.results_at,
    })


def of_season(conn: Connection, season: str) -> dict[str, State]:
    """Every round of a season that anything was done in, by number."""
    return {row.no: _state(row) for row in conn.execute(_of_season, {"a_season": season})}


def add_overdue(tx: Tx, row: dict[str, Any]) -> bool:
    """Note that a college's deadline passed: season, round, college, return_by, missing. False: noted before."""
    asked = {f"a_{name}": row[name] for name in ("season", "round", "college", "return_by")}
    if tx.conn.execute(_overdue, asked).first() is not None:
        return False
    tx.conn.execute(_add_overdue[tx.conn.dialect.name], {**row, "recorded_at": tx.wall})
    return True


def overdues(conn: Connection, season: str) -> Sequence[Any]:
    """Every deadline that passed with files not returned: round, college, return_by, missing."""
    return conn.execute(_overdues, {"a_season": season}).all()


def _state(row: Any) -> State:
    return State(**row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
