"""A season played in this process up to where a browser wants to look: simulated people, clock in an officer's hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import Progress

from rehearsal.acts import Act, Company
from rehearsal.applying import Api, Applicant
from rehearsal.candidates import Desk
from rehearsal.colleges import Task, decide
from rehearsal.courses import Candidate, Course, Major, seats
from rehearsal.demo import Demo
from rehearsal.doors import Account
from rehearsal.entrance import candidates_by_hand
from rehearsal.filing import Filer
from rehearsal.quiet import Quiet
from rehearsal.script import Script, read_script
from shared.season import text
from tests.browser.portal import Portal

HOUSE = Path(__file__).parents[2]
FILE = HOUSE / "seasons" / "chongqing-2024-exempt.yaml"
COLLEGES, SOURCES = 5, 2
SEATS = 20
"""For each category: so that there is something to choose from."""
STOPS = "reminder."
MINUTES_LEFT = timedelta(minutes=8, seconds=12)


@dataclass(frozen=True)
class Stop:
    """A state of the season: everything before the ``nth`` act of a phase is done; then the clock goes to ``moment``,
    or ``before`` it."""

    name: str
    phase: str
    nth: int = 0
    moment: str | None = None
    before: timedelta = timedelta(0)


STATES = (
    Stop("before-opening", "roster"),
    Stop("registration", "registration-2", moment="window.registration-2.opens"),
    Stop("review", "review", moment="window.review.opens"),
    Stop("filing", "filing", 1),
    Stop("last-minutes", "filing", 3, moment="window.filing-first.closes", before=MINUTES_LEFT),
    Stop("sealed", "round-1", moment="window.filing-first.closes"),
    Stop("dispatched", "round-1", 1, moment="round.1.down"),
    Stop("returned", "round-1", 3),
    Stop("vacancies", "supplementary"),
    Stop("supplementary", "supplementary", 1, moment="window.filing-supplementary.opens"),
    Stop("results", "forgotten-passwords"),
)


def script(folder: Path, *, candidates: int, seed: int = 1) -> Script:
    """The default season with few colleges: a staff of twenty instead of sixty."""
    season: Any = text.parse(FILE.read_bytes()).tree
    kept = [each["code"] for each in season["colleges"]["items"][:COLLEGES]]
    season["colleges"]["items"] = season["colleges"]["items"][:COLLEGES]
    season["plan"]["majors"] = [each for each in season["plan"]["majors"] if each["college"] in kept]
    season["source_colleges"]["items"] = season["source_colleges"]["items"][:SOURCES]
    season["account"]["code"]["resend_after"] = "1s"  # a second code has no minute to wait for
    path = folder / "season.yaml"
    path.write_text(yaml.safe_dump(season, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_script(path, candidates=candidates, seed=seed, stops=STOPS)


class AtRest(Quiet):
    """The portal comes to rest before it answers (``Portal._settle``): nobody has anything to wait for."""

    def wait(self, *, clock: Mapping[str, Any] | None = None, seconds: float = 0.0) -> None:
        return None


class Play:
    """One portal with its season, and how far it is."""

    def __init__(self, folder: Path, *, candidates: int = 12) -> None:
        self.portal = Portal(folder)
        self.script = script(folder, candidates=candidates)
        self._progress = Progress(console=Console(file=StringIO()))
        self.demo = Demo(self.portal, self.script, self._progress, quiet=AtRest)
        self.staff = self.demo.prepare(self.portal.first_link)
        cast, first = self.demo.cast, self.staff.officers[0]
        self.auditor = cast.invite(first, role="auditor", name="auditor")
        self.company: Company = self.demo.company(self.staff, kept=self.by_hand, browsing=False)
        plan = self.script.plan
        self.company.majors = seats(plan, dict.fromkeys((each.code for each in plan.categories), SEATS))
        self._acts: list[Act] = [act for act in self.company.acts() if not act.spare]
        comes_late = [place for place, act in enumerate(self._acts) if act.phase == "filing"][2]
        self._acts.insert(comes_late + 1, Act(phase="one-hope", at=self._acts[comes_late].at, do=self._hope_for_one))
        self._done = 0

    @cached_property
    def by_hand(self) -> Sequence[Candidate]:
        """Who opens the account in a browser."""
        return candidates_by_hand(self.demo.played.candidates, self.script)

    @property
    def calendar(self) -> Any:
        return self.company.stage.calendar

    @property
    def desk(self) -> Desk:
        return self.company.stage.desk

    def to(self, name: str) -> None:
        """Play up to a state."""
        stop = next(each for each in STATES if each.name == name)
        places = [place for place, act in enumerate(self._acts) if act.phase == stop.phase]
        instants = self.calendar.instants()
        for act in self._acts[self._done : places[stop.nth]]:
            if (comes := act.comes(instants)) is not None:
                self.calendar.to(comes.isoformat())
            act.do()
        self._done = max(self._done, places[stop.nth])
        if stop.moment:
            self.calendar.to((instants[stop.moment] - stop.before).isoformat())

    @property
    def unplaced(self) -> Account:
        """Who filed, and in the end has no place."""
        return next(self._accounts(lambda each: each.candidate.course is Course.LATE_FILER))

    def _hope_for_one(self) -> None:
        """Whoever came late keeps one choice, of a college that will refuse them, and does not file again."""
        filing, batch = self.company.filing, self.company.filing.form.batch
        filer = next(each for each in filing.filers.values() if each.candidate.course is Course.LATE_FILER)
        hope = next(each for each in filer.door.offers(batch) if self._refuses(each, filer))
        for label in filer.saved:
            filer.door.clear(batch, label)
        filer.door.save(batch, "A", hope.college, [hope.code])
        filer.saved = {"A": (hope.college, [hope.code])}
        filing.filed_again.add(filer.candidate.person.index)

    def _refuses(self, offer: Major, filer: Filer) -> bool:
        """Whether a college would not have this candidate though it has a seat."""
        who = filer.candidate
        file = {"candidate_number": "", "id_number": who.person.id_number, "honours": who.claim.get("honours"),
                "majors": [offer.code], "category": who.category}
        task = Task(files=[file], seats={(offer.code, who.category): 1})
        return decide(task, offer.college, seed=self.script.seed)[0]["admit"] is None

    def candidate(self, course: Course = Course.STEADY) -> Account | None:
        """A simulated candidate of this course, as soon as they have an account."""
        return next(self._accounts(lambda each: each.candidate.course is course), None)

    def owner(self, number: str) -> Account:
        """The simulated candidate of this number."""
        return next(self._accounts(lambda each: each.number == number))

    def _accounts(self, which: Callable[[Applicant], bool]) -> Iterator[Account]:
        found = self.company.registration.applicants.values()
        return (each.door.account for each in found if which(each) and isinstance(each.door, Api))

    def people(self) -> dict[str, Account]:
        """Whoever has an account by now, by the name of their role."""
        staff = self.staff
        college = self.script.source_colleges[0]
        found = {
            "officer": staff.officers[0], "operator": staff.operator, "auditor": self.auditor,
            "source-college": staff.registrars[college], "reviewer": next(iter(staff.reviewers.values())),
            "admission-college": next(iter(staff.desks.values()))[0],
        }
        owners = {f"candidate-{course}": self.candidate(course)
                  for course in (Course.STEADY, Course.CORRECTED, Course.BAD_CLAIM, Course.NOT_FILED)}
        return {**{name: each for name, each in owners.items() if each}, **found}

    def close(self) -> None:
        self.company.close()
        self.demo.close()
        self.portal.close()
