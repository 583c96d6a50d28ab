"""Papers of an application: taken up, looked at, taken out. Their content rests in storage, by digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.evidence import check_room
from services.registration.store import applications, box_of
from services.registration.store import evidence as store
from services.registration.usecases.applications import check_open, hold_application, hold_candidate
from services.registration.usecases.calendars import Calendar, calendar_of
from shared.db import Tx
from shared.files import Stored
from shared.kernel import NotFound, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A file made anew that rests in storage."""

    kind: str
    name: str
    media: str
    stored: Stored


def check_wanted(tx: Tx, calendars: Sequence[Calendar], account: str, kind: str) -> None:
    """Raise unless a paper of this kind may be added now."""
    candidate = hold_candidate(tx, account)
    row = hold_application(tx, account)
    calendar = calendar_of(calendars, row.season)
    check_open(row, calendar, candidate, now=tx.now)
    known = [paper.id for paper in calendar.category(row.category).claim.evidence]
    check_room([paper.kind for paper in store.of_account(tx.conn, account)], kind, known=known)


def add_paper(tx: Tx, calendars: Sequence[Calendar], account: str, paper: HandedOver) -> str:
    """The paper belongs to the application; returns its id. One with the same content is the same paper."""
    hold_candidate(tx, account)
    for there in store.of_account(tx.conn, account):
        if (there.kind, there.digest) == (paper.kind, paper.stored.digest):
            return str(there.id)
    check_wanted(tx, calendars, account, paper.kind)
    paper_id = new_id()
    store.add(tx.conn, {
        "id": paper_id, "account": account, "kind": paper.kind, "digest": paper.stored.digest, "media": paper.media,
        "size": paper.stored.size, "uploaded_at": tx.now, "recorded_at": tx.wall,
        **box_of(tx.box).seal_row("evidence", paper_id, {"name": paper.name}),
    })
    applications.touch(tx.conn, account)
    tx.audit("evidence.add", f"account/{account}", paper=paper_id, kind=paper.kind, size=paper.stored.size)
    return paper_id


def take_out_paper(tx: Tx, calendars: Sequence[Calendar], account: str, paper_id: str) -> None:
    """It belongs to the application no longer; what was handed in with it stands. Raises NotFound."""
    candidate = hold_candidate(tx, account)
    paper_of(tx.conn, account, paper_id)
    row = hold_application(tx, account)
    check_open(row, calendar_of(calendars, row.season), candidate, now=tx.now)
    if row.revision:
        store.set_aside(tx.conn, paper_id, at=tx.now)
    else:
        store.remove(tx.conn, paper_id)
    applications.touch(tx.conn, account)
    tx.audit("evidence.remove", f"account/{account}", paper=paper_id)


def paper_of(conn: Connection, account: str, paper_id: str) -> Row[Any]:
    """A paper of this candidate. Raises NotFound."""
    found = store.paper(conn, account, paper_id)
    if found is None:
        raise NotFound(field="paper")
    return found
