"""How the season ended for each candidate."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, String, Table, bindparam, select

from services.admission.domain.outcome import Outcome
from services.admission.store import METADATA
from services.admission.store.putting import putting
from shared.db import Tx, UtcDateTime

OUTCOMES = Table(
    "outcomes",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("account", String(36), primary_key=True),
    Column("outcome", String(15), nullable=False),
    Column("settled_at", UtcDateTime, nullable=False),
)

_put = putting(OUTCOMES)
_of_season = select(OUTCOMES).where(OUTCOMES.c.season == bindparam("a_season")).order_by(OUTCOMES.c.account)

_turned_away = select(OUTCOMES.c.account).where(
    OUTCOMES.c.outcome == Outcome.NOT_ELIGIBLE, OUTCOMES.c.account.in_(bindparam("accounts", expanding=True))
)


def put(tx: Tx, season: str, outcomes: Sequence[tuple[str, Outcome]]) -> None:
    """How the season ended for these accounts."""
    rows: list[dict[str, Any]] = [
        {"season": season, "account": account, "outcome": outcome, "settled_at": tx.now}
        for account, outcome in outcomes
    ]
    if rows:
        tx.conn.execute(_put[tx.conn.dialect.name], rows)


def of_season(conn: Connection, season: str) -> dict[str, Outcome]:
    """Every outcome settled so far, by account."""
    return {row.account: Outcome(row.outcome) for row in conn.execute(_of_season, {"a_season": season})}


def turned_away(conn: Connection, accounts: Sequence[str]) -> frozenset[str]:
    """For whom of these a season ended as not eligible."""
    return frozenset(conn.execute(_turned_away, {"accounts": list(accounts)}).scalars())
