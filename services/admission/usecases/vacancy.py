"""Seats left, announced for the supplementary filing; with none left its cancellation is announced."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.order import Asked, OrderKind
from services.admission.domain.proposal import Kind, Stage
from services.admission.domain.status import OPEN
from services.admission.domain.vacancy import Kept, NoSupplementary, VacanciesTooEarly, VacanciesTooLate, vacancies
from services.admission.store import file as files
from services.admission.store import plan as plans
from services.admission.store import proposal as proposals
from services.admission.store.file import File
from services.admission.usecases import order, plan, proposal
from services.admission.usecases.proposal import About, Seen, Signing
from shared import codec
from shared.contracts.admission import VacanciesPublished
from shared.contracts.parts import Seats
from shared.db import Seal as Box
from shared.db import Tx
from shared.kernel import NotFound, shown
from shared.season import Season
from shared.season import orders as heard
from shared.season.model import Window
from shared.season.words import WindowKind

SUBJECT = "vacancies"


@dataclass(frozen=True, kw_only=True, slots=True)
class Vacant:
    """Seats of a major that were announced, with the words for them."""

    college: str
    college_name: str
    major: str
    major_name: str
    category: str
    seats: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """What stands announced; ``held``: whether the supplementary filing is."""

    season: str
    batch: str
    held: bool
    number: str
    published_at: datetime
    seats: Sequence[Vacant]


def draft(tx: Tx, season: Season, number: str) -> Seen:
    """What would be announced now, under the number of the order that announces it."""
    window = _window(season)
    _check_time(tx, season, window)
    plan.published(tx.conn, season.code)
    return proposal.propose(tx, _about(season), {"number": number, **_found(tx.conn, season)})


def sign(tx: Tx, season: Season, signing: Signing) -> Seen:
    """An officer's signature; with the second one the vacancies are told, and the window is announced or cancelled."""
    window = _window(season)
    signed = proposal.sign(tx, _about(season), signing)
    if not signed.complete:
        return signed
    _check_time(tx, season, window)
    body = signed.proposal.body
    _announce(tx, season, window, signed)
    batch = window.batch or ""
    tx.emit(
        VacanciesPublished(
            intake=season.intake, season=season.code, batch=batch, held=body["held"],
            seats=codec.revived(list[Seats], body["seats"]), published_at=tx.now,
        ),
        key=f"admission/vacancies/{season.code}/{batch}", intake=season.intake, season=season.code,
    )
    return proposal.settle(tx, signed)


def standing(conn: Connection, box: Box, season: Season) -> Seen | None:
    """What waits to be signed, to look at."""
    return proposal.look(conn, box, _about(season))


def is_due(conn: Connection, season: Season, *, now: datetime) -> bool:
    """Whether it is time to count and to announce, and nobody has."""
    try:
        window = _window(season)
    except NoSupplementary:
        return False
    orders = heard.in_force(heard.of_seasons(conn).get(season.code, ()))
    said = window.id in orders.announced or window.id in orders.cancelled
    return not said and _counted_from(season, window, now=now) <= now < window.closes_at


def announced(conn: Connection, box: Box, season: Season) -> Announced:
    """What two officers announced last. Raises NotFound."""
    every = proposals.of_subject(conn, box, season.code, Kind.VACANCY, SUBJECT)
    found = next((each for each in reversed(every) if each.status is Stage.DONE and each.done_at is not None), None)
    if found is None or found.done_at is None:
        raise NotFound
    plan = plans.in_force(conn, season.code)
    names = {(each.college, each.code): each.name for each in plan.majors} if plan else {}
    colleges = {each.code: each.name for each in season.colleges.items}
    return Announced(
        season=season.code, batch=_window(season).batch or "", held=found.body["held"], number=found.body["number"],
        published_at=found.done_at,
        seats=[
            Vacant(college=each.college, college_name=colleges.get(each.college, each.college), major=each.major,
                   major_name=names.get((each.college, each.major), each.major), category=each.category,
                   seats=each.seats)
            for each in codec.revived(list[Seats], found.body["seats"])
        ],
    )


def _announce(tx: Tx, season: Season, window: Window, signed: Seen) -> None:
    """The same two officers' order to every service."""
    body = signed.proposal.body
    kind = OrderKind.ANNOUNCEMENT if body["held"] else OrderKind.CANCELLATION
    first, second = proposal.officers(signed)[:2]
    given = order.give(tx, season, Asked(kind=kind, target=window.id, number=body["number"]), officer=first)
    order.sign(tx, season, given.proposal.subject, Signing(officer=second, digest=given.proposal.digest))


def _found(conn: Connection, season: Season) -> Mapping[str, Any]:
    kept = [_kept(each) for each in files.of_season(conn, season.code) if each.status in OPEN]
    left = vacancies(plans.left(conn, season.code), kept)
    supplementary = season.supplementary
    cancelled = not left and supplementary is not None and supplementary.cancelled_without_vacancy
    seats = [
        asdict(Seats(college=college, major=major, category=category, seats=n))
        for (college, major, category), n in left.items()
    ]
    return {"held": not cancelled, "seats": seats}


def _kept(file: File) -> Kept:
    majors = (file.admitted_major,) if file.admitted_major else file.majors
    return Kept(college=file.college, category=file.category, majors=majors)


def _window(season: Season) -> Window:
    batch = season.supplementary.batch if season.supplementary else None
    for window in season.windows:
        if batch is not None and window.kind is WindowKind.FILING and window.batch == batch:
            return window
    raise NoSupplementary


def _check_time(tx: Tx, season: Season, window: Window) -> None:
    orders = order.in_force(tx, season.code)
    open_already = window.id in orders.announced and window.opens_at <= tx.now
    if open_already or window.id in orders.cancelled or window.closes_at <= tx.now:
        raise VacanciesTooLate
    until = _counted_from(season, window, now=tx.now)
    if tx.now < until:
        raise VacanciesTooEarly(until=shown(until))


def _counted_from(season: Season, window: Window, *, now: datetime) -> datetime:
    return max((each.down_at for each in season.rounds if each.batch != window.batch), default=now)


def _about(season: Season) -> About:
    return About(season=season.code, kind=Kind.VACANCY, subject=SUBJECT)
