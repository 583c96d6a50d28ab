"""Cases: one row for each candidate whose dossier was heard, everything personal sealed."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.review.domain.case import Lapse, Standing, Verdict
from services.review.store import METADATA, box_of
from shared import codec
from shared.contracts.registration import DossierRecorded
from shared.contracts.review import EligibilitySettled
from shared.db import Seal, Tx, UtcDateTime

CASES = Table(
    "cases",
    METADATA,
    Column("account", String(60), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("candidate_number", String(30), nullable=False),
    Column("source_college", String(60), nullable=False),
    Column("category", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("name", LargeBinary, nullable=False),  # sealed, as all that has bytes here
    Column("dossier", LargeBinary, nullable=False),  # the event's body
    Column("verdict", String(12), nullable=False),  # of the newest revision, as stage, until, honours and reason
    Column("stage", String(60)),  # whose turn it is; None when nothing follows
    Column("until", UtcDateTime),  # season time: how long it may be handed in again
    Column("honours", Text, nullable=False),  # codes that were confirmed
    Column("tier", String(60)),  # the award tier claimed
    Column("reason", LargeBinary),
    Column("lapse", String(12)),
    Column("standing", String(12), nullable=False),
    Column("told", LargeBinary),  # the body of the newest eligibility_settled
    Column("revoked_order", String(100)),
    Column("revoked_reason", LargeBinary),
    Column("revoked_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_cases_college", CASES.c.source_college, CASES.c.submitted_at, CASES.c.account)
Index("ix_cases_category", CASES.c.season, CASES.c.category, CASES.c.submitted_at, CASES.c.account)
Index("ix_cases_number", CASES.c.candidate_number, CASES.c.submitted_at, CASES.c.account)
Index("ix_cases_standing", CASES.c.season, CASES.c.standing, CASES.c.stage, CASES.c.category)
OPEN_NOW: ColumnElement[str] = literal_column(f"'{Standing.OPEN}'")
"""Written out in indexes and in queries alike: what is given to a query is not seen when its index is chosen."""
_due: dict[str, Any] = {"postgresql_where": CASES.c.standing == OPEN_NOW, "sqlite_where": CASES.c.standing == OPEN_NOW}
Index("ix_cases_college_due", CASES.c.source_college, CASES.c.stage, CASES.c.submitted_at, CASES.c.account, **_due)
Index("ix_cases_category_due", CASES.c.season, CASES.c.category, CASES.c.stage, CASES.c.submitted_at, CASES.c.account,
      **_due)

SEALED = ("name", "dossier", "reason", "told", "revoked_reason")


def _put(dialect: Any) -> Any:
    statement = dialect.insert(CASES)
    kept = {c.name: statement.excluded[c.name] for c in CASES.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["account"], set_=kept)


_put_case = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of_accounts = select(CASES).where(CASES.c.account.in_(bindparam("accounts", expanding=True)))
_numbers = select(CASES.c.account, CASES.c.candidate_number).where(
    CASES.c.account.in_(bindparam("accounts", expanding=True)))
_hold = _of_accounts.order_by(CASES.c.account).with_for_update()
_under_way = (
    select(CASES.c.account)
    .where(CASES.c.season == bindparam("of_season"), CASES.c.standing.in_([Standing.OPEN, Standing.RETURNED]))
    .order_by(CASES.c.account)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Revocation:
    """An officer's order that took an eligibility back."""

    order: str
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One candidate's case. All but ``dossier``, ``told``, ``revocation`` and ``version`` is of the newest revision."""

    dossier: DossierRecorded
    verdict: Verdict = Verdict.PENDING
    stage: str | None = None
    until: datetime | None = None
    honours: tuple[str, ...] = ()
    tier: str | None = None
    reason: str | None = None
    lapse: Lapse | None = None
    standing: Standing = Standing.OPEN
    told: EligibilitySettled | None = None
    revocation: Revocation | None = None
    version: int = 0

    @property
    def account(self) -> str:
        return self.dossier.account

    @property
    def key(self) -> str:
        """As events name it."""
        return f"review/case/{self.account}"


def hold(tx: Tx, accounts: Iterable[str]) -> dict[str, Case]:
    """The cases of these accounts, held until the transaction ends, in the order of accounts."""
    found = tx.conn.execute(_hold, {"accounts": sorted(set(accounts))})
    return {row.account: _case(row, tx.box) for row in found}


def of_account(conn: Connection, box: Seal, account: str) -> Case | None:
    """One case."""
    row = conn.execute(_of_accounts, {"accounts": [account]}).one_or_none()
    return None if row is None else _case(row, box)


def of_accounts(conn: Connection, box: Seal, accounts: Iterable[str]) -> dict[str, Case]:
    """These cases, without holding them."""
    return {row.account: _case(row, box) for row in conn.execute(_of_accounts, {"accounts": sorted(set(accounts))})}


def numbers(conn: Connection, _box: Seal, accounts: Collection[str]) -> dict[str, str]:
    """Candidate numbers by account."""
    found = conn.execute(_numbers, {"accounts": list(accounts)})
    return {row.account: row.candidate_number for row in found}


def under_way(conn: Connection, season: str) -> list[str]:
    """The accounts of a season whose case is open or returned."""
    return list(conn.execute(_under_way, {"of_season": season}).scalars())


def put(tx: Tx, cases: Sequence[Case]) -> list[Case]:
    """Keep cases, each under its next version; returns them as they are kept."""
    kept = [replace(each, version=each.version + 1) for each in cases]
    if kept:
        tx.conn.execute(_put_case[tx.conn.dialect.name], [_row(each, tx) for each in kept])
    return kept


def _row(case: Case, tx: Tx) -> dict[str, Any]:
    dossier, revoked = case.dossier, case.revocation
    personal = {
        "name": dossier.name, "dossier": codec.encode(dossier), "reason": case.reason,
        "told": None if case.told is None else codec.encode(case.told),
        "revoked_reason": revoked.reason if revoked else None,
    }
    return {
        "account": dossier.account, "intake": dossier.intake, "season": dossier.season,
        "candidate_number": dossier.candidate_number, "source_college": dossier.source_college,
        "category": dossier.category, "revision": dossier.revision, "submitted_at": dossier.submitted_at,
        "verdict": case.verdict, "stage": case.stage, "until": case.until, "honours": json.dumps(case.honours),
        "tier": case.tier, "lapse": case.lapse, "standing": case.standing,
        "revoked_order": revoked.order if revoked else None, "revoked_at": revoked.at if revoked else None,
        "version": case.version, "recorded_at": tx.wall,
        **box_of(tx.box).seal_row("cases", dossier.account, personal),
    }


def _case(row: Row[Any], seal: Seal) -> Case:
    opened = box_of(seal).open_row("cases", row.account, {name: getattr(row, name) for name in SEALED})
    dossier = codec.decode(DossierRecorded.NAME, (opened["dossier"] or "").encode())
    told = codec.decode(EligibilitySettled.NAME, opened["told"].encode()) if opened["told"] else None
    assert isinstance(dossier, DossierRecorded)
    assert told is None or isinstance(told, EligibilitySettled)
    revocation = None
    if row.revoked_at is not None:
        revocation = Revocation(order=row.revoked_order, reason=opened["revoked_reason"] or "", at=row.revoked_at)
    return Case(
        dossier=dossier, verdict=Verdict(row.verdict), stage=row.stage, until=row.until,
        honours=tuple(json.loads(row.honours)), tier=row.tier, reason=opened["reason"],
        lapse=Lapse(row.lapse) if row.lapse else None, standing=Standing(row.standing), told=told,
        revocation=revocation, version=row.version,
    )
