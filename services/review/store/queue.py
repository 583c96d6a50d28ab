"""Lists of cases: oldest first, by cursor, each in the order of an index; and how many stand where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, tuple_

from services.review.store import box_of
from services.review.store.case import CASES, OPEN_NOW
from shared.db import Seal, UtcDateTime

_SHOWN = ("account", "season", "candidate_number", "source_college", "category", "revision", "submitted_at", "stage",
          "standing", "name", "version")
_OWNERS = {
    "college": (CASES.c.source_college == bindparam("of_college"),),
    "number": (CASES.c.candidate_number == bindparam("of_number"),),
    "category": (CASES.c.season == bindparam("of_season"), CASES.c.category == bindparam("of_category")),
}
_FILTERS = {
    "standing": CASES.c.standing == bindparam("of_standing"),
    "due": CASES.c.standing == OPEN_NOW,  # written out, as the index of what is due has it
    "stage": CASES.c.stage == bindparam("of_stage"),
    "kind": CASES.c.category == bindparam("of_kind"),
    "until": CASES.c.submitted_at < bindparam("until", type_=UtcDateTime()),
    "after": tuple_(CASES.c.submitted_at, CASES.c.account)
    > tuple_(bindparam("after_at", type_=UtcDateTime()), bindparam("after_account")),
}
_BY_KIND = (CASES.c.season, CASES.c.standing, CASES.c.stage, CASES.c.category)
"""In the order of their index: what is next to each other there is counted without being gathered first."""


@cache
def _list(owner: str, filters: tuple[str, ...]) -> Select[Any]:
    return (
        select(*[CASES.c[name] for name in _SHOWN])
        .where(*_OWNERS[owner], *[_FILTERS[name] for name in filters])
        .order_by(CASES.c.submitted_at, CASES.c.account)
        .limit(bindparam("most"))
    )


def _numbers(*owned: Any) -> Select[Any]:
    return select(*_BY_KIND, func.count().label("number")).where(*owned).group_by(*_BY_KIND)


_numbers_of_college = _numbers(CASES.c.source_college == bindparam("of_college"))
_numbers_of_season = _numbers(CASES.c.season == bindparam("of_season"))
_counts = (
    select(CASES.c.season, CASES.c.standing, func.count().label("number"))
    .group_by(CASES.c.season, CASES.c.standing)
    .order_by(CASES.c.season, CASES.c.standing)
)
_of_numbers = (
    select(CASES.c.candidate_number, CASES.c.account)
    .where(CASES.c.candidate_number.in_(bindparam("numbers", expanding=True)))
    .order_by(CASES.c.candidate_number, CASES.c.submitted_at)
)
_of_season = (
    select(CASES.c.account, CASES.c.revision, CASES.c.standing, CASES.c.category, CASES.c.source_college,
           CASES.c.honours, CASES.c.verdict)
    .where(CASES.c.season == bindparam("of_season"))
    .order_by(CASES.c.account)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Part of a list: at most so many, after the row of an instant and account, of one standing and stage, of one kind
    (category), handed in before an instant. ``due``: open ones only, which have an index of their own."""

    most: int
    after: tuple[datetime, str] | None = None
    standing: str | None = None
    stage: str | None = None
    due: bool = False
    kind: str | None = None
    until: datetime | None = None

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of what it is narrowed by."""
        return tuple(name for name in _FILTERS if getattr(self, name) not in (None, False))


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A case as a list shows it."""

    account: str
    season: str
    candidate_number: str
    source_college: str
    category: str
    revision: int
    submitted_at: datetime
    stage: str | None
    standing: str
    name: str
    version: int


def of_college(conn: Connection, box: Seal, college: str, asked: Asked) -> list[Listed]:
    """A source college's cases."""
    return _read(conn, box, "college", {"of_college": college}, asked)


def of_number(conn: Connection, box: Seal, number: str, asked: Asked) -> list[Listed]:
    """The case of a candidate number."""
    return _read(conn, box, "number", {"of_number": number}, asked)


def of_categories(conn: Connection, box: Seal, pairs: Sequence[tuple[str, str]], asked: Asked) -> list[Listed]:
    """The cases of (season, category) pairs: each pair is read in the order of its index, then they are merged."""
    found = [
        each for season, category in pairs
        for each in _read(conn, box, "category", {"of_season": season, "of_category": category}, asked)
    ]
    return sorted(found, key=lambda each: (each.submitted_at, each.account))[: asked.most]


def counts(conn: Connection) -> Sequence[Row[Any]]:
    """``season, standing, number``."""
    return conn.execute(_counts).all()


def of_season(conn: Connection, season: str) -> Iterable[Row[Any]]:
    """Every case of a season, as ids."""
    return conn.execute(_of_season, {"of_season": season})


def accounts_of(conn: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """Candidate numbers to accounts."""
    rows = conn.execute(_of_numbers, {"numbers": sorted(set(numbers))})
    return {row.candidate_number: row.account for row in rows}


def numbers_of_college(conn: Connection, college: str) -> Sequence[Row[Any]]:
    """``season, category, standing, stage, number`` of a source college's cases."""
    return conn.execute(_numbers_of_college, {"of_college": college}).all()


def numbers_of_season(conn: Connection, season: str) -> Sequence[Row[Any]]:
    """The same of a season's cases."""
    return conn.execute(_numbers_of_season, {"of_season": season}).all()


def _read(conn: Connection, seal: Seal, owner: str, owned: Mapping[str, str], asked: Asked) -> list[Listed]:
    after_at, after_account = asked.after or (None, None)
    given = {"of_standing": asked.standing, "of_stage": asked.stage, "of_kind": asked.kind, "until": asked.until,
             "after_at": after_at, "after_account": after_account}
    rows = conn.execute(_list(owner, asked.filters), {
        **owned, "most": asked.most, **{name: value for name, value in given.items() if value is not None}
    })
    box = box_of(seal)
    return [
        Listed(
            account=row.account, season=row.season, candidate_number=row.candidate_number,
            source_college=row.source_college, category=row.category, revision=row.revision,
            submitted_at=row.submitted_at, stage=row.stage, standing=row.standing, version=row.version,
            name=box.open_text(row.name, table="cases", column="name", row=row.account),
        )
        for row in rows
    ]
