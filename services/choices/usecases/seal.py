"""Sealing a batch: alone under its guard, over everything that was acknowledged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from services.choices.store import Part, guard
from services.choices.store import filing as filings
from services.choices.store import seal as store
from services.choices.store.content import opened_filing
from services.choices.usecases.window import Calendar, calendar_of
from shared import codec
from shared.contracts.choices import BatchSealed, FilingFinalised
from shared.contracts.parts import FiledChoice
from shared.db import Tx
from shared.season.replica import SeasonReplica
from shared.security.tree import leaf_of, lifted, root_of

LEVELS = 8
"""The row of nodes that is kept stands so many levels above the leaves: a proof reads 256 leaves and that row."""
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Closed:
    """A batch whose last window has closed, and that is not sealed for that close."""

    intake: str
    season: str
    batch: str


def closed_batches(conn: Connection, seasons: SeasonReplica, *, wall: datetime) -> Iterator[Closed]:
    """Every batch that waits to be sealed."""
    for copy in seasons.copies():
        calendar = calendar_of(seasons, copy.season)
        now = seasons.season_time(copy.intake, wall)
        guards = guard.of_season(conn, copy.season)
        for batch in calendar.batches():
            closes = calendar.closes_at(batch)
            if closes is not None and closes <= now and not _is_sealed(guards.get(batch), closes):
                yield Closed(copy.intake, copy.season, batch)


def seal_batch(tx: Tx, closed: Closed, *, grace: timedelta) -> bool:
    """Seal a batch once its grace is over. True if anything was written.

    The guard is taken alone first, and everything that decides is read after that: a save that came before is in the
    table, one that comes after finds the seal. An extension heard meanwhile is read here, or opens the window again.
    """
    guard.add(tx.conn, closed.season, closed.batch)
    held = guard.alone(tx.conn, closed.season, closed.batch)
    assert held is not None
    seasons = SeasonReplica(tx.db, public_key="")  # reads anew, whatever others remember
    calendar = calendar_of(seasons, closed.season)
    closes = calendar.closes_at(closed.batch)
    if closes is None or seasons.season_time(closed.intake, tx.wall) < closes or _is_sealed(held, closes):
        return False
    seen = held.closing_seen_at if held.closing == closes else None
    if seen is None:
        guard.see_closing(tx.conn, closed.season, closed.batch, {"closing": closes, "seen": tx.wall})
    if tx.wall < (seen or tx.wall) + grace:
        return seen is None
    _seal(tx, calendar, closed, number=held.seal + 1)
    return True


def _is_sealed(held: Row[Any] | None, closes: datetime) -> bool:
    return held is not None and held.sealed_at is not None and held.closes_at >= closes


def _seal(tx: Tx, calendar: Calendar, closed: Closed, *, number: int) -> None:
    closes = calendar.closes_at(closed.batch)
    assert closes is not None
    leaves: list[bytes] = []
    pending: list[dict[str, Any]] = []
    for row in filings.of_batch(tx.conn, closed.season, closed.batch):
        leaf = _finalise(tx, row, number=number)
        pending.append({"season": closed.season, "batch": closed.batch, "seal": number, "position": len(leaves),
                        "account": row.account, "revision": row.revision, "leaf": leaf.hex()})
        leaves.append(leaf)
        if len(pending) >= AT_ONCE:
            _put_down(tx, pending)
            pending = []
    _put_down(tx, pending)
    nodes = lifted(leaves, LEVELS)
    told = BatchSealed(
        intake=closed.intake, season=closed.season, batch=closed.batch, seal=number,
        season_version=calendar.version, closes_at=closes, count=len(leaves), root=root_of(nodes).hex(),
        sealed_at=tx.now,
    )
    _record(tx, told, nodes)


def _put_down(tx: Tx, pending: Sequence[dict[str, Any]]) -> None:
    if pending:
        tx.flush()
        store.add_filings(tx.conn, pending)


def _finalise(tx: Tx, row: Row[Any], *, number: int) -> bytes:
    """Tell one filing to admission; its leaf."""
    sealed = finalised(row, opened_filing(tx.box, row), number=number)
    leaf = leaf_of(entry_of(sealed))
    tx.emit(replace(sealed, leaf=leaf.hex()), key=f"choices/filing/{row.account}/{row.batch}", intake=row.intake,
            season=row.season)
    return leaf


def finalised(row: Row[Any], content: dict[str, Any], *, number: int) -> FilingFinalised:
    """A filing as a seal has it, but for its leaf. ``row``: of the filing or of what stands for it."""
    return FilingFinalised(
        account=row.account, intake=row.intake, season=row.season, batch=row.batch, seal=number,
        candidate_number=row.candidate_number, category=row.category, revision=row.revision, saved_at=row.saved_at,
        choices=[FiledChoice(label=label, college=held["college"], majors=held["majors"])
                 for label, held in sorted(content.items())],
        leaf="",
    )


def entry_of(sealed: FilingFinalised) -> bytes:
    """What a leaf is over: the canonical JSON of all fields but the leaf itself."""
    told = codec.plain(sealed)
    del told["leaf"]
    return codec.canonical(told)


def _record(tx: Tx, told: BatchSealed, nodes: Sequence[bytes]) -> None:
    store.add(tx.conn, {
        "season": told.season, "batch": told.batch, "seal": told.seal, "intake": told.intake,
        "season_version": told.season_version, "count": told.count, "root": told.root,
        "nodes": b"".join(nodes).hex(), "closes_at": told.closes_at, "sealed_at": told.sealed_at,
        "recorded_at": tx.wall,
    })
    guard.seal(tx.conn, told.season, told.batch, {"seal": told.seal, "version": told.season_version,
                                                   "closes": told.closes_at, "sealed": told.sealed_at})
    tx.emit(told, key=f"choices/seal/{told.season}/{told.batch}", intake=told.intake, season=told.season)
    tx.audit("batch.seal", f"batch/{told.season}/{told.batch}", seal=told.seal, count=told.count, root=told.root)


def seals_page(conn: Connection, part: Part) -> list[Row[Any]]:
    """Every seal, for anybody."""
    return store.page(conn, part)
