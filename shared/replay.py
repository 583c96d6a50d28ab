"""Telling again what a restored hearer has lost: rows long sent become unsent once more, at once and in their order.

The relay sends them as it sends everything. What a hearer still has is nothing to its inbox, and whoever else hears
these events hears them again too, to no effect. What opens something (codes, links) was erased once it was sent.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select, update

from shared.db import OUTBOX

BATCH = 5000

_of_these = and_(
    OUTBOX.c.name.in_(bindparam("names", expanding=True)), OUTBOX.c.recorded_at >= bindparam("since"),
    OUTBOX.c.sent_at.is_not(None),
)
_count = select(
    func.count().filter(OUTBOX.c.body.is_not(None)).label("kept"),
    func.count().filter(OUTBOX.c.body.is_(None)).label("erased"),
    func.min(OUTBOX.c.id).label("first"), func.max(OUTBOX.c.id).label("last"),
).where(_of_these)
_unsend = (
    update(OUTBOX)
    .where(_of_these, OUTBOX.c.body.is_not(None), OUTBOX.c.id >= bindparam("low"), OUTBOX.c.id < bindparam("high"))
    .values(sent_at=None, next_at=None, refusals=0, unrouted=0)
)


@dataclass(frozen=True)
class Found:
    """What could be told again: rows whose body is kept, rows whose body was erased, and between which ids."""

    kept: int
    erased: int
    first: int
    last: int


def find(conn: Connection, names: Collection[str], since: datetime) -> Found:
    """Count what was sent of these contracts, recorded at ``since`` or later."""
    row = conn.execute(_count, {"names": list(names), "since": since}).one()
    return Found(row.kept, row.erased, row.first or 0, row.last or -1)


def unsend(conn: Connection, names: Collection[str], since: datetime, found: Found) -> Iterator[int]:
    """Make the rows unsent; yields how many so far. In one transaction: else the relay would begin in the middle and
    newer events of a key could go before older ones."""
    done = 0
    for low in range(found.first, found.last + 1, BATCH):
        given = {"names": list(names), "since": since, "low": low, "high": low + BATCH}
        done += conn.execute(_unsend, given).rowcount
        yield done
