"""A candidate's application: written, handed in, corrected, withdrawn."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.registration.domain.accounts import Blocked
from services.registration.domain.applications import (
    CategoryFixed,
    Status,
    check_may_change,
    check_may_withdraw,
)
from services.registration.domain.claims import ClaimUnfit, checked_claim, missing
from services.registration.store import accounts, evidence, submissions
from services.registration.store import applications as store
from services.registration.usecases.calendars import Calendar, calendar_of, calendar_with
from services.registration.usecases.claims import rules_of
from services.registration.usecases.dossiers import sealed_content, tell_dossier
from shared import codec
from shared.contracts.parts import Paper
from shared.contracts.registration import ApplicationChanged, RegistrationVoided
from shared.db import Seal, Tx
from shared.kernel import NotFound, in_beijing
from shared.season.windows import Place
from shared.season.words import WindowKind


@dataclass(frozen=True, slots=True)
class Written:
    """What a candidate writes: the category, and its claim's fields by id."""

    category: str
    claim: Mapping[str, Any]


def hold_candidate(tx: Tx, account: str) -> Row[Any]:
    """The candidate's account, held: everything about an application comes one after the other. Raises NotFound."""
    held = accounts.lock(tx.conn, account)
    found = accounts.candidate(tx.conn, account)
    if held is None or found is None:
        raise NotFound(field="account")
    return found


def hold_application(tx: Tx, account: str) -> Row[Any]:
    """The candidate's application, held. Raises NotFound."""
    hold_candidate(tx, account)
    row = store.hold(tx.conn, account)
    if row is None:
        raise NotFound(field="application")
    return row


def check_open(row: Row[Any], calendar: Calendar, candidate: Row[Any], *, now: datetime) -> None:
    """Raise unless this application may be changed or handed in now: a draft while registration is open, a returned one
    until its correction ends."""
    place = place_of(candidate, row.category)
    check_may_change(Status(row.status), until=calendar.corrected_by(place, row.return_until), now=now)
    if row.status == Status.DRAFT:
        calendar.check_registration(place, at=now)


def corrected_by(calendars: Sequence[Calendar], row: Row[Any], candidate: Row[Any]) -> datetime | None:
    """Until when a returned application may be corrected; None for one that is not returned."""
    if row.return_until is None:
        return None
    return calendar_of(calendars, row.season).corrected_by(place_of(candidate, row.category), row.return_until)


def place_of(candidate: Row[Any], category: str) -> Place:
    """For whom a window is looked up."""
    return Place(category=category, college=candidate.source_college, candidate=candidate.id)


def save_application(
    tx: Tx, calendars: Sequence[Calendar], account: str, written: Written, *,
    seen: Callable[[int], None] = lambda version: None,
) -> None:
    """Keep what the candidate has written, whole or not yet. ``seen`` is called with the version that is there and
    raises for somebody who has not seen it. Raises ClaimUnfit, UnknownCategory, and why it may not be changed."""
    candidate = hold_candidate(tx, account)
    row = store.hold(tx.conn, account)
    if row is not None:
        seen(row.version)
        check_may_change(Status(row.status), until=corrected_by(calendars, row, candidate), now=tx.now)
    calendar = calendar_with(calendars, written.category)
    category = calendar.category(written.category)
    if row is not None and row.revision and row.category != written.category:
        raise CategoryFixed(field="category")
    if row is None or row.status == Status.DRAFT:
        calendar.check_registration(place_of(candidate, written.category), at=tx.now)
    claim = checked_claim(rules_of(calendar.season, category), written.claim, today=in_beijing(tx.now).date())
    values = {
        "season": calendar.season.code, "category": written.category, "saved_at": tx.now,
        "claim": tx.box.seal(codec.canonical(claim), table="applications", column="claim", row=account),
    }
    if row is None:
        store.add(tx.conn, {
            "account": account, "intake": candidate.intake, "status": Status.DRAFT, "revision": 0, "version": 1,
            "recorded_at": tx.wall, **values,
        })
    else:
        store.save(tx.conn, account, **values)
        if not row.revision:  # what was handed in stays, whatever its season asks for by now
            evidence.keep_kinds(tx.conn, account, [paper.id for paper in category.claim.evidence])
    tx.audit("application.save", f"account/{account}", category=written.category)


