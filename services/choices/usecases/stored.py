"""The filing as it is stored, with the names of the plan: read back, never taken from a form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.choices.domain import chain
from services.choices.domain.filing import Offer
from services.choices.domain.receipt import in_order
from services.choices.store import filing as store
from services.choices.store import guard, plan
from services.choices.store import revision as revisions
from services.choices.store.content import opened_filing, opened_revision
from services.choices.usecases.candidate import Own
from services.choices.usecases.ground import Books
from shared.db import Seal
from shared.kernel import NotFound

Offers = Mapping[str, Offer]


def read_back(conn: Connection, box: Seal, books: Books, me: Own, batch: str) -> dict[str, Any]:
    """《信息查看—志愿信息》: the filing from storage, with the names of the plan. Raises NotFound for nothing saved."""
    row = _filing(conn, me, batch)
    held = guard.look(conn, row.season, batch)
    shown = _shown(box, me, row, offers_named(conn, books, row.season))
    return {**shown, "sealed_at": _sealed_at(me, batch, held)}


def read_all(conn: Connection, box: Seal, books: Books, me: Own) -> list[dict[str, Any]]:
    """The same of every batch in which the candidate saved anything, each with its revisions, the newest first."""
    season = me.calendar.season.code
    rows, guards = store.of_account(conn, me.account, season), guard.of_season(conn, season)
    offers = offers_named(conn, books, season)
    return [
        {**_shown(box, me, rows[batch], offers), "revisions": _history(conn, rows[batch]),
         "sealed_at": _sealed_at(me, batch, guards.get(batch))}
        for batch in me.calendar.batches() if batch in rows
    ]


def read_receipt(  # noqa: PLR0913
    conn: Connection, box: Seal, books: Books, me: Own, *, batch: str, revision: int
) -> dict[str, Any]:
    """One revision as it is stored: what its receipt acknowledges, and what is saved and unsaved by now.

    Raises NotFound for a revision that the candidate never made.
    """
    filing = _filing(conn, me, batch)
    rows = revisions.of_filing(conn, filing, last=filing.revision)
    row = next((each for each in rows if each.revision == revision), None)
    if row is None:
        raise NotFound(field="revision")
    choice = opened_revision(box, row)["choice"]
    saved, unsaved = _labels(me, filing)
    return {
        "batch": batch, "title": me.calendar.batches()[batch], "label": row.label, "revision": revision,
        "receipt": chain.receipt_number(row.hash), "saved_at": row.received_at, "closes_at": row.closes_at,
        "candidate_number": filing.candidate_number, "saved": saved, "unsaved": unsaved,
        "choice": named(offers_named(conn, books, filing.season), choice) if choice is not None else None,
        "is_last": not any(each.label == row.label and each.revision > revision for each in rows),
    }


def last_revision(conn: Connection, me: Own, batch: str, label: str) -> int:
    """The revision in which a label's choice was saved or cleared last. Raises NotFound for one that never was."""
    filing = _filing(conn, me, batch)
    rows = revisions.of_filing(conn, filing, last=filing.revision)
    made: list[int] = [row.revision for row in rows if row.label == label]
    if not made:
        raise NotFound(field="label")
    return max(made)


def offers_named(conn: Connection, books: Books, season: str) -> Offers:
    """Colleges and majors by code, for their names; none before the plan is published."""
    revision = plan.revision_of(conn, season)
    return books.plans.plan(conn, season, revision).offers if revision is not None else {}


def named(offers: Offers, choice: Mapping[str, Any]) -> dict[str, Any]:
    """A choice with the names of the plan."""
    offer = offers.get(choice["college"])
    return {
        "college": choice["college"], "college_name": offer.name if offer else None,
        "majors": [{"code": code, "name": offer.majors.get(code) if offer else None} for code in choice["majors"]],
    }


def _sealed_at(me: Own, batch: str, held: Row[Any] | None) -> datetime | None:
    """When the batch was sealed for good: none while it is open again, extended after its seal."""
    if held is None or held.sealed_at is None:
        return None
    closes = me.calendar.closes_at(batch)
    return held.sealed_at if closes is None or held.closes_at >= closes else None


def _filing(conn: Connection, me: Own, batch: str) -> Row[Any]:
    row = store.of_place(conn, account=me.account, season=me.calendar.season.code, batch=batch)
    if row is None or me.calendar.form(batch) is None:
        raise NotFound(field="batch")
    return row


def _labels(me: Own, row: Row[Any]) -> tuple[list[str], list[str]]:
    form = me.calendar.form(row.batch)
    return in_order(form.labels if form else (), dict.fromkeys(row.saved.split(",")))


def _shown(box: Seal, me: Own, row: Row[Any], offers: Offers) -> dict[str, Any]:
    content = opened_filing(box, row)
    saved, unsaved = _labels(me, row)
    return {
        "season": row.season, "batch": row.batch, "title": me.calendar.batches()[row.batch],
        "candidate_number": row.candidate_number, "revision": row.revision, "saved_at": row.saved_at,
        "receipt": chain.receipt_number(row.head), "saved": saved, "unsaved": unsaved,
        "choices": [{"label": label, **named(offers, content[label])} for label in saved],
    }


def _history(conn: Connection, row: Row[Any]) -> list[dict[str, Any]]:
    return [
        {"revision": each.revision, "label": each.label, "cleared": each.cleared, "saved_at": each.received_at,
         "receipt": chain.receipt_number(each.hash)}
        for each in reversed(revisions.of_filing(conn, row, last=row.revision))
    ]
