"""The season's calendar, open to everybody; and which season a public page is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from services.admission.usecases import calendar as calendars
from shared.kernel import NotFound
from shared.season import Season
from shared.season.windows import Orders
from shared.service import Service
from shared.web.access import principal_or_none, public
from shared.web.blueprint import PageBlueprint
from shared.web.door import season_now
from shared.web.pages import page
from shared.web.parts import adapter

blueprint = PageBlueprint("calendar_pages", __name__)
LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The season that a page is about, and those that one may turn to; None before any was published."""

    season: Season | None
    others: tuple[Season, ...] = ()

    def query(self, **more: Any) -> str:
        """``?…`` of a link that stays with this season; empty where there is only one."""
        named = {"season": self.season.code} if self.season and self.others else {}
        held = {name: value for name, value in {**named, **more}.items() if value}
        return f"?{urlencode(held)}" if held else ""

    @property
    def carried(self) -> Mapping[str, str]:
        """What a form takes along to stay with this season."""
        return {"season": self.season.code} if self.season and self.others else {}

    @property
    def categories(self) -> list[tuple[str, str]]:
        """Codes and titles, to choose from."""
        return [(each.code, each.title) for each in self.season.categories] if self.season else []

    @property
    def words(self) -> Mapping[str, str]:
        """Codes of categories and award tiers to what people call them."""
        season = self.season
        tiers = season.award_tiers.items if season and season.award_tiers else ()
        return dict(self.categories) | {each.code: each.title for each in tiers}


def shelf() -> Shelf:
    """The season that the address names, else the newest of those that one may see. Raises NotFound."""
    who = principal_or_none()
    found = adapter(Service).season.seasons()
    if who is not None and who.intake is not None:
        found = [each for each in found if each.intake == who.intake]
    wanted = request.values.get("season", "")[:LONGEST]
    if not found and not wanted:
        return Shelf(season=None)
    chosen = next((each for each in found if each.code == wanted), None) if wanted else _newest(found)
    if chosen is None:
        raise NotFound
    return Shelf(season=chosen, others=tuple(each for each in found if each is not chosen))


def orders_of(season: Season) -> Orders:
    """What was ordered beside it."""
    return adapter(Service).season.orders(season.code)


@blueprint.route("/calendar")
@public
def calendar() -> str:
    """What comes when."""
    here = shelf()
    if here.season is None:
        return page("calendar.html", shelf=here, entries=[])
    found = calendars.entries(here.season, orders_of(here.season), season_now(here.season.intake))
    return page("calendar.html", shelf=here, entries=found, now=season_now(here.season.intake),
                under_way=calendars.under_way(found), next=calendars.next_of(found))


def _newest(found: list[Season]) -> Season:
    return max(found, key=lambda each: (each.year, each.roster.closes_at, each.code))
