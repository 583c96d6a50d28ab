"""The demo: a whole season played by simulated people, through public doors alone."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from rich.progress import Progress

from rehearsal import courses
from rehearsal.acts import Act, Company
from rehearsal.browsing.people import Browsing
from rehearsal.browsing.window import Windows
from rehearsal.calendar import Calendar
from rehearsal.candidates import Desk
from rehearsal.cast import Cast, Guest, Staff
from rehearsal.courses import Candidate, candidates
from rehearsal.doors import Doors, Stopwatch
from rehearsal.invariants import PAGES, Facts, Finding, check, enough_by_pages
from rehearsal.people import Person, kinds, people
from rehearsal.phones import Post
from rehearsal.preparing import Preparations
from rehearsal.quiet import Quiet
from rehearsal.script import Script
from rehearsal.stage import Stage
from rehearsal.worlds import SERVICES, Row, World

HASHING = "password_hash_seconds_sum"
WHERE = ("http", "hashing", "settling", "opening", "waiting")


@dataclass
class Played:
    """What came of it."""

    script: Script
    people: list[Person]
    candidates: list[Candidate]
    phases: list[str] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)
    accounts: int = 0
    filed_again: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    by_pages: Counter[str] = field(default_factory=Counter)
    facts: Facts = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    where: dict[str, float] = field(default_factory=dict)

    def kinds(self) -> dict[str, int]:
        """How many of each kind there were."""
        return kinds(self.people) | courses.kinds(self.candidates)


class Demo:
    """One play in one world. ``between`` is called between phases: the stack kills something there. ``quiet``: how it
    is known that a world has come to rest."""

    def __init__(
        self, world: World, script: Script, progress: Progress, *, between: Callable[[str], None] = lambda phase: None,
        quiet: type[Quiet] = Quiet,
    ) -> None:
        self.world, self.script, self.progress, self._between = world, script, progress, between
        self.watch = Stopwatch()
        self.doors = Doors(world.bases, self.watch)
        self.post = Post(world.var)
        self.windows = Windows(self.doors)
        self.cast = Cast(self.doors, self.post)
        self.quiet = quiet(world, self.doors, season=script.season, intake=script.intake)
        everybody = people(script.candidates, seed=script.seed, colleges=script.source_colleges)
        self.played = Played(script, everybody, candidates(everybody, script.plan, seed=script.seed))
        self._prepare = Preparations(self.cast, script, self.quiet, self.watch, progress)

    def play(self, first_link: str) -> Played:
        """From the first officer's invitation to the last moment, then the facts."""
        started = time.perf_counter()
        try:
            company = self.company(self.prepare(first_link))
            try:
                self._act(company)
            finally:
                company.close()
            self._phase("facts", self.check)
        finally:
            self.close()
        self.played.seconds = round(time.perf_counter() - started, 1)
        return self.played

    def close(self) -> None:
        """Whatever is open at the doors."""
        self.windows.close()
        self.doors.close()

    def prepare(self, first_link: str, *, guests: Sequence[Guest] = ()) -> Staff:
        """Up to where the season begins: staff have joined, the season is published."""
        staff: Staff = self._phase("staff", lambda: self._prepare.join(first_link, guests=guests))
        self._phase("season", lambda: self._prepare.publish(staff))
        return staff

    def company(
        self, staff: Staff, *, kept: Iterable[Candidate] = (), college: str | None = None, browsing: bool = True
    ) -> Company:
        """Everybody who is simulated; ``kept`` and the desk of ``college`` are somebody's who plays by hand.
        ``browsing``: some use the portal's pages; else everybody uses the API."""
        by_pages = Browsing.of(self.windows, self.cast, self.script, self.played.candidates) if browsing else None
        return Company(self._stage(staff), self._prepare, self.world, self.played.people, self.played.candidates,
                       kept=frozenset(each.person.index for each in kept), kept_college=college, browsing=by_pages)

    def _act(self, company: Company) -> None:
        """The table of acts from its beginning to its end, each at its moment."""
        calendar = company.stage.calendar
        instants = calendar.instants()
        acts = [act for act in company.acts() if not act.spare]

        def do(acts: Sequence[Act]) -> None:
            for act in acts:
                if (comes := act.comes(instants)) is not None:
                    calendar.to(comes.isoformat())
                act.do()

        for phase, together in groupby(acts, lambda act: act.phase):
            self._phase(phase, partial(do, list(together)))
        if calendar.step():
            raise AssertionError("there was a moment after the last one")
        self.played.accounts = len(company.registration.applicants)
        self.played.filed_again = len(company.filing.filed_again)
        self.played.happened = company.admission.happened

    def _stage(self, staff: Staff) -> Stage:
        calendar = Calendar(staff.officers[0], self.quiet, intake=self.script.intake, season=self.script.season,
                            stops=self.script.stops)
        desk = Desk(self.doors, self.post, self.script.intake, self.watch)
        return Stage(self.script, staff, calendar, self.quiet, desk, self.watch, self.progress, self._between)

    def _phase(self, name: str, act: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        found = act()
        self.played.phases.append(name)
        self.played.took[name] = round(time.perf_counter() - started, 1)
        self._between(name)
        return found

    def check(self) -> None:
        """The five services' own data, and whether what must hold does."""
        task = self.progress.add_task("核对", total=len(SERVICES))

        def facts_of(service: str) -> Sequence[Row]:
            found = self.world.facts(service, self.script.season)
            self.progress.advance(task)
            return found

        with ThreadPoolExecutor(len(SERVICES)) as pool:
            facts = dict(zip(SERVICES, pool.map(facts_of, SERVICES), strict=True))
        self.played.facts = facts
        self.played.by_pages = self.windows.used()
        self.played.findings = check(facts) | {PAGES: enough_by_pages(self.played.by_pages, self.script.candidates)}
        sms, email = self.post.everything()
        self.played.notices = {"sms": sms, "email": email}
        hashing = self.quiet.measures("registration", HASHING).get(HASHING, 0.0)
        self._keep_traces()
        seconds = self.watch.seconds | {"hashing": hashing}
        self.played.where = {name: round(seconds.get(name, 0.0), 1) for name in WHERE}

    def _keep_traces(self) -> None:
        """Measures and addresses as they were, beside the logs: so that they can be searched for people's numbers."""
        (self.world.var / "urls.txt").write_text("\n".join(sorted(self.doors.asked)))
        for service, bases in self.world.watched.items():
            told = "\n".join(self.doors.raw_at(base, "/metrics").text for base in bases)
            (self.world.var / f"{service}.metrics").write_text(told)
