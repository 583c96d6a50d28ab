"""Reading the audit log: entries in the order of the chain, narrowed, and a look at whether its newest part holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select

from shared.audit import AUDIT_CHAIN, START, link
from shared.db import AUDIT

_entries = (
    select(AUDIT, AUDIT_CHAIN.c.seq, AUDIT_CHAIN.c.hash)
    .join_from(AUDIT_CHAIN, AUDIT, AUDIT_CHAIN.c.audit_id == AUDIT.c.id)
    .order_by(AUDIT_CHAIN.c.seq.desc())
)
_links = (
    select(AUDIT, AUDIT_CHAIN.c.seq, AUDIT_CHAIN.c.hash, AUDIT_CHAIN.c.audit_id)
    .select_from(AUDIT_CHAIN.outerjoin(AUDIT, AUDIT_CHAIN.c.audit_id == AUDIT.c.id))
    .order_by(AUDIT_CHAIN.c.seq.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which entries: by how the actor and the action begin, by the whole subject, in ``[since, until)`` (wall clock);
    ``before``: a place in the chain."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """How many of the newest links were walked, and the ids of entries that are gone or changed."""

    links: int
    faults: Sequence[str]


def entries(conn: Connection, wanted: Wanted, *, most: int) -> Sequence[Row[Any]]:
    """Entries that are chained, the newest first, each with its place ``seq``."""
    return conn.execute(_entries.where(*_narrowed(wanted)).limit(most)).all()


def check_newest(conn: Connection, *, most: int) -> Checked:
    """Walk the newest links: whether each hash follows from the one before it and its own entry."""
    found = list(reversed(conn.execute(_links, {"most": most + 1}).all()))
    before = START if len(found) <= most else found.pop(0).hash
    faults = []
    for entry in found:
        if entry.id is None or link(before, entry) != entry.hash:
            faults.append(entry.audit_id)
        before = entry.hash
    return Checked(links=len(found), faults=faults)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.before is not None:
        found.append(AUDIT_CHAIN.c.seq < wanted.before)
    if wanted.actor:
        found.append(AUDIT.c.actor.startswith(wanted.actor, autoescape=True))
    if wanted.action:
        found.append(AUDIT.c.action.startswith(wanted.action, autoescape=True))
    if wanted.subject:
        found.append(AUDIT.c.subject == wanted.subject)
    if wanted.since is not None:
        found.append(AUDIT.c.recorded_at >= wanted.since)
    if wanted.until is not None:
        found.append(AUDIT.c.recorded_at < wanted.until)
    return found
