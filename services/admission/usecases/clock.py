"""A rehearsal's clock: started with its first season, stepped, paused and paced by officers, told to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from services.admission.domain.clock import ClockNotStarted, NothingAhead, Order, check_settable
from services.admission.domain.intake import Intake
from services.admission.store import clock as store
from services.admission.store import intake as intakes
from services.admission.store import season as seasons
from shared.contracts.admission import ClockSet
from shared.contracts.parts import ClockSegment
from shared.db import Tx
from shared.kernel import NotFound
from shared.outbox import last_version
from shared.season import Moment, Season, append_segment, moments, next_moment, season_time
from shared.season.clock import paced, stepped
from shared.season.replica import SeasonReplica

BEFORE = timedelta(days=1)
"""Where a rehearsal's clock first stands: this long before the first moment of its first season."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """An intake's clock as it stands; ``version`` counts its segments, ``next`` is where a step would lead now."""

    intake: str
    rehearsal: bool
    version: int
    segments: tuple[ClockSegment, ...]
    now: datetime
    next: Moment | None


def clock_of(conn: Connection, code: str, *, wall: datetime) -> Clock:
    """The clock of an intake. Raises NotFound."""
    intake = intakes.of_code(conn, code)
    if intake is None:
        raise NotFound(field="intake")
    return _clock(conn, intake, store.segments(conn, code), wall=wall)


def set_clock(tx: Tx, code: str, order: Order, *, lead: timedelta) -> Clock:
    """Append a segment as ordered and tell it. The wall clock says when it starts, ``lead`` ahead of now."""
    intake = intakes.locked(tx, code)
    if intake is None:
        raise NotFound(field="intake")
    check_settable(rehearsal=intake.rehearsal)
    segments = store.segments(tx.conn, code)
    starts_at = max([tx.wall + lead, *(each.wall_at for each in segments)])
    segment = _ordered(tx.conn, intake, segments, order=order, starts_at=starts_at)
    after = _append(tx, intake, segments, segment=segment, lead=lead)
    return _clock(tx.conn, intake, after, wall=tx.wall)


def start_clock(tx: Tx, intake: Intake, season: Season) -> None:
    """Let a rehearsal's clock stand still before its first season, unless it has been set already."""
    if not intake.rehearsal or store.segments(tx.conn, intake.code):
        return
    first = ClockSegment(wall_at=tx.wall, season_at=moments(season)[0].instant - BEFORE, speed=0.0)
    _append(tx, intake, (), segment=first, lead=timedelta(0))


def season_now(conn: Connection, intake: str, wall: datetime) -> datetime:
    """The season's time by the owner's own segments: wall time in a real intake."""
    return season_time(store.segments(conn, intake), wall)


def season_now_here(tx: Tx, intake: str) -> datetime:
    """The same by this service's own copies, for what was heard: a season that it has not heard of has no clock."""
    replica = SeasonReplica(tx.db, public_key="")
    return replica.season_time(intake, tx.wall)


def retell_clocks(tx: Tx) -> None:
    """Every clock again, under the version that it was told with."""
    for code in store.intakes(tx.conn):
        _tell(tx, code, store.segments(tx.conn, code), again=True)


def _ordered(
    conn: Connection, intake: Intake, segments: Sequence[ClockSegment], *, order: Order, starts_at: datetime
) -> ClockSegment:
    if order.step_to is not None:
        return stepped(segments, order.step_to, starts_at=starts_at)
    if not segments:
        raise ClockNotStarted
    if order.to_next:
        ahead = _next(conn, intake, season_time(segments, starts_at))
        if ahead is None:
            raise NothingAhead
        return stepped(segments, ahead.instant, starts_at=starts_at)
    return paced(segments, order.speed or 0.0, starts_at=starts_at)


def _next(conn: Connection, intake: Intake, after: datetime) -> Moment | None:
    found = [
        moment
        for published in seasons.newest_of_each(conn, intake.code)
        if (moment := next_moment(moments(Season.from_document(published.document)), after)) is not None
    ]
    return min(found, key=lambda moment: moment.instant, default=None)


def _append(
    tx: Tx, intake: Intake, segments: Sequence[ClockSegment], *, segment: ClockSegment, lead: timedelta
) -> tuple[ClockSegment, ...]:
    after = append_segment(segments, segment, wall=tx.wall, lead=lead)
    store.add(tx, intake.code, segment, n=len(after))
    _tell(tx, intake.code, after)
    tx.audit(
        "clock.set", f"intake/{intake.code}", version=len(after), wall_at=segment.wall_at.isoformat(),
        season_at=segment.season_at.isoformat(), speed=segment.speed,
    )
    return after


def _tell(tx: Tx, code: str, segments: Sequence[ClockSegment], *, again: bool = False) -> None:
    key = f"admission/clock/{code}"
    tx.emit(
        ClockSet(intake=code, clock_version=len(segments), segments=list(segments)), key=key, intake=code,
        occurred_at=segments[-1].season_at,
        version=last_version(tx.conn, key=key, name=ClockSet.NAME) if again else None,
    )


def _clock(conn: Connection, intake: Intake, segments: Sequence[ClockSegment], *, wall: datetime) -> Clock:
    ordered = max([wall, *(each.wall_at for each in segments)])
    return Clock(
        intake=intake.code, rehearsal=intake.rehearsal, version=len(segments), segments=tuple(segments),
        now=season_time(segments, wall), next=_next(conn, intake, season_time(segments, ordered)),
    )
