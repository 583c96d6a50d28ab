"""A service's own copy of every published season and of each rehearsal's clock: what it decides by.

Windows are enforced by this copy and the service's own clock, never by the arrival of a message.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from shared import codec, contracts
from shared.contracts.admission import ClockSet, OrderGiven, SeasonPublished
from shared.contracts.parts import ClockSegment
from shared.db import Database, Tx
from shared.inbox import Heard
from shared.kernel import NotFound, in_beijing, wall_clock
from shared.remembered import Remembered
from shared.season import Season, orders, signed
from shared.season.clock import season_time
from shared.season.moments import moments
from shared.season.tables import CLOCKS, MOMENTS, SEASONS
from shared.season.windows import Orders

BEFORE = timedelta(days=1)
"""How long before its first moment a rehearsal stands whose clock has not been heard."""
SEASON = "season"
"""What is remembered of seasons, their clocks and orders, as :class:`Remembered` names it."""

_handled = select(MOMENTS.c.moment, MOMENTS.c.instant).where(MOMENTS.c.season == bindparam("season"))
_held = select(SEASONS.c.season, SEASONS.c.intake, SEASONS.c.version, SEASONS.c.rehearsal)
_clocks = select(CLOCKS)
_document = select(SEASONS.c.document, SEASONS.c.version).where(SEASONS.c.season == bindparam("season"))
_whole = select(SEASONS).where(SEASONS.c.season == bindparam("season"))
_version = select(SEASONS.c.version).where(SEASONS.c.season == bindparam("season")).with_for_update()
_clock_version = select(CLOCKS.c.version).where(CLOCKS.c.intake == bindparam("intake")).with_for_update()


def _put(table: Table, dialect: Any) -> Any:
    """Kept unless a newer version is, which another door may have brought since we looked: a first row has no lock."""
    statement = dialect.insert(table)
    kept = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(
        index_elements=[c.name for c in table.primary_key], set_=kept,
        where=table.c.version < statement.excluded.version,
    ).execution_options(preserve_rowcount=True)


_put_season = {"postgresql": _put(SEASONS, postgresql), "sqlite": _put(SEASONS, sqlite)}
_put_clock = {"postgresql": _put(CLOCKS, postgresql), "sqlite": _put(CLOCKS, sqlite)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """Which version of a season this service has."""

    season: str
    intake: str
    version: int
    rehearsal: bool


@dataclass(frozen=True, slots=True)
class _Snapshot:
    copies: dict[str, Copy]
    clocks: dict[str, tuple[int, tuple[ClockSegment, ...]]]
    orders: dict[str, tuple[OrderGiven, ...]]


class SeasonReplica:
    """Reads and keeps the copies. ``fresh_for``: how long a web process may rely on what it read; zero where all
    run in one process. A clock's new segment starts further ahead than this, so nobody can miss its start."""

    def __init__(
        self, db: Database, *, public_key: str, fresh_for: timedelta = timedelta(seconds=1),
        wall: Callable[[], datetime] = wall_clock,
    ) -> None:
        self._db = db
        self._public_key = public_key
        self._wall = wall
        self._snapshot = Remembered(db, SEASON, _snapshot, fresh_for=fresh_for, wall=wall)
        self._seasons: dict[tuple[str, int], Season] = {}
        self._adopted_contract = getattr(contracts, db.service).SeasonAdopted

    # -- hearing ----------------------------------------------------------------------------------------------

    def on_published(self, tx: Tx, heard: Sequence[Heard[SeasonPublished]]) -> None:
        """Bus door of ``admission.season_published.v1``."""
        for each in heard:
            self.adopt(tx, each.event)

    def on_clock(self, tx: Tx, heard: Sequence[Heard[ClockSet]]) -> None:
        """Bus door of ``admission.clock_set.v1``."""
        for each in heard:
            known = tx.conn.execute(_clock_version, {"intake": each.event.intake}).scalar_one_or_none()
            if known is None or each.event.clock_version > known:
                segments = json.dumps(codec.plain(each.event.segments))
                row = {"intake": each.event.intake, "version": each.event.clock_version, "segments": segments}
                tx.conn.execute(_put_clock[tx.conn.dialect.name], row)
        self._change(tx)

    def on_order(self, tx: Tx, heard: Sequence[Heard[OrderGiven]]) -> None:
        """Bus door of ``admission.order_given.v1``."""
        for each in heard:
            self.obey(tx, each.event)

    def obey(self, tx: Tx, order: OrderGiven) -> None:
        """Keep an order: windows and deadlines are looked up under it from now on."""
        orders.keep(tx.conn, order, wall=tx.wall)
        self._change(tx)

    def adopt(self, tx: Tx, published: SeasonPublished) -> bool:
        """Keep a version newer than ours, and tell that we do; an older or equal one changes nothing.

        Raises ``SeasonUnsigned`` whichever way the season came.
        """
        signed.check(published, self._public_key)
        known = tx.conn.execute(_version, {"season": published.season}).scalar_one_or_none()
        if known is not None and known >= published.season_version:
            return False
        taken = tx.conn.execute(_put_season[tx.conn.dialect.name], {
            "season": published.season, "intake": published.intake, "version": published.season_version,
            "rehearsal": published.rehearsal, "document": json.dumps(published.document, ensure_ascii=False),
            "officers": json.dumps(published.officers), "signed_at": published.signed_at,
            "signature": published.signature, "adopted_at": tx.wall,
        })
        if not taken.rowcount:
            return False
        tx.emit(
            self._adopted_contract(
                intake=published.intake, season=published.season, season_version=published.season_version
            ),
            key=f"{self._db.service}/adopted/{published.season}", intake=published.intake, season=published.season,
        )
        tx.audit("season.adopt", f"season/{published.season}", version=published.season_version)
        self._change(tx)
        return True

    def _change(self, tx: Tx) -> None:
        tx.changed(SEASON)
        self._snapshot.forget()

    # -- asking -----------------------------------------------------------------------------------------------

    def copies(self) -> list[Copy]:
        """Every season that this service has."""
        return list(self._snapshot.value().copies.values())

    def season(self, code: str) -> Season:
        """The season as this service has it. Raises NotFound."""
        copy = self._snapshot.value().copies.get(code)
        if copy is None:
            raise NotFound(field="season")
        found = self._seasons.get((code, copy.version))
        if found is None:
            with self._db.read() as conn:
                row = conn.execute(_document, {"season": code}).one()
            found = self._seasons[code, row.version] = _built(row.document)
        return found

    def seasons(self) -> list[Season]:
        """Every season that this service has, by code."""
        return [self.season(code) for code in sorted(copy.season for copy in self.copies())]

    def seasons_of(self, intake: str) -> list[Season]:
        """The intake's seasons, by code."""
        codes = sorted(copy.season for copy in self.copies() if copy.intake == intake)
        return [self.season(code) for code in codes]

    def orders(self, season: str) -> Orders:
        """What was ordered beside a season, as this service has heard it."""
        return orders.in_force(self._snapshot.value().orders.get(season, ()))

    def is_rehearsal(self, intake: str) -> bool | None:
        """Whether an intake is a rehearsal; None for one that no season has told us of."""
        found = [copy.rehearsal for copy in self.copies() if copy.intake == intake]
        return all(found) if found else None

    def holds_real_intake(self) -> bool:
        """Whether anything here is of a season that counts."""
        return any(not copy.rehearsal for copy in self.copies())

    def season_time(self, intake: str, wall: datetime) -> datetime:
        """The season's time at a wall instant: the wall clock in a real intake, its own clock in a rehearsal, which
        stands before its first moment until its clock is heard: else a season of the past would happen at once."""
        _, segments = self._snapshot.value().clocks.get(intake, (0, ()))
        if not segments and self.is_rehearsal(intake):
            return min(moments(season)[0].instant for season in self.seasons_of(intake)) - BEFORE
        return season_time(segments, wall)

    def versions(self) -> dict[str, Any]:
        """For ``/readyz``: each season's and each clock's version in use."""
        held = self._snapshot.value()
        return {
            "seasons": {copy.season: copy.version for copy in held.copies.values()},
            "clocks": {intake: version for intake, (version, _) in held.clocks.items()},
        }

    def published(self, code: str) -> SeasonPublished:
        """The signed season as it was published, for telling or handing it on. Raises NotFound."""
        with self._db.read() as conn:
            return whole(conn, code)

    def shown(self, code: str, *, wall: datetime) -> dict[str, Any]:
        """What anybody may know of this copy: version, phase, the moments next, and how many past ones its timers have
        still to handle (``behind``). Raises NotFound."""
        season = self.season(code)
        copy = self._snapshot.value().copies[code]
        now = self.season_time(copy.intake, wall)
        all_moments = moments(season)
        past = [moment for moment in all_moments if moment.instant <= now]
        with self._db.read() as conn:
            handled = handled_moments(conn, code)
        behind = sum((moment.name, moment.instant) not in handled for moment in past)
        ahead = [moment for moment in all_moments if moment.instant > now]
        return {
            "season": code, "intake": copy.intake, "title": season.title, "version": copy.version,
            "rehearsal": copy.rehearsal, "now": in_beijing(now), "behind": behind,
            "phase": past[-1].name if past else None,
            "next": [{"name": each.name, "instant": in_beijing(each.instant)} for each in ahead[:5]],
        }


