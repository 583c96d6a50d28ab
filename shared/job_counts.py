"""Jobs counted, for an operator: nothing of what they were given or found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from shared.jobs import JOBS

_by_status = (
    select(JOBS.c.kind, JOBS.c.status, func.count().label("jobs"), func.min(JOBS.c.created_at).label("oldest"))
    .group_by(JOBS.c.kind, JOBS.c.status)
    .order_by(JOBS.c.kind, JOBS.c.status)
)


def by_status(conn: Connection) -> Sequence[Row[Any]]:
    """How many jobs of each kind stand alike, and when the oldest was asked for: ``kind, status, jobs, oldest``."""
    return conn.execute(_by_status).all()
