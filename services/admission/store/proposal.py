"""What officers propose and two of them sign: plans, dispatches, checks, orders, rulings, announcements."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from services.admission.domain.draft import Signed
from services.admission.domain.proposal import Kind, Proposal, Stage
from services.admission.store import METADATA
from shared.db import Seal, Tx, UtcDateTime

PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("kind", String(15), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("status", String(15), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed: it may name people and what they chose
    Column("proposed_by", String(100), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("revision", Integer, nullable=False),
)
Index("ix_proposals_subject", PROPOSALS.c.season, PROPOSALS.c.kind, PROPOSALS.c.subject, PROPOSALS.c.status)

SIGNATURES = Table(
    "proposal_signatures",
    METADATA,
    Column("proposal", String(36), primary_key=True),
    Column("officer", String(100), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_season: BindParameter[str] = bindparam("a_season")
_kind: BindParameter[str] = bindparam("a_kind")
_insert = insert(PROPOSALS)
_one = select(PROPOSALS).where(PROPOSALS.c.id == bindparam("an_id"))
_of_kind = select(PROPOSALS).where(PROPOSALS.c.season == _season, PROPOSALS.c.kind == _kind).order_by(
    PROPOSALS.c.recorded_at, PROPOSALS.c.id
)
_of_subject = _of_kind.where(PROPOSALS.c.subject == bindparam("a_subject"))
_newest = _of_subject.order_by(None).order_by(PROPOSALS.c.recorded_at.desc(), PROPOSALS.c.id.desc()).limit(1)
_standing = _of_subject.where(PROPOSALS.c.status.in_([Stage.OPEN, Stage.SIGNED]))
_season_of = select(PROPOSALS.c.season).where(
    PROPOSALS.c.kind == _kind, PROPOSALS.c.subject == bindparam("a_subject")
)
_done = select(PROPOSALS).where(PROPOSALS.c.kind == _kind, PROPOSALS.c.status == Stage.DONE).order_by(
    PROPOSALS.c.recorded_at, PROPOSALS.c.id
)
_waiting = select(PROPOSALS.c.id, PROPOSALS.c.season, PROPOSALS.c.subject).where(
    PROPOSALS.c.kind == _kind, PROPOSALS.c.status == Stage.SIGNED
)
_put = update(PROPOSALS).where(PROPOSALS.c.id == bindparam("an_id")).values(
    status=bindparam("a_status"), done_at=bindparam("a_done_at", type_=UtcDateTime()),
    revision=PROPOSALS.c.revision + 1,
)
_sign = insert(SIGNATURES)
_signatures = select(SIGNATURES).where(SIGNATURES.c.proposal == bindparam("a_proposal")).order_by(
    SIGNATURES.c.recorded_at, SIGNATURES.c.officer
)
_signed_of_season = (
    select(SIGNATURES.c.proposal, SIGNATURES.c.officer, PROPOSALS.c.kind, PROPOSALS.c.subject, PROPOSALS.c.status)
    .join(PROPOSALS, PROPOSALS.c.id == SIGNATURES.c.proposal)
    .where(PROPOSALS.c.season == _season)
    .order_by(PROPOSALS.c.recorded_at, SIGNATURES.c.recorded_at)
)


def add(tx: Tx, proposal: Proposal) -> None:
    """A new proposal."""
    body = json.dumps(proposal.body, ensure_ascii=False)
    sealed = tx.box.seal(body, table="proposals", column="body", row=proposal.id)
    values = {name: getattr(proposal, name) for name in PROPOSALS.columns.keys()}  # noqa: SIM118
    tx.conn.execute(_insert, {**values, "body": sealed})


def locked(tx: Tx, proposal_id: str) -> Proposal | None:
    """The proposal of this id, held until the end of the transaction."""
    row = tx.conn.execute(_one.with_for_update(), {"an_id": proposal_id}).one_or_none()
    return None if row is None else _proposal(row, tx.box)


def standing(tx: Tx, season: str, kind: Kind, subject: str) -> Proposal | None:
    """What is to be signed, or waits for its moment, held until the end of the transaction."""
    asked = {"a_season": season, "a_kind": kind, "a_subject": subject}
    row = tx.conn.execute(_standing.with_for_update(), asked).one_or_none()
    return None if row is None else _proposal(row, tx.box)


def to_look(conn: Connection, box: Seal, season: str, kind: Kind, subject: str) -> Proposal | None:
    """The same, to look at."""
    asked = {"a_season": season, "a_kind": kind, "a_subject": subject}
    row = conn.execute(_standing, asked).one_or_none()
    return None if row is None else _proposal(row, box)


def newest(conn: Connection, box: Seal, about: tuple[str, Kind, str]) -> Proposal | None:
    """The last proposal about something (season, kind, subject), whatever became of it."""
    row = conn.execute(_newest, dict(zip(("a_season", "a_kind", "a_subject"), about, strict=True))).one_or_none()
    return None if row is None else _proposal(row, box)


def of_subject(conn: Connection, box: Seal, season: str, kind: Kind, subject: str) -> list[Proposal]:
    """Every proposal about something, oldest first."""
    asked = {"a_season": season, "a_kind": kind, "a_subject": subject}
    return [_proposal(row, box) for row in conn.execute(_of_subject, asked)]


def of_kind(conn: Connection, box: Seal, season: str, kind: Kind) -> list[Proposal]:
    """Every proposal of a kind in a season, oldest first."""
    return [_proposal(row, box) for row in conn.execute(_of_kind, {"a_season": season, "a_kind": kind})]


def season_of(conn: Connection, kind: Kind, subject: str) -> str | None:
    """Of which season a proposal is, by what it is about."""
    return conn.execute(_season_of, {"a_kind": kind, "a_subject": subject}).scalars().first()


def done(conn: Connection, box: Seal, kind: Kind) -> list[Proposal]:
    """Everything of a kind that is in effect, in any season, oldest first."""
    return [_proposal(row, box) for row in conn.execute(_done, {"a_kind": kind})]


def waiting(conn: Connection, kind: Kind) -> Sequence[Any]:
    """What two signed and what has not come into effect: id, season, subject."""
    return conn.execute(_waiting, {"a_kind": kind}).all()


def put(tx: Tx, proposal_id: str, status: Stage, *, done_at: datetime | None = None) -> None:
    """Another status; the revision rises."""
    tx.conn.execute(_put, {"an_id": proposal_id, "a_status": status, "a_done_at": done_at})


def sign(tx: Tx, proposal: Proposal, officer: str) -> None:
    """Put an officer's signature under the proposal's digest."""
    tx.conn.execute(_sign, {
        "proposal": proposal.id, "officer": officer, "digest": proposal.digest, "signed_at": tx.now,
        "recorded_at": tx.wall,
    })


def signatures(conn: Connection, proposal_id: str) -> Sequence[Signed]:
    """The signatures under a proposal, in order."""
    rows = conn.execute(_signatures, {"a_proposal": proposal_id})
    return [Signed(officer=row.officer, recorded_at=row.recorded_at) for row in rows]


def signed_of_season(conn: Connection, season: str) -> Sequence[Any]:
    """Every signature under anything proposed in a season: proposal, officer, kind, subject, status."""
    return conn.execute(_signed_of_season, {"a_season": season}).all()


def _proposal(row: Row[Any], box: Seal) -> Proposal:
    values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
    body = json.loads(box.open(row.body, table="proposals", column="body", row=row.id))
    return Proposal(**{**values, "body": body, "kind": Kind(row.kind), "status": Stage(row.status)})
