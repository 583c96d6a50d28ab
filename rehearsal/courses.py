"""What each candidate does in the season after the account is open: their claim, their choices, their mistakes.

Everything follows from the seed and the person, never from who comes first or which number was issued.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rehearsal.people import Person
from shared.season import Season

VETERAN, AWARD = "VETERAN", "AWARD"
AWARD_SHARE = 0.2
HONOUR_SHARE = 0.2
DOUBTFUL, MISSING = "存疑", "待补"
"""Marks in what a candidate wrote that a reviewer goes by: a paper that does not fit, a field to be filled in."""


class Course(StrEnum):
    """How a candidate goes through the season; each name is a row of the demo's table."""

    STEADY = "steady"
    BAD_CLAIM = "bad_claim"  # the claim does not hold; the reviewer says so
    CORRECTED = "corrected"  # returned by the reviewer, corrected, handed in again
    WITHDRAWN = "withdrawn"  # hands in, and takes it back
    NOT_FILED = "not_filed"  # is eligible and files nothing
    LATE_FILER = "late_filer"  # comes two hours before the close
    CHANGED_CHOICE = "changed_choice"  # saves, and saves something else before the close
    LAST_SECOND = "last_second"  # saves in the last second before the close
    TOO_LATE = "too_late"  # tries once more after the close, and is refused
    ONE_CHOICE = "one_choice"  # fills in one choice alone


ELIGIBLE_NEVER = frozenset({Course.BAD_CLAIM, Course.WITHDRAWN})
QUOTAS: Mapping[Course, int] = {
    Course.BAD_CLAIM: 4, Course.CORRECTED: 5, Course.WITHDRAWN: 2, Course.NOT_FILED: 3, Course.LATE_FILER: 8,
    Course.CHANGED_CHOICE: 8, Course.LAST_SECOND: 3, Course.TOO_LATE: 2, Course.ONE_CHOICE: 8,
}
"""Percent of those with an account; at least one of each."""


@dataclass(frozen=True, kw_only=True)
class Major:
    """A major with seats for a candidate's category."""

    college: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person with an account, and what they will do. ``choices``: college and majors for each label."""

    person: Person
    course: Course
    category: str
    claim: Mapping[str, Any]
    papers: Sequence[str]
    grades: tuple[str, int, int, int]
    conduct: str
    account: dict[str, str] = field(default_factory=dict)

    @property
    def proves(self) -> bool:
        """Whether the claim holds in the end."""
        return self.course not in ELIGIBLE_NEVER

    def chance(self, what: str) -> random.Random:
        """A source of chance for one purpose of this person's."""
        return random.Random(f"{what}/{self.person.id_number}")


