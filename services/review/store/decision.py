"""Decisions: what each stage said of each revision, never changed; reasons sealed."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    insert,
    select,
)

from services.review.domain.case import Decision
from services.review.domain.decision import HonourDecision
from services.review.store import METADATA, box_of
from services.review.store.case import CASES
from shared.db import Seal, Tx, UtcDateTime
from shared.kernel import new_id

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("account", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("stage", String(60), nullable=False),
    Column("decision", String(12), nullable=False),
    Column("reason", LargeBinary),  # sealed, as the next
    Column("honours", LargeBinary),
    Column("actor", String(100), nullable=False),
    Column("actor_name", LargeBinary),  # sealed; as the sign-in gave it
    Column("actor_scope", String(60), nullable=False),
    Column("owner_scope", String(60), nullable=False),  # whose stage it was for this candidate
    Column("decided_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("account", "revision", "stage"),
)
Index("ix_decisions_account", DECISIONS.c.account, DECISIONS.c.decided_at)

SEALED = ("reason", "honours", "actor_name")

_add = insert(DECISIONS)
_of_accounts = (
    select(DECISIONS)
    .where(DECISIONS.c.account.in_(bindparam("accounts", expanding=True)))
    .order_by(DECISIONS.c.account, DECISIONS.c.decided_at, DECISIONS.c.id)
)
_of_season = (
    select(DECISIONS.c.account, DECISIONS.c.revision, DECISIONS.c.stage, DECISIONS.c.decision, DECISIONS.c.actor_scope,
           DECISIONS.c.owner_scope)
    .join(CASES, CASES.c.account == DECISIONS.c.account)
    .where(CASES.c.season == bindparam("of_season"))
    .order_by(DECISIONS.c.account, DECISIONS.c.decided_at, DECISIONS.c.id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """One decision as it was made."""

    account: str
    revision: int
    stage: str
    decision: Decision
    reason: str | None
    honours: tuple[HonourDecision, ...]
    actor_scope: str
    owner_scope: str
    decided_at: datetime
    actor: str = ""
    actor_name: str | None = None


def add(tx: Tx, decided: Decided) -> None:
    """Write a decision down."""
    decision_id = new_id()
    honours = json.dumps([asdict(each) for each in decided.honours], ensure_ascii=False) if decided.honours else None
    sealed = box_of(tx.box).seal_row("decisions", decision_id, {
        "reason": decided.reason, "honours": honours, "actor_name": decided.actor_name,
    })
    tx.conn.execute(_add, {
        "id": decision_id, "account": decided.account, "revision": decided.revision, "stage": decided.stage,
        "decision": decided.decision, "actor": tx.actor, "actor_scope": decided.actor_scope,
        "owner_scope": decided.owner_scope, "decided_at": decided.decided_at, "recorded_at": tx.wall, **sealed,
    })


def of_accounts(conn: Connection, box: Seal, accounts: Iterable[str]) -> list[Decided]:
    """Every decision about these accounts, by account, in the order in which they were made."""
    rows = conn.execute(_of_accounts, {"accounts": sorted(set(accounts))})
    return [_decided(row, box) for row in rows]


def of_season(conn: Connection, season: str) -> Iterable[Row[Any]]:
    """Every decision of a season's cases, as ids."""
    return conn.execute(_of_season, {"of_season": season})


def _decided(row: Row[Any], seal: Seal) -> Decided:
    opened = box_of(seal).open_row("decisions", row.id, {name: getattr(row, name) for name in SEALED})
    return Decided(
        account=row.account, revision=row.revision, stage=row.stage, decision=Decision(row.decision),
        reason=opened["reason"],
        honours=tuple(HonourDecision(**each) for each in json.loads(opened["honours"] or "[]")),
        actor_scope=row.actor_scope, owner_scope=row.owner_scope, decided_at=row.decided_at, actor=row.actor,
        actor_name=opened["actor_name"],
    )
