"""What a source college sees of its own candidates' applications, and how it confirms them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.applications import (
    ConfirmationClosed,
    ConfirmationNotOpen,
    ConfirmationNotPlanned,
    Status,
    check_may_confirm,
)
from services.registration.store import accounts, applications, box_of
from services.registration.store import confirmations as store
from services.registration.usecases.applications import hold_application, hold_candidate, place_of
from services.registration.usecases.calendars import Calendar, calendar_of
from shared.contracts.registration import RegistrationConfirmed
from shared.db import Seal, Tx
from shared.kernel import NotFound, masked_id, shown
from shared.season.windows import Place, Standing, State
from shared.season.words import WindowKind

PERSONAL = ("name", "id_number", "student_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which page of a college's list. ``waiting``: only what was handed in and is not confirmed."""

    college: str
    status: str | None
    after: str
    most: int
    waiting: bool = False


def applications_page(conn: Connection, seal: Seal, asked: Asked) -> Sequence[dict[str, Any]]:
    """A college's candidates with an application, in the order of their accounts; ID numbers masked."""
    if asked.waiting:
        rows = store.waiting(conn, college=asked.college, after=asked.after, most=asked.most)
    else:
        rows = store.page(conn, college=asked.college, status=asked.status, after=asked.after, most=asked.most)
    return [_shown(seal, row) for row in rows]


def own_registration(conn: Connection, seal: Seal, account: str, *, college: str) -> dict[str, Any]:
    """One of them. Raises NotFound, as for one that is not there."""
    row = store.one(conn, account, college=college)
    if row is None:
        raise NotFound(field="account")
    return _shown(seal, row)


def own_account_of(conn: Connection, number: str, *, college: str) -> str | None:
    """The account of this candidate number, where it has an application and is this college's; else None."""
    ours = [row.id for row in accounts.by_number(conn, number) if row.source_college == college]
    return next((account for account in ours if store.one(conn, account, college=college)), None)


def confirmation_standing(
    conn: Connection, calendars: Sequence[Calendar], account: str, *, now: datetime
) -> Standing:
    """How the college's window stands for one of its applications."""
    row, candidate = applications.look(conn, account), accounts.candidate(conn, account)
    if row is None or candidate is None:
        raise NotFound(field="account")
    calendar = calendar_of(calendars, row.season)
    return calendar.standing(WindowKind.CONFIRMATION, place_of(candidate, row.category), at=now)


def intake_of_own(conn: Connection, college: str, account: str) -> str:
    """The intake of an application of this college's. Raises NotFound, as for one that is not there."""
    row = applications.look(conn, account)
    if row is None or store.college_of(conn, account) != college:
        raise NotFound(field="account")
    intake: str = row.intake
    return intake


def settle_confirmation(  # noqa: PLR0913  (whose, by whom, what, and over which revision)
    tx: Tx, calendars: Sequence[Calendar], account: str, *, college: str, confirmed: bool,
    seen: Callable[[int], None] = lambda revision: None,
) -> dict[str, Any]:
    """The college confirms a registration, or takes it back; what is so already is told once only. ``seen`` is called
    with the revision that is there and raises for somebody who has read another."""
    candidate = hold_candidate(tx, account)
    if candidate.source_college != college:
        raise NotFound(field="account")
    row = hold_application(tx, account)
    seen(row.revision)
    check_may_confirm(Status(row.status), confirmed=confirmed)
    _check_window(calendar_of(calendars, row.season), place_of(candidate, row.category), tx)
    there = store.look(tx.conn, account)
    if there is None or (there.confirmed, there.revision) != (confirmed, row.revision):
        store.settle(tx.conn, {
            "account": account, "confirmed": confirmed, "revision": row.revision, "settled_at": tx.now,
            "settled_by": tx.actor, "recorded_at": tx.wall,
        })
        applications.touch(tx.conn, account)
        tx.emit(
            RegistrationConfirmed(account=account, intake=row.intake, confirmed=confirmed, settled_at=tx.now),
            key=f"registration/confirmation/{account}", intake=row.intake, season=row.season,
        )
        tx.audit("registration.confirm" if confirmed else "registration.unconfirm", f"account/{account}",
                 source_college=college, revision=row.revision)
    settled = store.look(tx.conn, account)
    assert settled is not None
    return {"account": account, "confirmed": settled.confirmed, "revision": settled.revision,
            "settled_at": settled.settled_at}


def _check_window(calendar: Calendar, place: Place, tx: Tx) -> None:
    standing = calendar.standing(WindowKind.CONFIRMATION, place, at=tx.now)
    if standing.open:
        return
    if standing.span is None or standing.state is State.NONE:
        raise ConfirmationNotPlanned
    if standing.state is State.NOT_YET and standing.span.opens_at:
        raise ConfirmationNotOpen(opens=shown(standing.span.opens_at))
    raise ConfirmationClosed(closed=shown(standing.span.closes_at))


def _shown(seal: Seal, row: Row[Any]) -> dict[str, Any]:
    sealed = {column: getattr(row, column) for column in PERSONAL}
    personal = box_of(seal).open_row("student_records", row.record, sealed)
    return {
        "account": row.account, "candidate_number": row.number, "name": personal["name"],
        "id_number": masked_id(personal["id_number"] or ""), "student_number": personal["student_number"],
        "category": row.category, "season": row.season, "intake": row.intake, "status": row.status,
        "revision": row.revision, "submitted_at": row.submitted_at,
        "confirmed": row.confirmed, "settled_at": row.settled_at,
    }
