"""What a candidate has before them when they fill in a choice: what is saved, what may be put there, until when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.choices.domain.filing import mark_of
from services.choices.store import filing as store
from services.choices.store.content import opened_filing
from services.choices.usecases.candidate import Own, overview
from services.choices.usecases.ground import Books, choice_of
from services.choices.usecases.plan import Wanted, offered
from services.choices.usecases.stored import named, offers_named
from services.choices.usecases.window import applicant_of
from shared.db import Seal
from shared.kernel import NotFound
from shared.season import WindowKind


def filing_sheet(conn: Connection, box: Seal, books: Books, me: Own, *, now: datetime) -> dict[str, Any]:
    """《志愿填报》: the overview, and in each batch what is saved under each label. What is open comes first."""
    rows = store.of_account(conn, me.account, me.calendar.season.code)
    shown = overview(conn, me, now=now, filings=rows)
    offers = offers_named(conn, books, shown["season"]) if rows else {}
    batches = []
    for each in shown["batches"]:
        content = opened_filing(box, rows[each["batch"]]) if each["batch"] in rows else {}
        held = {label: named(offers, content[label]) if label in content else None for label in each["choices"]}
        batches.append({**each, "held": held, "is_anew": _is_anew(me, each["batch"])})
    batches.sort(key=lambda each: each["state"] != "open")
    return {**shown, "batches": batches, "may_file": may_file(shown), "windows": _windows(me)}


def choice_sheet(  # noqa: PLR0913
    conn: Connection, box: Seal, books: Books, me: Own, *, batch: str, label: str, now: datetime
) -> dict[str, Any]:
    """One choice of it. Raises NotFound for a label that the person's form has not."""
    sheet = filing_sheet(conn, box, books, me, now=now)
    found = next((each for each in sheet["batches"] if each["batch"] == batch), None)
    if found is None or label not in found["choices"]:
        raise NotFound(field="label")
    held = found["held"][label]
    others = {each["college"]: other for other, each in found["held"].items() if each and other != label}
    form = me.calendar.form(batch)
    return {
        "sheet": sheet, "batch": found, "label": label, "held": held, "seen": mark_of(_as_stored(held)),
        "may_file": sheet["may_file"] and found["state"] == "open",
        "taken": {} if form is None or form.same_college_twice else others,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What a candidate looks for in a batch's plan. ``everything``: also what they may not apply for."""

    batch: str = ""
    words: str = ""
    everything: bool = False


def offered_to(conn: Connection, books: Books, me: Own, search: Search) -> Iterator[dict[str, Any]]:
    """《信息查看—招生计划》: the majors of a batch that the candidate may apply for, or all of them."""
    season, settled = me.calendar.season, me.settled
    applicant = applicant_of(season, settled) if settled is not None else None
    found = offered(conn, books.plans, season.code, batch=me.calendar.origin(search.batch),
                    wanted=Wanted(words=search.words.strip(), applicant=applicant))
    return (each for each in found if search.everything or each["open_to_me"])


def colleges_to(conn: Connection, books: Books, me: Own, search: Search) -> list[dict[str, Any]]:
    """Colleges with the majors that the candidate may apply for, by code."""
    colleges: dict[str, dict[str, Any]] = {}
    for each in offered_to(conn, books, me, search):
        college = colleges.setdefault(each["college"], {
            "code": each["college"], "name": each["college_name"], "min_tier": each["min_tier"], "majors": []})
        seats = each["seats"].get(me.settled.category, 0) if me.settled else 0
        college["majors"].append({"code": each["major"], "name": each["major_name"], "demand": each["demand"],
                                  "seats": seats, "open_to_me": each["open_to_me"]})
    return list(colleges.values())


def _is_anew(me: Own, batch: str) -> bool:
    """Whether choices of earlier batches count no more in this one."""
    extra = me.calendar.season.supplementary
    return extra is not None and extra.batch == me.calendar.origin(batch) and not extra.earlier_choices_count


def may_file(shown: Mapping[str, Any]) -> bool:
    """Whether somebody may file at all, by their overview; when is another question."""
    return (shown["standing"] == "eligible" and shown["terms"]["accepted_at"] is not None
            and shown["status"] != "admitted")


def _windows(me: Own) -> list[dict[str, Any]]:
    """When filing is held, for those of whom nothing is known yet."""
    orders = me.calendar.orders
    return [
        {"title": each.title, "opens_at": each.opens_at, "closes_at": each.closes_at,
         "announced": not each.to_be_announced or each.id in orders.announced}
        for each in me.calendar.season.windows
        if each.kind is WindowKind.FILING and each.id not in orders.cancelled
    ]


def _as_stored(held: Mapping[str, Any] | None) -> Any:
    if held is None:
        return None
    return choice_of({"college": held["college"], "majors": [each["code"] for each in held["majors"]]})