def submit_application(
    tx: Tx, calendars: Sequence[Calendar], account: str, *, seen: Callable[[int], None] = lambda version: None,
) -> int:
    """Hand it in, for the first time or corrected; returns the revision. ``seen`` as for :func:`save_application`.
    Raises ClaimUnfit naming what is missing."""
    candidate = hold_candidate(tx, account)
    record = store.hold_record(tx.conn, account)  # grades that are being stated come before this file or tell it again
    row = hold_application(tx, account)
    seen(row.version)
    calendar = calendar_of(calendars, row.season)
    check_open(row, calendar, candidate, now=tx.now)
    if record.blocked:
        raise Blocked
    claim = claim_of(tx.box, row)
    rules = rules_of(calendar.season, calendar.category(row.category))
    papers = [
        Paper(kind=paper.kind, digest=paper.digest, media=paper.media, size=paper.size)
        for paper in evidence.of_account(tx.conn, account)
    ]
    # the season may have changed since it was written, and days have passed: dates are looked at again
    claim = checked_claim(rules, claim, today=in_beijing(tx.now).date())
    if lacking := missing(rules, claim, [paper.kind for paper in papers]):
        raise ClaimUnfit(lacking)
    revision: int = row.revision + 1
    store.submit(tx.conn, account, at=tx.now)
    submissions.add(tx.conn, {
        "account": account, "revision": revision, "season": row.season, "category": row.category,
        "content": sealed_content(tx.box, account, revision, claim=claim, papers=papers),
        "submitted_at": tx.now, "recorded_at": tx.wall,
    })
    tell_dossier(tx, account)
    tell_change(tx, row, Status.SUBMITTED, at=tx.now, revision=revision)
    tx.audit("application.submit", f"account/{account}", category=row.category, revision=revision, papers=len(papers))
    return revision


def withdraw_application(tx: Tx, calendars: Sequence[Calendar], account: str) -> None:
    """It counts no more, for good: until the source colleges' confirmation has closed, or without one registration;
    and never once choices may be filed, however long a college was given to confirm."""
    candidate = hold_candidate(tx, account)
    row = hold_application(tx, account)
    until = withdrawn_until(calendar_of(calendars, row.season), place_of(candidate, row.category))
    check_may_withdraw(Status(row.status), until=until, now=tx.now)
    store.withdraw(tx.conn, account, at=tx.now)
    tx.emit(
        RegistrationVoided(account=account, intake=row.intake, reason="withdrawn", voided_at=tx.now),
        key=f"registration/account/{account}", intake=row.intake, season=row.season,
    )
    tell_change(tx, row, Status.WITHDRAWN, at=tx.now)
    tx.audit("application.withdraw", f"account/{account}", category=row.category, revision=row.revision)


def withdrawn_until(calendar: Calendar, place: Place) -> datetime | None:
    """Until when an application may be withdrawn; None: for ever."""
    closes = [calendar.last_close(kind, place) for kind in (WindowKind.CONFIRMATION, WindowKind.REGISTRATION)]
    ends = [next((close for close in closes if close), None), calendar.first_opening(WindowKind.FILING, place)]
    return min((end for end in ends if end), default=None)


def tell_change(tx: Tx, row: Row[Any], status: Status, *, at: datetime, revision: int | None = None) -> None:
    """Tell where an application stands now. ``revision``: the one that was just handed in."""
    tx.emit(
        ApplicationChanged(account=row.account, intake=row.intake, season=row.season, status=str(status),
                           revision=row.revision if revision is None else revision, changed_at=at),
        key=f"registration/application/{row.account}", intake=row.intake, season=row.season, occurred_at=at,
    )


def claim_of(seal: Seal, row: Row[Any]) -> dict[str, Any]:
    """The claim as it is written now."""
    claim: dict[str, Any] = json.loads(seal.open(row.claim, table="applications", column="claim", row=row.account))
    return claim
