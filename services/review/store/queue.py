"""Lists of cases: oldest first, by cursor, each in the order of an index; and how many stand where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, tuple_

from services.review.store import box_of
from services.review.store.case import CASES
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
    "stage": CASES.c.stage == bindparam("of_stage"),
    "after": tuple_(CASES.c.submitted_at, CASES.c.account)
    > tuple_(bindparam("after_at", type_=UtcDateTime()), bindparam("after_account")),
}


def _list(owner: str, filters: Iterable[str]) -> Select[Any]:
    return (
        select(*[CASES.c[name] for name in _SHOWN])
        .where(*_OWNERS[owner], *[_FILTERS[name] for name in filters])
        .order_by(CASES.c.submitted_at, CASES.c.account)
        .limit(bindparam("most"))
    )


_lists = {
    (owner, *chosen): _list(owner, [name for name, wanted in zip(_FILTERS, chosen, strict=True) if wanted])
    for owner in _OWNERS for chosen in product((False, True), repeat=len(_FILTERS))
}
_counts = (
    select(CASES.c.season, CASES.c.standing, func.count().label("number"))
    .group_by(CASES.c.season, CASES.c.standing)
    .order_by(CASES.c.season, CASES.c.standing)
)
_of_season = (
    select(CASES.c.account, CASES.c.revision, CASES.c.standing, CASES.c.category, CASES.c.source_college,
           CASES.c.honours, CASES.c.verdict)
    .where(CASES.c.season == bindparam("of_season"))
    .order_by(CASES.c.account)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Part of a list: at most so many, after the row of an instant and account, of one standing and stage."""

    most: int
    after: tuple[datetime, str] | None = None
    standing: str | None = None
    stage: str | None = None


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


def _read(conn: Connection, seal: Seal, owner: str, owned: dict[str, str], asked: Asked) -> list[Listed]:
    chosen = (asked.standing is not None, asked.stage is not None, asked.after is not None)
    after_at, after_account = asked.after or (None, None)
    given = {"of_standing": asked.standing, "of_stage": asked.stage, "after_at": after_at,
             "after_account": after_account}
    rows = conn.execute(_lists[owner, *chosen], {
        **owned, "most": asked.most, **{name: value for name, value in given.items() if value is not None}
    })
    box = box_of(seal)
    return [
        Listed(
            account=row.account, season=row.season, candidate_number=row.candidate_number,
            source_college=row.source_college, category=row.category, revision=row.revision,
            submitted_at=row.submitted_at, stage=row.stage, standing=row.standing,
            name=box.open_text(row.name, table="cases", column="name", row=row.account),
        )
        for row in rows
    ]
