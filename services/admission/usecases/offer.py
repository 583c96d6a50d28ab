"""What is on offer, found by words and filters: the plan as published, and the seats announced as vacant."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.admission.store import plan as plans
from services.admission.usecases import vacancy
from services.admission.usecases.vacancy import Announced
from shared.contracts.parts import CollegeProfile, PlannedMajor
from shared.db import Seal
from shared.kernel import NotFound
from shared.season import Season


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is looked for: words in a code or name, seats for a category, one college."""

    words: str = ""
    category: str = ""
    college: str = ""

    def meets(self, major: PlannedMajor, name: str) -> bool:
        """Whether a college's major is among what is looked for."""
        words = self.words
        return (
            self.college in ("", major.college)
            and (not self.category or major.seats.get(self.category, 0) > 0)
            and (words in name or words in major.name or major.code.startswith(words)
                 or major.college.startswith(words))
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A college's majors that were looked for."""

    college: CollegeProfile
    majors: Sequence[PlannedMajor]

    @property
    def code(self) -> str:
        return self.college.college


def published(conn: Connection, season: Season, wanted: Wanted) -> list[Offer] | None:
    """By college, in the season's order; None before a plan was published."""
    plan = plans.in_force(conn, season.code)
    if plan is None:
        return None
    found = []
    for college in plan.colleges:
        majors = [each for each in plan.majors if each.college == college.college and
                  wanted.meets(each, college.name)]
        if majors:
            found.append(Offer(college=college, majors=majors))
    return found


def vacant(conn: Connection, box: Seal, season: Season) -> Announced | None:
    """What was announced last; None before."""
    try:
        return vacancy.announced(conn, box, season)
    except NotFound:
        return None