def candidates(everybody: Sequence[Person], season: Season, *, seed: int) -> list[Candidate]:
    """The courses of all who get an account."""
    owners = [person for person in everybody if person.gets_account]
    chance = random.Random(f"courses/{seed}")
    drawn = [course for course, percent in QUOTAS.items() for _ in range(max(1, len(owners) * percent // 100))]
    drawn += [Course.STEADY] * (len(owners) - len(drawn))
    chance.shuffle(drawn)
    award_from = sum(drawn.count(course) for course in ELIGIBLE_NEVER)
    found = []
    for index, (person, course) in enumerate(zip(owners, drawn, strict=False)):
        award = index == award_from or random.Random(f"category/{seed}/{person.id_number}").random() < AWARD_SHARE
        found.append(_candidate(person, course, season, award=award, seed=seed, among=len(owners)))
    return found


def kinds(everybody: Sequence[Candidate]) -> dict[str, int]:
    """How many go each way."""
    return dict(sorted(Counter(str(each.course) for each in everybody).items()))


def _candidate(  # noqa: PLR0913
    person: Person, course: Course, season: Season, *, award: bool, seed: int, among: int
) -> Candidate:
    chance = random.Random(f"claim/{seed}/{person.id_number}")
    claim = _award(season, chance, course) if award else _service(season, chance, course)
    papers = ["award_certificate"] if award else ["discharge_certificate"]
    if claim.get("honours"):
        papers.append("honour_certificate")
    average = f"{chance.uniform(62, 96):.1f}"
    rank = chance.randrange(1, max(among, 2))
    return Candidate(
        person=person, course=course, category=AWARD if award else VETERAN, claim=claim, papers=papers,
        grades=(average, rank, max(among, rank), chance.choice((0, 0, 0, 1, 2))),
        conduct=chance.choice(("表现优秀", "表现良好", "遵纪守法，表现良好", "担任班级干部，表现突出")),
    )


def _service(season: Season, chance: random.Random, course: Course) -> dict[str, Any]:
    number = f"渝退{chance.randrange(10**7):07d}"
    claim: dict[str, Any] = {
        "discharge_number": {Course.BAD_CLAIM: number + DOUBTFUL, Course.CORRECTED: MISSING}.get(course, number),
        "enlisted_on": f"20{chance.randrange(18, 21)}-09-{chance.randrange(1, 28):02d}",
        "discharged_on": f"2023-{chance.randrange(3, 12):02d}-{chance.randrange(1, 28):02d}",
        "enlisted_from": chance.choice(("重庆市渝中区", "重庆市万州区", "重庆市涪陵区", "重庆市合川区")),
    }
    if season.honours is not None and chance.random() < HONOUR_SHARE:
        claim["honours"] = [chance.choice([each.code for each in season.honours.items])]
    return claim


def _award(season: Season, chance: random.Random, course: Course) -> dict[str, Any]:
    event = f"{chance.choice(('网络系统管理', '移动应用开发', '工业机器人', '会计技能', '护理技能'))}赛项"
    tiers = [each.code for each in season.award_tiers.items] if season.award_tiers else []
    return {
        "contest": chance.choice(season.contests.items) if season.contests else "",
        "event": {Course.BAD_CLAIM: event + DOUBTFUL, Course.CORRECTED: MISSING}.get(course, event),
        "tier": chance.choice(tiers),
        "awarded_on": f"2023-{chance.randrange(4, 12):02d}-{chance.randrange(1, 28):02d}",
        "team_rank": chance.randrange(1, 4),
    }


def corrected(claim: Mapping[str, Any]) -> dict[str, Any]:
    """The claim with what was missing filled in."""
    filled = {"discharge_number": "渝退9000001", "event": "网络系统管理赛项"}
    return {name: filled[name] if value == MISSING else value for name, value in claim.items()}


def choices_of(
    candidate: Candidate, offers: Sequence[Major], *, labels: Sequence[str], majors: int, again: str = ""
) -> dict[str, tuple[str, list[str]]]:
    """College and majors for each label, from what is on offer to this candidate: the first choice is a known college,
    the last one where few apply, as people do who hope, and want to be safe. ``again``: another draw of theirs."""
    chance = candidate.chance(f"choices{again}")
    colleges = sorted({offer.college for offer in offers})
    if candidate.course is Course.ONE_CHOICE:
        labels = labels[:1]
    chosen: dict[str, tuple[str, list[str]]] = {}
    for hope, label in zip((1.0, 0.3, -1.0), labels, strict=False):
        if not colleges:
            break
        weights = [(1 + place) ** -hope for place in range(len(colleges))]
        college = chance.choices(colleges, weights)[0]
        colleges.remove(college)
        there = sorted(offer.code for offer in offers if offer.college == college)
        chosen[label] = (college, chance.sample(there, min(majors, len(there))))
    return chosen


def seats(season: Season, eligible: Mapping[str, int], *, share: float = 0.7) -> list[dict[str, Any]]:
    """The sample plan scaled to a share of those who will be eligible in each category, each major in its proportion;
    what is left of rounding goes to the first majors. Majors keep their place, some with no seat."""
    by_major = [dict.fromkeys(each.seats, 0) for each in season.plan.majors]
    majors: list[dict[str, Any]] = [
        {"college": each.college, "code": each.code, "name": each.name, "seats": seated}
        for each, seated in zip(season.plan.majors, by_major, strict=True)
    ]
    for category, people in eligible.items():
        wanted = max(int(people * share), 1)
        weights = [each.seats.get(category, 0) for each in season.plan.majors]
        whole = sum(weights)
        exact = [wanted * weight / whole for weight in weights]
        given = [int(part) for part in exact]
        order = sorted(range(len(exact)), key=lambda at: (given[at] - exact[at], at))
        for at in order[: wanted - sum(given)]:
            given[at] += 1
        for seated, count in zip(by_major, given, strict=True):
            seated[category] = count
    return majors
