"""Season drafts and the signatures under them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from services.admission.domain.draft import Draft, DraftStatus, Signed
from services.admission.store import METADATA
from shared.db import Tx, UtcDateTime

DRAFTS = Table(
    "season_drafts",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("text", Text, nullable=False),  # the file as it was handed in
    Column("document", Text, nullable=False),  # as it was understood
    Column("drafted_by", String(100), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_season_drafts_intake", DRAFTS.c.intake, DRAFTS.c.recorded_at)

SIGNATURES = Table(
    "season_signatures",
    METADATA,
    Column("draft", String(36), primary_key=True),
    Column("officer", String(100), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_insert = insert(DRAFTS)
_one = select(DRAFTS).where(DRAFTS.c.id == bindparam("an_id"))
_published = select(DRAFTS).where(
    DRAFTS.c.season == bindparam("a_season"), DRAFTS.c.version == bindparam("a_version"),
    DRAFTS.c.status == DraftStatus.PUBLISHED,
)
_locked = _one.with_for_update()
_intake = bindparam("an_intake", type_=String())
_page = (
    select(DRAFTS)
    .where(
        or_(_intake.is_(None), DRAFTS.c.intake == _intake),
        tuple_(DRAFTS.c.recorded_at, DRAFTS.c.id)
        < tuple_(bindparam("an_instant", type_=UtcDateTime()), bindparam("an_id", type_=String())),
    )
    .order_by(DRAFTS.c.recorded_at.desc(), DRAFTS.c.id.desc())
    .limit(bindparam("most", type_=Integer()))
)
_update = update(DRAFTS).where(DRAFTS.c.id == bindparam("an_id")).values(
    version=bindparam("a_version"), revision=DRAFTS.c.revision + 1, status=bindparam("a_status"),
    digest=bindparam("a_digest"), text=bindparam("a_text"), document=bindparam("a_document"),
)
_sign = insert(SIGNATURES)
_signatures = select(SIGNATURES).where(SIGNATURES.c.draft == bindparam("a_draft")).order_by(
    SIGNATURES.c.recorded_at, SIGNATURES.c.officer
)
_unsign = delete(SIGNATURES).where(SIGNATURES.c.draft == bindparam("a_draft"))
_signed_of_season = (
    select(SIGNATURES, DRAFTS.c.version, DRAFTS.c.status)
    .join(DRAFTS, DRAFTS.c.id == SIGNATURES.c.draft)
    .where(DRAFTS.c.season == bindparam("a_season"))
    .order_by(DRAFTS.c.version, SIGNATURES.c.recorded_at)
)


def add(tx: Tx, draft: Draft) -> None:
    """A new draft."""
    tx.conn.execute(_insert, {name: getattr(draft, name) for name in DRAFTS.columns.keys()})  # noqa: SIM118


def of_id(conn: Connection, draft_id: str) -> Draft | None:
    """The draft of this id."""
    return _draft(conn.execute(_one, {"an_id": draft_id}).one_or_none())


def locked(tx: Tx, draft_id: str) -> Draft | None:
    """The same, held until the end of the transaction: signatures under one draft come one at a time."""
    return _draft(tx.conn.execute(_locked, {"an_id": draft_id}).one_or_none())


Place = tuple[datetime, str]
"""Where a page of drafts begins: after the draft of this instant and id."""
START: Place = (datetime.max.replace(tzinfo=UTC), "~")


def newest(conn: Connection, intake: str | None, *, after: Place = START, most: int) -> Sequence[Draft]:
    """Drafts, newest first, of one intake or of all."""
    asked = {"an_intake": intake, "an_instant": after[0], "an_id": after[1], "most": most}
    rows = conn.execute(_page, asked)
    return [draft for row in rows if (draft := _draft(row)) is not None]


def published(conn: Connection, season: str, version: int) -> Draft | None:
    """The draft that became this version."""
    return _draft(conn.execute(_published, {"a_season": season, "a_version": version}).one_or_none())


def put(tx: Tx, draft: Draft) -> None:
    """Write a changed draft; its revision rises."""
    tx.conn.execute(_update, {
        "an_id": draft.id, "a_version": draft.version, "a_status": draft.status, "a_digest": draft.digest,
        "a_text": draft.text, "a_document": draft.document,
    })


def sign(tx: Tx, draft: Draft, officer: str) -> None:
    """Put an officer's signature under the draft's digest."""
    row = {"draft": draft.id, "officer": officer, "digest": draft.digest, "recorded_at": tx.wall}
    tx.conn.execute(_sign, row)


def unsign(tx: Tx, draft_id: str) -> int:
    """Take away all signatures, since what they stand under changed; returns how many."""
    return tx.conn.execute(_unsign, {"a_draft": draft_id}).rowcount


def signatures(conn: Connection, draft_id: str) -> Sequence[Signed]:
    """The signatures under a draft, in order."""
    rows = conn.execute(_signatures, {"a_draft": draft_id})
    return [Signed(officer=row.officer, recorded_at=row.recorded_at) for row in rows]


def signed_of_season(conn: Connection, season: str) -> Sequence[Row[Any]]:
    """Every signature under any draft of a season: draft, officer, digest, version, status."""
    return conn.execute(_signed_of_season, {"a_season": season}).all()


def _draft(row: Row[Any] | None) -> Draft | None:
    if row is None:
        return None
    values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
    return Draft(**{**values, "status": DraftStatus(row.status)})
