"""The queue of those who review: what is due to them first, narrowed as they ask; how many stand where; who is next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from services.review.domain.case import Standing
from services.review.domain.decision import Reviewer
from services.review.store import queue
from services.review.store.queue import Asked, Listed
from services.review.usecases.case import list_cases
from shared.db import Seal
from shared.season.replica import SeasonReplica
from shared.season.words import ReviewBy

ALL, DUE, ELSEWHERE, UNCONFIRMED = "all", "due", "elsewhere", "unconfirmed"
STATES = (DUE, *Standing, ALL)
"""What a queue may be narrowed to: what is due to who asks, one standing, or nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Who reviews, by which seasons."""

    reviewer: Reviewer
    seasons: SeasonReplica


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What part of the queue is asked for. ``until``: handed in before this instant."""

    state: str = DUE
    stage: str | None = None
    category: str | None = None
    until: datetime | None = None
    most: int = 50
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StageOf:
    """A stage of a category's chain, in words too. ``own``: decided by who asks."""

    season: str
    category: str
    category_title: str
    stage: str
    title: str
    own: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """How many cases stand where, of those that who asks may see."""

    by_state: Mapping[str, int] = field(default_factory=dict)

    def of(self, state: str) -> int:
        """The number; DUE, ELSEWHERE and UNCONFIRMED together are what is open."""
        return self.by_state.get(state, 0)


def stages_of(desk: Desk) -> list[StageOf]:
    """Every stage of the chains that a reviewer has a part in, in the order of the seasons and their chains."""
    found = []
    for season in desk.seasons.seasons():
        for category in season.categories:
            stages = [(each, _is_own(desk.reviewer, each.by, each.authority)) for each in category.review]
            if desk.reviewer.by == ReviewBy.SOURCE_COLLEGE or any(own for _, own in stages):
                found += [
                    StageOf(season=season.code, category=category.code, category_title=category.title, stage=each.id,
                            title=each.title, own=own)
                    for each, own in stages
                ]
    return found


def list_queue(conn: Connection, box: Seal, desk: Desk, wanted: Wanted) -> Sequence[Listed]:
    """Part of the queue, who handed in first first."""
    if desk.reviewer.scope is None:
        return []
    asked = Asked(most=wanted.most, after=wanted.after, stage=wanted.stage, kind=wanted.category, until=wanted.until)
    if wanted.state == DUE:
        return _due(conn, box, desk, asked)
    standing = None if wanted.state == ALL else wanted.state
    return list_cases(conn, box, desk.reviewer, desk.seasons, replace(asked, standing=standing))


def next_due(conn: Connection, box: Seal, desk: Desk, wanted: Wanted) -> str | None:
    """The account of the case that comes after ``wanted.after`` in the queue; at its end, the first of those left."""
    due = replace(wanted, state=DUE, most=1)
    for part in (due, replace(due, after=None)):
        for found in list_queue(conn, box, desk, part):
            if wanted.after is None or found.account != wanted.after[1]:
                return found.account
    return None


def count_queue(conn: Connection, desk: Desk) -> Numbers:
    """How many stand where."""
    scope = desk.reviewer.scope
    stages = stages_of(desk)
    if scope is None:
        return Numbers()
    if desk.reviewer.by == ReviewBy.SOURCE_COLLEGE:
        rows = queue.numbers_of_college(conn, scope)
    else:
        kinds = {(each.season, each.category) for each in stages}
        rows = [row for season in sorted({each.season for each in stages})
                for row in queue.numbers_of_season(conn, season) if (season, row.category) in kinds]
    own = {(each.season, each.category, each.stage) for each in stages if each.own}
    found: dict[str, int] = {}
    for row in rows:
        states = [ALL, row.standing]
        if row.standing == Standing.OPEN:
            due = (row.season, row.category, row.stage) in own
            states.append(DUE if due else ELSEWHERE if row.stage else UNCONFIRMED)
        for state in states:
            found[state] = found.get(state, 0) + row.number
    return Numbers(by_state=found)


def is_due(listed: Listed, stages: Iterable[StageOf]) -> bool:
    """Whether a case waits for who asks."""
    return listed.standing == Standing.OPEN and any(
        each.own and (each.season, each.category, each.stage) == (listed.season, listed.category, listed.stage)
        for each in stages
    )


def _due(conn: Connection, box: Seal, desk: Desk, asked: Asked) -> Sequence[Listed]:
    """Each stage of who asks is read in the order of its index, then they are merged."""
    scope, own = desk.reviewer.scope or "", [each for each in stages_of(desk) if each.own]
    found: dict[str, Listed] = {}
    for stage in sorted({each.stage for each in own if asked.stage in (None, each.stage)}):
        part = replace(asked, due=True, stage=stage)
        if desk.reviewer.by == ReviewBy.SOURCE_COLLEGE:
            rows = queue.of_college(conn, box, scope, part)
        else:
            pairs = [(each.season, each.category) for each in own
                     if each.stage == stage and asked.kind in (None, each.category)]
            rows = queue.of_categories(conn, box, pairs, part)
        found |= {row.account: row for row in rows if is_due(row, own)}
    return sorted(found.values(), key=lambda row: (row.submitted_at, row.account))[: asked.most]


def _is_own(reviewer: Reviewer, by: str, authority: str | None) -> bool:
    return by == reviewer.by and (by == ReviewBy.SOURCE_COLLEGE or authority == reviewer.scope)
