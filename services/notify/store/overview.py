"""Notices as they may be shown: whether they went out, never to whom or what."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, tuple_

from services.notify.store import Part
from services.notify.store.notice import NOTICES
from shared.db import UtcDateTime
from shared.season.tables import SEASONS

_intake_of_season = select(SEASONS.c.intake).where(SEASONS.c.season == bindparam("a_season"))
_of_season = (
    select(NOTICES.c.id, NOTICES.c.source, NOTICES.c.template, NOTICES.c.channel, NOTICES.c.status, NOTICES.c.account,
           NOTICES.c.intake)
    .where(or_(NOTICES.c.intake.is_(None), NOTICES.c.intake.in_(_intake_of_season)))
    .order_by(NOTICES.c.id)
)
_newest = (
    select(*[column for column in NOTICES.columns if column.name not in {"params", "address", "dedupe_key", "claim"}])
    .order_by(NOTICES.c.recorded_at.desc(), NOTICES.c.id.desc())
    .limit(bindparam("most"))
)
_newest_before = _newest.where(
    tuple_(NOTICES.c.recorded_at, NOTICES.c.id) < tuple_(bindparam("at", type_=UtcDateTime()), bindparam("an_id"))
)
_by_outcome = (
    select(NOTICES.c.channel, NOTICES.c.template, NOTICES.c.status, func.count().label("number"),
           func.min(NOTICES.c.recorded_at).label("oldest"))
    .group_by(NOTICES.c.channel, NOTICES.c.template, NOTICES.c.status)
    .order_by(NOTICES.c.channel, NOTICES.c.template, NOTICES.c.status)
)


def of_season(conn: Connection, season: str) -> Iterable[Row[Any]]:
    """Every notice of a season's intake, and those of no intake: ids, source, channel, status."""
    return conn.execute(_of_season, {"a_season": season})


def newest(conn: Connection, part: Part) -> Sequence[Row[Any]]:
    """Notices as an operator may see them, newest first."""
    return conn.execute(_newest_before if part.before else _newest, part.parameters()).all()


def by_outcome(conn: Connection) -> Sequence[Row[Any]]:
    """Numbers by channel, template and status, each with its oldest."""
    return conn.execute(_by_outcome).all()
