"""The queue of those who review: numbers, filters, a page of cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request

from services.review.store.queue import Listed
from services.review.usecases.case import reviewer_of
from services.review.usecases.claim import college_of
from services.review.usecases.queue import (
    DUE,
    STATES,
    Desk,
    StageOf,
    Wanted,
    count_queue,
    is_due,
    list_queue,
    stages_of,
)
from services.review.usecases.windows import review_standing
from shared.kernel import BEIJING, LongmenError
from shared.season.windows import Place
from shared.season.words import ReviewBy
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page
from shared.web.parts import adapter, parts
from shared.web.translation import errors_of, gettext

blueprint = PageBlueprint("queue_pages", __name__)
ON_A_PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the queue is narrowed to, as the address says it and every link and form on the way carries it."""

    state: str = DUE
    stage: str = ""
    category: str = ""
    until: str = ""
    errors: Sequence[Mapping[str, str]] = field(default=(), compare=False)

    @classmethod
    def read(cls, stages: Sequence[StageOf]) -> "Filters":
        """From the request; what does not exist narrows nothing."""
        given = {name: request.values.get(name, "") for name in ("state", "stage", "category", "until")}
        known = {"state": STATES, "stage": {each.stage for each in stages},
                 "category": {each.category for each in stages}}
        kept = {name: value for name, value in given.items() if value and value in known.get(name, (value,))}
        wrong = [{"field": "until", "message": gettext("请填写正确的日期。")}]
        return cls(**kept, errors=wrong if given["until"] and _day(given["until"]) is None else ())

    @property
    def carried(self) -> dict[str, str]:
        """Those that say something, for hidden fields."""
        given = {"state": self.state if self.state != DUE else "", "stage": self.stage, "category": self.category,
                 "until": self.until}
        return {name: value for name, value in given.items() if value}

    def query(self, **more: str) -> str:
        """``?…``, or nothing."""
        said = urlencode({**self.carried, **more})
        return f"?{said}" if said else ""

    def wanted(self, **more: Any) -> Wanted:
        """As the use case asks for it; a day is meant whole."""
        day = _day(self.until)
        until = datetime.combine(day + timedelta(days=1), time(), BEIJING) if day else None
        return Wanted(state=self.state, stage=self.stage or None, category=self.category or None, until=until, **more)


def desk() -> Desk:
    """Who asks."""
    return Desk(reviewer=reviewer_of(principal()), seasons=adapter(Service).season)


@blueprint.route("/queue")
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def queue() -> str:
    """What is due first; anything else by its filters."""
    own = desk()
    stages = stages_of(own)
    filters = Filters.read(stages)
    query: dict[str, Any] = {"limit": ON_A_PAGE, "cursor": request.args.get("cursor")}
    errors: list[Mapping[str, str]] = list(filters.errors)
    try:
        cursor = read_cursor(query, "queue")
    except LongmenError as error:
        cursor, errors = None, [*errors, *errors_of(error)]
    after = None if cursor is None else (datetime.fromisoformat(cursor[0]), cursor[1])
    with reading() as conn:
        numbers = count_queue(conn, own)
        found = list_queue(conn, parts().database.box, own, filters.wanted(most=ON_A_PAGE + 1, after=after))
    listed = page_of(found, query, name="queue", key=lambda row: [row.submitted_at.isoformat(), row.account])
    return page(
        "review_queue.html", numbers=numbers, filters=filters, stages=stages, errors=errors,
        rows=rows_of(own, listed["items"], stages), next_cursor=listed["next"], is_first=cursor is None,
        is_authority=principal().role is Role.REVIEWER, all_checked="checked" in request.args,
        windows=_windows(own, stages),
    )


def _windows(own: Desk, stages: Sequence[StageOf]) -> list[dict[str, Any]]:
    """How the review stands for each season that who asks decides in: the category that closes first speaks for it."""
    found = []
    for code in dict.fromkeys(each.season for each in stages if each.own):
        season, orders = own.seasons.season(code), own.seasons.orders(code)
        now = season_now(season.intake)
        college = own.reviewer.scope if own.reviewer.by == ReviewBy.SOURCE_COLLEGE else None
        standings = [
            review_standing(season, orders, Place(category=category, college=college), now=now)
            for category in dict.fromkeys(each.category for each in stages if each.own and each.season == code)
        ]
        spans = sorted(((each.open, each.span) for each in standings if each.span),
                       key=lambda pair: (not pair[0], pair[1].closes_at))
        if spans:
            is_open, span = spans[0]
            found.append({"season": season, "open": is_open, "span": span,
                          "ahead": span.opens_at is not None and now < span.opens_at})
    return found


def rows_of(own: Desk, found: Sequence[Listed], stages: Sequence[StageOf]) -> list[dict[str, Any]]:
    """Cases as a list shows them, in words."""
    titles = {(each.season, each.category, each.stage): each for each in stages}
    rows = []
    for case in found:
        season = own.seasons.season(case.season)
        category = season.category(case.category)
        stage = titles.get((case.season, case.category, case.stage or ""))
        rows.append({
            "case": case, "college": college_of(season, case.source_college),
            "category": category.title if category else case.category, "stage": stage.title if stage else "",
            "due": is_due(case, stages),
        })
    return rows


def without_after(filters: Filters) -> Filters:
    """The same part of the queue, what is due in it."""
    return replace(filters, state=DUE)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
