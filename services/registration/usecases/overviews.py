"""What a candidate sees of their own application."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.applications import Status
from services.registration.domain.claims import missing
from services.registration.store import accounts, box_of, confirmations, evidence, releases, verdicts
from services.registration.store import applications as store
from services.registration.usecases.applications import claim_of, corrected_by
from services.registration.usecases.calendars import Calendar, calendar_of
from services.registration.usecases.claims import rules_of
from shared.db import Seal
from shared.kernel import NotFound
from shared.season.rules import Category

OPEN = (Status.DRAFT, Status.RETURNED)


def own_application(conn: Connection, seal: Seal, calendars: Sequence[Calendar], account: str) -> dict[str, Any]:
    """The application as it is written, its papers, what it lacks, and why it was returned. Raises NotFound."""
    row = store.look(conn, account)
    if row is None:
        raise NotFound(field="application")
    calendar = calendar_of(calendars, row.season)
    category = calendar.category(row.category)
    standing = verdicts.standing(conn, account)
    claim, papers = claim_of(seal, row), evidence.of_account(conn, account)
    lacking = missing(rules_of(calendar.season, category), claim, [paper.kind for paper in papers])
    return {
        "account": account, "intake": row.intake, "season": row.season, "category": row.category,
        "category_title": category.title, "claim": claim, "status": row.status, "revision": row.revision,
        "version": row.version, "saved_at": row.saved_at, "submitted_at": row.submitted_at,
        "withdrawn_at": row.withdrawn_at, "papers": [shown_paper(seal, paper) for paper in papers],
        "missing": [{"field": field, "message": said} for field, said in lacking] if row.status in OPEN else [],
        "correction": _correction(seal, row, _corrected_by(conn, calendars, row)),
        "confirmation": _confirmation(conn, account),
        "decisions": [_decision(seal, verdict, category) for verdict in verdicts.of_account(conn, account)],
        "standing": None if standing is None else {"standing": standing.standing, "settled_at": standing.settled_at},
        "releases": [{"round": each.round, "title": each.title, "status": each.status, "released_at": each.released_at}
                     for each in releases.of_account(conn, account)],
    }


def shown_paper(seal: Seal, paper: Row[Any]) -> dict[str, Any]:
    """A paper without its content."""
    name = box_of(seal).open_text(paper.name, table="evidence", column="name", row=paper.id)
    return {"id": paper.id, "kind": paper.kind, "name": name, "media": paper.media, "size": paper.size,
            "uploaded_at": paper.uploaded_at}


def _confirmation(conn: Connection, account: str) -> dict[str, Any] | None:
    row = confirmations.look(conn, account)
    return None if row is None else {"confirmed": row.confirmed, "settled_at": row.settled_at}


def _decision(seal: Seal, row: Row[Any], category: Category) -> dict[str, Any]:
    place = f"{row.account} {row.revision} {row.stage}"
    reason = None if row.reason is None else box_of(seal).open_text(
        row.reason, table="verdicts", column="reason", row=place)
    title = next((stage.title for stage in category.review if stage.id == row.stage), row.stage)
    return {"revision": row.revision, "stage": row.stage, "stage_title": title, "decision": row.decision,
            "reason": reason, "decided_at": row.decided_at}


def _corrected_by(conn: Connection, calendars: Sequence[Calendar], row: Row[Any]) -> datetime | None:
    candidate = accounts.candidate(conn, row.account)
    return None if candidate is None else corrected_by(calendars, row, candidate)


def _correction(seal: Seal, row: Row[Any], until: datetime | None) -> dict[str, datetime | str] | None:
    if row.status != Status.RETURNED:
        return None
    reason = box_of(seal).open_text(row.return_reason, table="applications", column="return_reason", row=row.account)
    return {"stage": row.return_stage, "reason": reason, "until": until}
