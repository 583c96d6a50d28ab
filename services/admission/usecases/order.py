"""Officers' orders beside the season: one officer gives, another signs, and every service is told."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.order import Asked, OrderKind, Target, TargetUnknown, check_order
from services.admission.domain.proposal import Kind, Proposal
from services.admission.store import proposal as proposals
from services.admission.usecases import proposal
from services.admission.usecases.proposal import About, Seen, Signing
from shared import codec
from shared.contracts.admission import OrderGiven
from shared.db import Seal as Box
from shared.db import Tx
from shared.kernel import NotFound, new_id
from shared.outbox import last_version
from shared.season import Season
from shared.season import orders as heard
from shared.season.model import Window
from shared.season.replica import SeasonReplica
from shared.season.windows import IMPORT, Orders, Place, Span, returns_of, spans
from shared.season.words import WindowKind

ROUND = "round."


def give(tx: Tx, season: Season, asked: Asked, *, officer: str) -> Seen:
    """An order, signed by who gives it; in force with the second officer's signature."""
    _check(tx, season, asked)
    body: dict[str, Any] = codec.plain(asdict(asked))
    about = About(season=season.code, kind=Kind.ORDER, subject=new_id())
    return proposal.propose(tx, about, body, signed_by=officer)


def weigh(tx: Tx, season: Season, asked: Asked) -> None:
    """Whether such an order may be given now; nothing is written."""
    _check(tx, season, asked)


def standing(conn: Connection, box: Box, season: str, order_id: str) -> Seen:
    """An order, in force or waiting for its second signature. Raises NotFound."""
    found = next((each for each in every(conn, box, season) if each.proposal.subject == order_id), None)
    if found is None:
        raise NotFound
    return found


def asked_of(seen: Seen) -> Asked:
    """What an order says."""
    return _asked(seen.proposal)


def sign(tx: Tx, season: Season, order_id: str, signing: Signing) -> Seen:
    """The second officer's signature: told to every service, this one too, which obeys it as it comes."""
    signed = proposal.sign(tx, About(season=season.code, kind=Kind.ORDER, subject=order_id), signing)
    if not signed.complete:
        return signed
    _check(tx, season, _asked(signed.proposal))
    proclaim(tx, season, signed)
    return proposal.settle(tx, signed)


def proclaim(tx: Tx, season: Season, signed: Seen) -> None:
    """Tell an order that two officers signed."""
    _emit(tx, _order(season.intake, signed.proposal, proposal.officers(signed), given_at=tx.now))


def in_force(tx: Tx, season: str) -> Orders:
    """Every order that this service has heard."""
    return SeasonReplica(tx.db, public_key="").orders(season)


def cancelled_batches(conn: Connection, season: Season) -> frozenset[str | None]:
    """Batches of which an order cancelled the filing: nothing of them goes down."""
    cancelled = heard.in_force(heard.of_seasons(conn).get(season.code, ())).cancelled
    return frozenset(each.batch for each in season.windows if each.id in cancelled)


def batches_of(conn: Connection, season: Season, batch: str) -> list[str]:
    """The batches that a round of this batch is sent from: its own, then those of single persons' reopenings."""
    windows = {each.id for each in season.windows if each.kind is WindowKind.FILING and each.batch == batch}
    given = heard.in_force(heard.of_seasons(conn).get(season.code, ())).overrides
    own = [each.batch for each in given if each.opens_at is not None and each.target in windows and each.batch]
    return list(dict.fromkeys([batch, *own]))


def every(conn: Connection, box: Box, season: str) -> list[Seen]:
    """All orders of a season, given or waiting for their second signature; oldest first."""
    return proposal.of_kind(conn, box, season, Kind.ORDER)


def season_of(conn: Connection, order_id: str) -> str:
    """Of which season an order is. Raises NotFound."""
    found = proposals.season_of(conn, Kind.ORDER, order_id)
    if found is None:
        raise NotFound
    return found


def retell_orders(tx: Tx) -> None:
    """Every order again, under the version that it was told with."""
    replica = SeasonReplica(tx.db, public_key="")
    intakes = {copy.season: copy.intake for copy in replica.copies()}
    for each in proposals.done(tx.conn, tx.box, Kind.ORDER):
        if each.season in intakes and each.done_at is not None:
            signed = proposal.officers(proposal.seen(tx, each))
            _emit(tx, _order(intakes[each.season], each, signed, given_at=each.done_at), again=True)


def _emit(tx: Tx, order: OrderGiven, *, again: bool = False) -> None:
    key = f"admission/order/{order.order}"
    tx.emit(
        order, key=key, intake=order.intake, season=order.season, occurred_at=order.given_at,
        version=last_version(tx.conn, key=key, name=OrderGiven.NAME) if again else None,
    )


def _order(intake: str, given: Proposal, officers: Sequence[str], *, given_at: datetime) -> OrderGiven:
    asked = _asked(given)
    return OrderGiven(
        intake=intake, season=given.season, order=given.subject, number=asked.number, kind=asked.kind.value,
        target=asked.target, officers=list(officers), given_at=given_at, opens_at=asked.opens_at,
        closes_at=asked.closes_at, college=asked.college, candidate=asked.candidate, batch=asked.batch,
    )


def _asked(given: Proposal) -> Asked:
    return codec.revived(Asked, given.body)


def _check(tx: Tx, season: Season, asked: Asked) -> None:
    target = _target(season, asked, in_force(tx, season.code))
    colleges = {each.code for each in season.colleges.items} | {each.code for each in season.source_colleges.items}
    check_order(asked, target, now=tx.now, colleges=frozenset(colleges))


def _target(season: Season, asked: Asked, orders: Orders) -> Target:
    place = Place(college=asked.college, candidate=asked.candidate)
    if asked.target == IMPORT:
        return Target(closes_at=_close(spans(season, WindowKind.IMPORT, place=place, orders=orders), IMPORT),
                      next_down_at=_down_after(season, season.roster.closes_at))
    if asked.target.startswith(ROUND):
        return _round_target(season, asked, orders)
    window = season.window(asked.target)
    if window is None:
        raise TargetUnknown(field="target", target=asked.target)
    found = spans(season, window.kind, place=place, orders=orders)
    return Target(
        closes_at=_close(found, window.id), next_down_at=_down_after(season, window.closes_at, window),
        to_be_announced=window.to_be_announced, filing=window.kind is WindowKind.FILING,
        batches=frozenset({each.code for each in season.batches}.union(
            each.batch for each in orders.overrides if each.batch)),
    )


def _round_target(season: Season, asked: Asked, orders: Orders) -> Target:
    found = season.round(asked.target.removeprefix(ROUND))
    if found is None or asked.kind is not OrderKind.EXTENSION or (asked.candidate and not asked.college):
        raise TargetUnknown(field="target", target=asked.target)
    place = Place(college=asked.college, round=found.no)
    return Target(
        closes_at=_close(returns_of(season, place=place, orders=orders), asked.target),
        next_down_at=_down_after(season, found.return_by),
    )


def _close(found: Sequence[Span], target: str) -> datetime:
    return max(each.closes_at for each in found if each.target == target)


def _down_after(season: Season, closes_at: datetime, window: Window | None = None) -> datetime | None:
    """The dispatch that must not be passed: of a filing's own batch, else the next of the season."""
    own = window.batch if window is not None and window.kind is WindowKind.FILING else None
    downs = [each.down_at for each in season.rounds if each.down_at >= closes_at and own in (None, each.batch)]
    return min(downs, default=None)
