"""What a candidate may do with their application now, and until when: for pages that say so before anybody acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.registration.domain.applications import Status, check_may_withdraw
from services.registration.store import accounts
from services.registration.store import applications as store
from services.registration.usecases.applications import check_open, place_of, withdrawn_until
from services.registration.usecases.calendars import Calendar, calendar_of
from shared.kernel import LongmenError, NotFound
from shared.season.rules import Category
from shared.season.words import WindowKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """``until``: it may be changed and handed in before; ``refused``: why it may not. The same of a withdrawal."""

    until: datetime | None = None
    refused: LongmenError | None = None
    may_withdraw: bool = False
    withdraw_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A category that one may apply for: ``until`` while its registration is open, else ``refused`` with the reason."""

    category: Category
    season: str
    until: datetime | None
    refused: LongmenError | None


def categories_offered(
    conn: Connection, calendars: Sequence[Calendar], account: str, *, now: datetime
) -> list[Offered]:
    """Every category of the intake, in the order of its seasons. Raises NotFound for nobody's account."""
    candidate = accounts.candidate(conn, account)
    if candidate is None:
        raise NotFound(field="account")
    found = []
    for calendar in calendars:
        for category in calendar.season.categories:
            place = place_of(candidate, category.code)
            try:
                calendar.check_registration(place, at=now)
                refused = None
            except LongmenError as error:
                refused = error
            span = calendar.standing(WindowKind.REGISTRATION, place, at=now).span
            until = span.closes_at if span and not refused else None
            found.append(Offered(category=category, season=calendar.season.code, until=until, refused=refused))
    return found


def opening_of(conn: Connection, calendars: Sequence[Calendar], account: str, *, now: datetime) -> Opening:
    """Of the application that is there. Raises NotFound without one."""
    candidate, row = accounts.candidate(conn, account), store.look(conn, account)
    if candidate is None or row is None:
        raise NotFound(field="application")
    calendar, place = calendar_of(calendars, row.season), place_of(candidate, row.category)
    last = withdrawn_until(calendar, place)
    may_withdraw = True
    try:
        check_may_withdraw(Status(row.status), until=last, now=now)
    except LongmenError:
        may_withdraw = False
    try:
        check_open(row, calendar, candidate, now=now)
    except LongmenError as error:
        return Opening(refused=error, may_withdraw=may_withdraw, withdraw_until=last)
    span = calendar.standing(WindowKind.REGISTRATION, place, at=now).span
    returned = calendar.corrected_by(place, row.return_until) if row.status == Status.RETURNED else None
    until = returned or (span.closes_at if span else None)
    return Opening(until=until, may_withdraw=may_withdraw, withdraw_until=last)
