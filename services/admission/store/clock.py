"""The segments of rehearsals' clocks: appended, never changed."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Float, Integer, String, Table, bindparam, insert, select

from services.admission.store import METADATA
from shared.contracts.parts import ClockSegment
from shared.db import Tx, UtcDateTime

SEGMENTS = Table(
    "clock_segments",
    METADATA,
    Column("intake", String(60), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("wall_at", UtcDateTime, nullable=False),
    Column("season_at", UtcDateTime, nullable=False),
    Column("speed", Float, nullable=False),
    Column("set_by", String(100), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

_insert = insert(SEGMENTS)
_of_intake = select(SEGMENTS).where(SEGMENTS.c.intake == bindparam("an_intake")).order_by(SEGMENTS.c.n)
_intakes = select(SEGMENTS.c.intake).distinct().order_by(SEGMENTS.c.intake)


def add(tx: Tx, intake: str, segment: ClockSegment, *, n: int) -> None:
    """One more segment; the n-th, from 1."""
    tx.conn.execute(_insert, {
        "intake": intake, "n": n, "wall_at": segment.wall_at, "season_at": segment.season_at, "speed": segment.speed,
        "set_by": tx.actor, "recorded_at": tx.wall,
    })


def segments(conn: Connection, intake: str) -> tuple[ClockSegment, ...]:
    """An intake's segments, in order; none for a real one."""
    rows = conn.execute(_of_intake, {"an_intake": intake})
    return tuple(ClockSegment(wall_at=row.wall_at, season_at=row.season_at, speed=row.speed) for row in rows)


def intakes(conn: Connection) -> Sequence[str]:
    """Every intake that has a clock of its own."""
    return conn.execute(_intakes).scalars().all()
