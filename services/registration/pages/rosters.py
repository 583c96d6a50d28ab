"""Importing students in the browser."""

from contextlib import suppress
from typing import Any

from services.registration.domain.rosters import IntakeUnclear
from services.registration.domain.students import COLUMNS
from services.registration.pages.lists import ListPages, every_season, own_college
from services.registration.usecases import rosters
from services.registration.usecases.lists import put_away
from services.registration.usecases.rosters import HandedIn, intake_of
from shared.files import LocalStorage
from shared.season.windows import Place, window_at
from shared.season.words import WindowKind
from shared.web.door import season_now, writing
from shared.web.parts import adapter, parts


def _hand_in(content: bytes, wanted: str | None, *, dry_run: bool) -> str:
    every, college = every_season(), own_college()
    now = {season.intake: season_now(season.intake) for season in every}
    season = intake_of(every, college, now=now, wanted=wanted)
    resting = put_away(adapter(LocalStorage), parts().database.box, college, content)
    with writing(intake=season.intake) as tx:
        return rosters.hand_in(tx, HandedIn(
            roster=resting.roster, intake=season.intake, year=season.year, source_college=college,
            digest=resting.digest, size=resting.size, dry_run=dry_run, keep=dry_run,
        ))


def _standing() -> list[dict[str, Any]]:
    every, place = every_season(), Place(college=own_college())
    now = {season.intake: season_now(season.intake) for season in every}
    with suppress(IntakeUnclear):  # it is asked for in the form
        intake_of(every, own_college(), now=now, wanted=None)
    ours = [season for season in every if any(each.code == place.college for each in season.source_colleges.items)]
    standings = {season.intake: (season, window_at(season, WindowKind.IMPORT, at=now[season.intake], place=place))
                 for season in ours}
    return [
        {"code": intake, "title": f"{season.province}{season.year}年专升本", "until": standing.span.closes_at}
        for intake, (season, standing) in standings.items() if standing.open and standing.span
    ]


blueprint = ListPages(
    name="rosters", kind=rosters.KIND, title="学籍名单", template_file="学籍名单模板.xlsx", columns=COLUMNS,
    hand_in=_hand_in, standing=_standing,
).blueprint()
