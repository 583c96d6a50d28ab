"""Stating grades and conduct in the browser."""

from typing import Any

from services.registration.domain.grades import COLUMNS
from services.registration.domain.rosters import IntakeUnclear
from services.registration.pages.lists import ListPages, every_season, own_college
from services.registration.usecases import grades
from services.registration.usecases.grades import GradesIn, grading_season, hand_in_grades
from services.registration.usecases.lists import put_away
from shared.files import LocalStorage
from shared.web.door import season_now, writing
from shared.web.parts import adapter, parts


def _hand_in(content: bytes, wanted: str | None, *, dry_run: bool) -> str:
    every, college = every_season(), own_college()
    now = {season.intake: season_now(season.intake) for season in every}
    season = grading_season(every, college, now=now, wanted=wanted)
    resting = put_away(adapter(LocalStorage), parts().database.box, college, content)
    with writing(intake=season.intake) as tx:
        return hand_in_grades(tx, GradesIn(
            roster=resting.roster, intake=season.intake, source_college=college, digest=resting.digest,
            dry_run=dry_run, keep=dry_run,
        ))


def _standing() -> list[dict[str, Any]]:
    every, college = every_season(), own_college()
    now = {season.intake: season_now(season.intake) for season in every}
    try:
        found = [grading_season(every, college, now=now, wanted=None)]
    except IntakeUnclear:  # it is asked for in the form
        found = [season for season in every if any(each.code == college for each in season.source_colleges.items)]
    return [{"code": season.code, "title": season.title, "until": min(each.down_at for each in season.rounds),
             "intake": season.intake} for season in found]


blueprint = ListPages(
    name="grades", kind=grades.KIND, title="在校成绩", template_file="在校成绩模板.xlsx", columns=COLUMNS,
    hand_in=_hand_in, standing=_standing,
).blueprint()
