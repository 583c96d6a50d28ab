"""Who is eligible, and in which category, as review settled it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, String, Table, Text, bindparam, select

from services.admission.store import METADATA
from services.admission.store.putting import putting
from shared.contracts.review import EligibilitySettled
from shared.db import Tx, UtcDateTime

ELIGIBILITIES = Table(
    "eligibilities",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("candidate_number", String(40), nullable=False),
    Column("category", String(30), nullable=False),
    Column("standing", String(15), nullable=False),
    Column("honours", Text, nullable=False),
    Column("tier", String(30)),
    Column("revision", Integer, nullable=False),
    Column("reason", LargeBinary),  # sealed
    Column("settled_at", UtcDateTime, nullable=False),
)
Index("ix_eligibilities_season", ELIGIBILITIES.c.season, ELIGIBILITIES.c.account)

ELIGIBLE = "eligible"
_put = putting(ELIGIBILITIES)
_of_season = select(
    ELIGIBILITIES.c.account, ELIGIBILITIES.c.category, ELIGIBILITIES.c.standing, ELIGIBILITIES.c.honours,
    ELIGIBILITIES.c.tier,
).where(ELIGIBILITIES.c.season == bindparam("a_season"))
_one = select(ELIGIBILITIES).where(ELIGIBILITIES.c.account == bindparam("an_account"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Eligibility:
    """A person's standing: which category is in force, and the honours that were confirmed."""

    account: str
    category: str
    eligible: bool
    honours: tuple[str, ...]
    tier: str | None


def put(tx: Tx, told: Sequence[EligibilitySettled]) -> None:
    """Keep what review settled."""
    tx.conn.execute(_put[tx.conn.dialect.name], [
        {
            "account": each.account, "intake": each.intake, "season": each.season,
            "candidate_number": each.candidate_number, "category": each.category, "standing": each.standing,
            "honours": json.dumps(each.honours), "tier": each.tier, "revision": each.revision,
            "settled_at": each.settled_at,
            "reason": _sealed(tx, each),
        }
        for each in told
    ])


def of_season(conn: Connection, season: str) -> dict[str, Eligibility]:
    """Everybody's standing in a season, by account."""
    return {row.account: _eligibility(row) for row in conn.execute(_of_season, {"a_season": season})}


def one(conn: Connection, account: str) -> Eligibility | None:
    """One person's standing."""
    row = conn.execute(_one, {"an_account": account}).one_or_none()
    return None if row is None else _eligibility(row)


def _eligibility(row: Any) -> Eligibility:
    return Eligibility(
        account=row.account, category=row.category, eligible=row.standing == ELIGIBLE,
        honours=tuple(json.loads(row.honours)), tier=row.tier,
    )


def _sealed(tx: Tx, told: EligibilitySettled) -> bytes | None:
    if not told.reason:
        return None
    return tx.box.seal(told.reason, table="eligibilities", column="reason", row=told.account)
