"""The filing as it is stored, with the names of the plan: read back, never taken from a form."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from services.choices.domain import chain
from services.choices.domain.receipt import in_order
from services.choices.store import filing as store
from services.choices.store import guard, plan
from services.choices.store.content import opened_filing
from services.choices.usecases.candidate import Own
from services.choices.usecases.ground import Books
from shared.db import Seal
from shared.kernel import NotFound


def read_back(conn: Connection, box: Seal, books: Books, me: Own, batch: str) -> dict[str, Any]:
    """《信息查看—志愿信息》: the filing from storage, with the names of the plan. Raises NotFound for nothing saved."""
    form = me.calendar.form(batch)
    row = store.of_place(conn, account=me.account, season=me.calendar.season.code, batch=batch)
    if row is None or form is None:
        raise NotFound(field="batch")
    content = opened_filing(box, row)
    saved, unsaved = in_order(form.labels, content)
    held = guard.look(conn, row.season, batch)
    return {
        "season": row.season, "batch": batch, "title": me.calendar.batches()[batch],
        "candidate_number": row.candidate_number, "revision": row.revision, "saved_at": row.saved_at,
        "receipt": chain.receipt_number(row.head), "saved": saved, "unsaved": unsaved,
        "sealed_at": held.sealed_at if held else None,
        "choices": [{"label": label, **_named(conn, books, row.season, content[label])} for label in saved],
    }


def _named(conn: Connection, books: Books, season: str, choice: Mapping[str, Any]) -> dict[str, Any]:
    revision = plan.revision_of(conn, season)
    offers = books.plans.plan(conn, season, revision).offers if revision is not None else {}
    offer = offers.get(choice["college"])
    return {
        "college": choice["college"], "college_name": offer.name if offer else None,
        "majors": [{"code": code, "name": offer.majors.get(code) if offer else None} for code in choice["majors"]],
    }
