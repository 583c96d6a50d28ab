"""Sealed filings as they come, and the root computed again: nothing is dispatched from a seal that does not agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.admission.domain.filing import Seal, check_ready, leaf_of, root_of
from services.admission.domain.round import Filed
from services.admission.store import filing as store
from services.admission.store.filing import Sealed
from shared import codec
from shared.contracts.choices import BatchSealed, FilingFinalised
from shared.db import Seal as Box
from shared.db import Tx
from shared.season import Season
from shared.season.windows import Orders
from shared.season.words import WindowKind

REOPENED = "个人重新填报"


@dataclass(frozen=True, kw_only=True, slots=True)
class Filings:
    """All filings that a batch is dispatched from, and the seals that have them: batch to number."""

    filed: Sequence[Filed]
    seals: dict[str, int]


def take_seals(tx: Tx, told: Sequence[BatchSealed]) -> None:
    """Seals as choices told them."""
    store.add_seals(tx, told)
    for sealed in dict.fromkeys((each.season, each.batch, each.seal) for each in told):
        _check(tx, sealed)


def take_filings(tx: Tx, told: Sequence[FilingFinalised]) -> None:
    """Sealed filings as choices told them, each with the leaf that it really has."""
    store.add(tx, [(each, leaf_of(content_of(each))) for each in told])
    for sealed in dict.fromkeys((each.season, each.batch, each.seal) for each in told):
        _check(tx, sealed)


def content_of(told: FilingFinalised) -> bytes:
    """What a leaf stands for: the canonical JSON of every field but the leaf."""
    content = codec.plain(told)
    content.pop("leaf")
    return codec.canonical(content)


def ready_seal(conn: Connection, season: Season, batch: str, orders: Orders) -> Seal:
    """The seal that a batch may be dispatched from. Raises what keeps it from being (domain/filing.py)."""
    windows = {
        each.id: each.closes_at for each in season.windows if each.kind is WindowKind.FILING and each.batch == batch
    }
    extended = [
        each.closes_at for each in orders.overrides
        if each.target in windows and (each.opens_at is None or each.batch == batch)
    ]
    return check_ready(
        store.newest_seal(conn, season.code, batch), batch=_said(season, batch), closes_at=max(windows.values()),
        extended_to=max(extended, default=None),
    )


def ready_seals(conn: Connection, season: Season, batch: str, orders: Orders) -> list[Seal]:
    """The seals that a batch is dispatched from: its own first, then those of single persons' reopenings. Raises like
    ``ready_seal``, for the reopenings too: a person who may still file is not passed over."""
    found = [ready_seal(conn, season, batch, orders)]
    windows = {each.id for each in season.windows if each.kind is WindowKind.FILING and each.batch == batch}
    reopened: dict[str, datetime] = {}
    for order in orders.overrides:
        if order.opens_at is not None and order.target in windows and order.batch not in (None, batch):
            own = order.batch or ""
            reopened[own] = max(order.closes_at, reopened.get(own, order.closes_at))
    for own, closes_at in reopened.items():
        newest = store.newest_seal(conn, season.code, own)
        found.append(check_ready(newest, batch=_said(season, own), closes_at=closes_at, extended_to=None))
    return found


def _said(season: Season, batch: str) -> str:
    """A batch as people know it; a person's reopening has no title."""
    return next((each.title for each in season.batches if each.code == batch), REOPENED)


def filings_of(conn: Connection, box: Box, season: Season, batch: str, orders: Orders) -> Filings:
    """What a batch is dispatched from, opened: a reopened person's own filing stands over the one before."""
    seals = ready_seals(conn, season, batch, orders)
    filed: dict[str, Filed] = {}
    for seal in seals:
        filed |= _of(conn, box, seal)
    ordered = sorted(filed.values(), key=lambda each: each.candidate_number)
    return Filings(filed=ordered, seals={seal.batch: seal.seal for seal in seals})


def _of(conn: Connection, box: Box, seal: Seal) -> dict[str, Filed]:
    sealed = (seal.season, seal.batch, seal.seal)
    return {each.account: each for each in store.of_seal(conn, box, sealed)}


def _check(tx: Tx, sealed: Sealed) -> None:
    """Compute the root once everything came, and again whenever more comes than was sealed."""
    seal = store.locked_seal(tx, sealed)
    if seal is None:
        return
    arrived = store.arrived(tx.conn, sealed)
    if arrived < seal.count:
        store.put_check(tx, sealed, arrived=arrived)
        return
    recomputed = root_of(store.leaves(tx.conn, sealed)).hex()
    store.put_check(tx, sealed, arrived=arrived, recomputed=recomputed)
    found = "seal.agrees" if recomputed == seal.root else "seal.differs"
    tx.audit(
        found, f"seal/{seal.season}/{seal.batch}/{seal.seal}", told=seal.root, recomputed=recomputed,
        count=seal.count, arrived=arrived,
    )
