"""A season with the officers' orders beside it, as this service has both: windows are looked up in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.registration.domain.accounts import RegistrationClosed, RegistrationNotOpen
from services.registration.domain.applications import UnknownCategory
from shared.kernel import NotFound, shown
from shared.season import Season
from shared.season.model import Window
from shared.season.replica import SeasonReplica
from shared.season.rules import Category
from shared.season.windows import Orders, Place, Standing, State, extended, spans, window_at
from shared.season.words import WindowKind


@dataclass(frozen=True, slots=True)
class Calendar:
    """One season, and what was ordered beside it."""

    season: Season
    orders: Orders

    def category(self, code: str) -> Category:
        """The category of this code. Raises UnknownCategory."""
        found = self.season.category(code)
        if found is None:
            raise UnknownCategory(field="category")
        return found

    def standing(self, kind: WindowKind, place: Place, *, at: datetime) -> Standing:
        """How the windows of a kind stand."""
        return window_at(self.season, kind, at=at, place=place, orders=self.orders)

    def check_registration(self, place: Place, *, at: datetime) -> None:
        """Raise RegistrationNotOpen or RegistrationClosed unless this person may register now."""
        standing = self.standing(WindowKind.REGISTRATION, place, at=at)
        if standing.open:
            return
        if standing.state is State.NOT_YET and standing.span and standing.span.opens_at:
            raise RegistrationNotOpen(opens=shown(standing.span.opens_at))
        raise RegistrationClosed(closed=shown(standing.span.closes_at) if standing.span else "此前")

    def corrected_by(self, place: Place, until: datetime | None) -> datetime | None:
        """Until when a returned claim may be corrected. ``until``: as it was told; an extension of the review moves
        it."""
        if until is None:
            return None
        return extended(spans(self.season, WindowKind.REVIEW, place=place, orders=self.orders), until)

    def last_close(self, kind: WindowKind, place: Place) -> datetime | None:
        """When the last window of a kind closes for this place; None without any."""
        return max((span.closes_at for span in spans(self.season, kind, place=place, orders=self.orders)), default=None)

    def first_opening(self, kind: WindowKind, place: Place) -> datetime | None:
        """When the first window of a kind opens for this place; None without any."""
        opens = [span.opens_at for span in spans(self.season, kind, place=place, orders=self.orders)]
        return min((instant for instant in opens if instant), default=None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A window as the welcome tells of it: ``past``, ``present`` or ``future``."""

    title: str
    state: str
    opens_at: datetime
    closes_at: datetime


def stretches(calendar: Calendar, *, now: datetime) -> list[Stretch]:
    """The windows whose times are announced and that are held, by their beginning."""
    orders = calendar.orders
    announced = (each for each in calendar.season.windows
                 if (not each.to_be_announced or each.id in orders.announced) and each.id not in orders.cancelled)
    return sorted((Stretch(each.title, _state(each, now), each.opens_at, each.closes_at) for each in announced),
                  key=lambda each: each.opens_at)


def _state(window: Window, now: datetime) -> str:
    if now < window.opens_at:
        return "future"
    return "present" if now < window.closes_at else "past"


def calendars_of(replica: SeasonReplica, intake: str) -> list[Calendar]:
    """Every season of an intake."""
    return [Calendar(season, replica.orders(season.code)) for season in replica.seasons_of(intake)]


def calendar_with(calendars: Sequence[Calendar], category: str) -> Calendar:
    """The season that this category belongs to. Raises UnknownCategory."""
    for calendar in calendars:
        if calendar.season.category(category) is not None:
            return calendar
    raise UnknownCategory(field="category")


def calendar_of(calendars: Sequence[Calendar], season: str) -> Calendar:
    """The season of this code. Raises NotFound: its copy is not here."""
    for calendar in calendars:
        if calendar.season.code == season:
            return calendar
    raise NotFound(field="season")
