"""What registration knows of a season, as ids and counts: for checking that its promises hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from services.registration.store import (
    accounts,
    applications,
    codes,
    confirmations,
    progress,
    records,
    releases,
    verdicts,
)
from shared.kernel import NotFound
from shared.season.replica import whole


def own_facts(conn: Connection, season: str) -> Iterator[Mapping[str, Any]]:
    """Rows without personal data: ``person`` is a keyed hash that nobody else can make."""
    try:
        intake = whole(conn, season).intake
    except NotFound:
        return
    for row in accounts.of_intake(conn, intake):
        yield {"fact": "account", "service": "registration", "account": row.id, "intake": row.intake,
               "person": row.person.hex(), "candidate_number": row.number, "source_college": row.source_college}
    for row in codes.of_intake(conn, intake):
        yield {"fact": "code", "service": "registration", "code": row.id, "intake": intake, "purpose": row.purpose,
               "sent": int(row.sent), "used": int(row.used_at is not None), "wrong_tries": row.tries,
               "outcome": row.outcome}
    for code, action, subject in codes.uses(conn, intake):
        yield {"fact": "code_use", "service": "registration", "code": code, "intake": intake, "action": action,
               "account": subject.removeprefix("account/")}
    for subject in accounts.changed_passwords(conn):
        yield {"fact": "password_change", "service": "registration", "account": subject.removeprefix("account/")}
    for row in records.counts(conn, intake):
        yield {"fact": "student_records", "service": "registration", "intake": intake,
               "source_college": row.source_college, "records": row.records, "persons": row.persons}
    yield from _of_applications(conn, season)


def _of_applications(conn: Connection, season: str) -> Iterator[Mapping[str, Any]]:
    """Where each application stands, and what was heard of it."""
    confirmed = confirmations.confirmed_of(conn, season)
    for row in applications.of_season(conn, season):
        yield {"fact": "application", "service": "registration", "account": row.account, "status": row.status,
               "revision": row.revision, "category": row.category, "submitted": int(row.revision > 0),
               "confirmed": int(row.account in confirmed)}
    for row in verdicts.of_season(conn, season):
        yield {"fact": "verdict_heard", "service": "registration", "account": row.account, "revision": row.revision,
               "stage": row.stage, "decision": row.decision}
    for row in verdicts.standings(conn, season):
        yield {"fact": "standing_heard", "service": "registration", "account": row.account, "standing": row.standing}
    for row in progress.of_season(conn, season):
        yield {"fact": "progress_heard", "service": "registration", "account": row.account, "batch": row.batch,
               "saved": row.saved}
    for row in releases.of_season(conn, season):
        yield {"fact": "release_heard", "service": "registration", "account": row.account, "round": row.round,
               "status": row.status}
