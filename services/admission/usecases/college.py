"""The admitting colleges as anybody may read them: what they publish of themselves, and what they offer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.admission.store import plan as plans
from services.admission.usecases import profile
from shared.contracts.parts import CollegeProfile, PlannedMajor
from shared.season import Season

DIALLED = frozenset("+0123456789")
NUMBER = re.compile(r"\+?[0-9 ()（）-]{5,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Telephone:
    """As it is printed, and as a telephone dials it."""

    printed: str
    dial: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A college. ``published``: whether its profile is the one that two officers published with the plan."""

    profile: CollegeProfile
    phones: Sequence[Telephone]
    majors: Sequence[PlannedMajor]
    published: bool


def every(conn: Connection, season: Season, words: str = "") -> list[Shown]:
    """Every college of the season in its order; with words, those whose code or name has them."""
    plan = plans.in_force(conn, season.code)
    published = {each.college: each for each in plan.colleges} if plan else {}
    majors = list(plan.majors) if plan else []
    return [
        _shown(season, published.get(each.code) or profile.blank(each), majors, published=each.code in published)
        for each in season.colleges.items if words in each.name or each.code.startswith(words)
    ]


def one(conn: Connection, season: Season, code: str) -> Shown:
    """A college. Raises NotFound."""
    plan = plans.in_force(conn, season.code)
    found = profile.shown(conn, season, code)
    known = {each.college for each in plan.colleges} if plan else frozenset()
    return _shown(season, found, plan.majors if plan else [], published=found.college in known)


def _shown(
    season: Season, said: CollegeProfile, majors: Sequence[PlannedMajor], *, published: bool
) -> Shown:
    college = season.college(said.college)
    dials = {each.printed: each.dial for each in college.phones} if college else {}
    return Shown(
        profile=said, published=published, majors=[each for each in majors if each.college == said.college],
        phones=[Telephone(printed=each, dial=dials.get(each) or dial_of(each)) for each in said.phones],
    )


def dial_of(printed: str) -> str:
    """A number as a telephone dials it: its digits, a plus in front where there is one; an extension is left out."""
    found = NUMBER.match(printed.strip())
    return "".join(each for each in found[0] if each in DIALLED) if found else ""
