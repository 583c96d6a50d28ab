"""Entries of timelines: what a person, or everybody in an intake, can read here at any time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.notify.domain.announcement import TEMPLATE as WRITTEN
from services.notify.store import METADATA, Part
from shared.db import Seal, Tx, UtcDateTime

ENTRIES = Table(
    "entries",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("dedupe_key", String(250), nullable=False, unique=True),
    Column("intake", String(60)),
    Column("season", String(60)),
    Column("account", String(60)),  # None: for everybody in the intake
    Column("source", String(200), nullable=False),
    Column("template", String(60), nullable=False),
    Column("params", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),  # the season's time
    Column("recorded_at", UtcDateTime, nullable=False),
)
Index("ix_entries_account", ENTRIES.c.account, ENTRIES.c.at)
Index("ix_entries_intake", ENTRIES.c.intake, ENTRIES.c.at)


def _insert(dialect: Any) -> Any:
    return dialect.insert(ENTRIES).on_conflict_do_nothing(index_elements=["dedupe_key"])


_insert_new = {"postgresql": _insert(postgresql), "sqlite": _insert(sqlite)}
_newest = select(ENTRIES).order_by(ENTRIES.c.at.desc(), ENTRIES.c.id.desc()).limit(bindparam("most"))
_before = tuple_(ENTRIES.c.at, ENTRIES.c.id) < tuple_(bindparam("at", type_=UtcDateTime()), bindparam("an_id"))
_public = and_(ENTRIES.c.account.is_(None), ENTRIES.c.intake == bindparam("an_intake"))
_of_person = _newest.where(or_(ENTRIES.c.account == bindparam("an_account"), _public))
_of_person_before = _of_person.where(_before)
_addressed = or_(ENTRIES.c.account == bindparam("an_account"), and_(_public, ENTRIES.c.template == WRITTEN))
_addressed_to = _newest.where(_addressed)
_addressed_to_before = _addressed_to.where(_before)
_of_intake = _newest.where(_public)
_of_intake_before = _of_intake.where(_before)
_own = select(ENTRIES).where(ENTRIES.c.account == bindparam("an_account")).order_by(ENTRIES.c.at, ENTRIES.c.id)
_later = (
    select(func.count())
    .select_from(ENTRIES)
    .where(_addressed, ENTRIES.c.recorded_at > bindparam("after", type_=UtcDateTime()))
)
_said = select(ENTRIES.c.dedupe_key).where(ENTRIES.c.dedupe_key.in_(bindparam("keys", expanding=True)))
_one = select(ENTRIES).where(ENTRIES.c.id == bindparam("an_id"), ENTRIES.c.account.is_(None))
_under = select(ENTRIES).where(ENTRIES.c.dedupe_key == bindparam("a_key"))
_counts = (
    select(ENTRIES.c.template, func.count().label("number"))
    .where(ENTRIES.c.season == bindparam("a_season"))
    .group_by(ENTRIES.c.template)
    .order_by(ENTRIES.c.template)
)

_personal = (
    select(ENTRIES.c.account, ENTRIES.c.source, ENTRIES.c.template, ENTRIES.c.at)
    .where(ENTRIES.c.season == bindparam("a_season"), ENTRIES.c.account.is_not(None))
    .order_by(ENTRIES.c.id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing that was said; personal if it has an account."""

    id: str
    intake: str | None
    season: str | None
    account: str | None
    template: str
    params: Mapping[str, str]
    at: datetime
    dedupe_key: str
    recorded_at: datetime


def add(tx: Tx, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write entries, all columns given, ``params`` a mapping; one whose dedupe key is there already is passed over."""
    if entries:
        tx.conn.execute(_insert_new[tx.conn.dialect.name], [
            {**given, "recorded_at": tx.wall, "params": _sealed(tx.box, given["id"], given["params"])}
            for given in entries
        ])


def of_person(conn: Connection, box: Seal, *, account: str, intake: str, part: Part) -> list[Entry]:
    """One person's entries and those for everybody in the intake, newest first."""
    statement = _of_person_before if part.before else _of_person
    asked = {"an_account": account, "an_intake": intake, **part.parameters()}
    return [_entry(row, box) for row in conn.execute(statement, asked)]


def addressed_to(conn: Connection, box: Seal, *, account: str, intake: str, part: Part) -> list[Entry]:
    """What one person is meant to read: their own, and what officers wrote to everybody; without what the calendar and
    the rounds announce by themselves. Newest first."""
    statement = _addressed_to_before if part.before else _addressed_to
    asked = {"an_account": account, "an_intake": intake, **part.parameters()}
    return [_entry(row, box) for row in conn.execute(statement, asked)]


def of_intake(conn: Connection, box: Seal, *, intake: str, part: Part) -> list[Entry]:
    """What is for everybody in an intake, newest first."""
    statement = _of_intake_before if part.before else _of_intake
    return [_entry(row, box) for row in conn.execute(statement, {"an_intake": intake, **part.parameters()})]


def own(conn: Connection, box: Seal, account: str) -> list[Entry]:
    """Everything that was said to one person alone, oldest first."""
    return [_entry(row, box) for row in conn.execute(_own, {"an_account": account})]


def public(conn: Connection, box: Seal, entry_id: str) -> Entry | None:
    """One thing that was said to everybody in an intake."""
    row = conn.execute(_one, {"an_id": entry_id}).one_or_none()
    return None if row is None else _entry(row, box)


def under(conn: Connection, box: Seal, dedupe_key: str) -> Entry | None:
    """What was said under a dedupe key."""
    row = conn.execute(_under, {"a_key": dedupe_key}).one_or_none()
    return None if row is None else _entry(row, box)


def recorded_after(conn: Connection, *, account: str, intake: str, after: datetime) -> int:
    """How much of what a person is meant to read was written down later than an instant of the wall clock."""
    found: int = conn.execute(
        _later, {"an_account": account, "an_intake": intake, "after": after}).scalar_one()
    return found


def said(conn: Connection, keys: Sequence[str]) -> set[str]:
    """Those of these dedupe keys under which something was said."""
    return set(conn.execute(_said, {"keys": list(keys)}).scalars())


def counts(conn: Connection, season: str) -> list[tuple[str, int]]:
    """How many entries of a season there are, by template."""
    return [(row.template, row.number) for row in conn.execute(_counts, {"a_season": season})]


def personal(conn: Connection, season: str) -> Iterator[Any]:
    """What single people were told of a season: ``account, source, template, at``."""
    yield from conn.execute(_personal, {"a_season": season})


def _sealed(box: Seal, entry: str, params: Mapping[str, str]) -> bytes:
    return box.seal(json.dumps(dict(params), ensure_ascii=False), table="entries", column="params", row=entry)


def _entry(row: Row[Any], box: Seal) -> Entry:
    params = json.loads(box.open(row.params, table="entries", column="params", row=row.id))
    return Entry(
        id=row.id, intake=row.intake, season=row.season, account=row.account, template=row.template,
        params=params, at=row.at, dedupe_key=row.dedupe_key, recorded_at=row.recorded_at,
    )
