"""What registration knows of a season, as ids and counts: for checking that its promises hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from services.registration.store import accounts, codes, records
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
    for row in records.counts(conn, intake):
        yield {"fact": "student_records", "service": "registration", "intake": intake,
               "source_college": row.source_college, "records": row.records, "persons": row.persons}