def handled_moments(conn: Connection, code: str) -> set[tuple[str, datetime]]:
    """(moment, instant) of everything that the timers handled."""
    return {(row.moment, row.instant) for row in conn.execute(_handled, {"season": code})}


def kept(conn: Connection, code: str) -> Season:
    """The season as it is stored here now. Raises NotFound."""
    row = conn.execute(_document, {"season": code}).one_or_none()
    if row is None:
        raise NotFound(field="season")
    return _built(row.document)


@lru_cache(maxsize=16)
def _built(document: str) -> Season:
    """Building a season from its text costs more than most requests: the same text is built once in a process."""
    return Season.from_document(json.loads(document))


def whole(conn: Connection, code: str) -> SeasonPublished:
    """The stored season with its signature. Raises NotFound."""
    row = conn.execute(_whole, {"season": code}).one_or_none()
    if row is None:
        raise NotFound(field="season")
    return SeasonPublished(
        intake=row.intake, season=row.season, season_version=row.version, rehearsal=row.rehearsal,
        document=json.loads(row.document), officers=json.loads(row.officers), signed_at=row.signed_at,
        signature=row.signature,
    )


def _snapshot(conn: Connection) -> _Snapshot:
    copies = {
        row.season: Copy(season=row.season, intake=row.intake, version=row.version, rehearsal=row.rehearsal)
        for row in conn.execute(_held)
    }
    read = partial(codec.revived, tuple[ClockSegment, ...])
    clocks = {row.intake: (row.version, read(json.loads(row.segments))) for row in conn.execute(_clocks)}
    return _Snapshot(copies, clocks, orders.of_seasons(conn))
