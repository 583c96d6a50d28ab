"""``/<service>/audit``: who did what to what and when, for the auditor: narrowed, read, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Connection

from shared import audit, audit_heads, audit_log
from shared.audit_log import Wanted
from shared.kernel import BEIJING, LongmenError, is_storable
from shared.security.access import Role
from shared.security.crypt import Box
from shared.web.access import permits
from shared.web.audit_words import in_words
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page
from shared.web.parts import parts
from shared.web.translation import errors_of, gettext

ON_A_PAGE, LINKS, HEADS, LONGEST = 50, 500, 100, 200
TEXTS, DAYS = ("actor", "action", "subject"), ("since", "until")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the log is narrowed to, as the address says it."""

    given: Mapping[str, str]
    errors: Sequence[Mapping[str, str]] = field(default=())

    @classmethod
    def read(cls) -> "Filters":
        """From the address; what cannot be looked for is said and narrows nothing."""
        given = {name: request.args.get(name, "").strip()[:LONGEST] for name in (*TEXTS, *DAYS)}
        given = {name: value for name, value in given.items() if value and is_storable(value)}
        wrong = [name for name in DAYS if name in given and _day(given[name]) is None]
        return cls(given=given, errors=[{"field": name, "message": gettext("请填写正确的日期。")} for name in wrong])

    def query(self, **more: str) -> str:
        """``?…``, or nothing."""
        said = urlencode({**self.given, **more})
        return f"?{said}" if said else ""

    def wanted(self, before: int | None) -> Wanted:
        """As the log is asked; a day is meant whole."""
        texts = {name: self.given.get(name, "") for name in TEXTS}
        since, until = (_day(self.given.get(name, "")) for name in DAYS)
        last = None if until is None else until + timedelta(days=1)
        return Wanted(**texts, since=since, until=last, before=before)


def audit_pages_blueprint() -> PageBlueprint:
    """The route, made anew for each app."""
    blueprint = PageBlueprint("audit_pages", __name__, template_folder=None)
    blueprint.add_url_rule("/audit", view_func=log_of_service)
    return blueprint


@permits(Role.AUDITOR)
def log_of_service() -> str:
    """The log by its filters, the newest first; and whether its chain holds."""
    filters = Filters.read()
    query: dict[str, Any] = {"limit": ON_A_PAGE, "cursor": request.args.get("cursor")}
    errors = list(filters.errors)
    try:
        cursor = read_cursor(query, "audit")
    except LongmenError as error:
        cursor, errors = None, [*errors, *errors_of(error)]
    with reading() as conn:
        found = audit_log.entries(conn, filters.wanted(cursor[0] if cursor else None), most=ON_A_PAGE + 1)
        listed = page_of(found, query, name="audit", key=lambda row: [row.seq])
        rows, chain = in_words(conn, listed["items"]), _chain(conn)
    return page("audit_log.html", filters=filters, errors=errors, rows=rows,
                next_cursor=listed["next"], is_first=cursor is None, **chain)


def _chain(conn: Connection) -> dict[str, Any]:
    """What holds: the newest links against each other, and the signed heads against the chain."""
    service, box = parts().service, parts().database.box
    assert isinstance(box, Box)
    public = audit_heads.head_key(box).public
    heads = list(audit_heads.lately(conn, service, most=HEADS))
    return {
        "head": heads[0] if heads else None, "heads": len(heads), "public": public,
        "checked": audit_log.check_newest(conn, most=LINKS),
        "head_faults": list(audit_heads.faults(conn, heads, service=service, public=public)),
        "unchained": audit.oldest_unchained(conn),
    }


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), BEIJING)
    except (ValueError, OverflowError):
        return None
