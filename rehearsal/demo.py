"""The demo: a whole season played by simulated people, through public doors alone."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rich.progress import Progress

from rehearsal import courses
from rehearsal.admitting import Admission, doors_of, listening, publish_profiles
from rehearsal.calendar import Calendar
from rehearsal.candidates import Desk
from rehearsal.cast import Cast, Staff
from rehearsal.courses import Candidate, Major, candidates
from rehearsal.doors import Doors, Stopwatch
from rehearsal.filing import Filer
from rehearsal.invariants import Facts, Finding, check
from rehearsal.officers import Officers
from rehearsal.people import Habit, Person, kinds, people
from rehearsal.phones import Post
from rehearsal.preparing import Preparations
from rehearsal.quiet import Quiet
from rehearsal.script import Script
from rehearsal.season import Filing, Registration, Review, Stage, form_of, sample_plan, unwanted, waves
from rehearsal.worlds import SERVICES, Row, World

OPENS = "window.registration-1.opens"
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
    facts: Facts = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    where: dict[str, float] = field(default_factory=dict)

    def kinds(self) -> dict[str, int]:
        """How many of each kind there were."""
        return kinds(self.people) | courses.kinds(self.candidates)


class Demo:
    """One play in one world. ``between`` is called between phases: the stack kills something there."""

    def __init__(
        self, world: World, script: Script, progress: Progress, *, between: Callable[[str], None] = lambda phase: None
    ) -> None:
        self.world, self.script, self.progress, self._between = world, script, progress, between
        self.watch = Stopwatch()
        self.doors = Doors(world.bases, self.watch)
        self.post = Post(world.var)
        self.cast = Cast(self.doors, self.post)
        self.quiet = Quiet(world, self.doors, season=script.season, intake=script.intake)
        everybody = people(script.candidates, seed=script.seed, colleges=script.source_colleges)
        self.played = Played(script, everybody, candidates(everybody, script.plan, seed=script.seed))
        self._prepare = Preparations(self.cast, script, self.quiet, self.watch, progress)

    def play(self, first_link: str) -> Played:
        """From the first officer's invitation to the last moment, then the facts."""
        started = time.perf_counter()
        try:
            stage = self._stage(self.prepare(first_link))
            self._register(stage)
            self._file(stage)
            self._phase("to-the-end", stage.calendar.to_the_end)
            self._phase("forgotten-passwords", lambda: self._forget(stage))
            self._phase("facts", self._check)
        finally:
            self.doors.close()
        self.played.seconds = round(time.perf_counter() - started, 1)
        return self.played

    def prepare(self, first_link: str) -> Staff:
        """Up to the moment before registration opens: staff have joined, the season is published, students imported."""
        staff: Staff = self._phase("staff", lambda: self._prepare.join(first_link))
        self._phase("season", lambda: self._prepare.publish(staff))
        self._phase("roster", lambda: self._prepare.import_students(staff, self.played.people))
        return staff

    def open_registration(self, staff: Staff) -> None:
        """On to the moment at which the first candidates may open accounts."""
        self._stage(staff).calendar.until(OPENS)

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

    def _register(self, stage: Stage) -> None:
        early, late = waves(self.played.people)
        self.registration = Registration(stage, {each.person.index: each for each in self.played.candidates})
        review = Review(stage)
        self._phase("registration-1", lambda: self.registration.wave(early, "registration-1"))
        self._phase("registration-2", lambda: self.registration.wave(late, "registration-2"))
        self.played.accounts = len(self.registration.accounts)
        self._phase("grades", lambda: self._prepare.import_grades(stage.staff, self.played.candidates))
        self._phase("withdrawals", self.registration.withdraw)
        self._phase("review", review.review)
        self._phase("corrections", self.registration.correct)
        self._phase("review-again", review.review)
        self._phase("confirmation", review.confirm)

    def _file(self, stage: Stage) -> None:
        plan = sample_plan(self.script, self.played.candidates)
        filers = {each.person.index: Filer(each, self.registration.accounts[each.person.index])
                  for each in self.played.candidates if each.proves}
        self._phase("plan", lambda: self._publish_plan(stage, plan))
        filing = Filing(stage, filers, form_of(self.script.plan.filings[0], avoiding=unwanted(plan)))
        self._phase("filing", lambda: filing.play("filing-first"))
        doors = doors_of(stage, plan, self.world)
        with listening(doors):
            self._admit(stage, Admission(stage, self.officers, doors), filing, unwanted(plan))

    def _publish_plan(self, stage: Stage, plan: Sequence[dict[str, Any]]) -> None:
        """Colleges write their profiles, officers sign them with the plan."""
        stage.calendar.until("window.confirmation.closes")
        self.officers = Officers(stage.staff.officers[0], stage.staff.officers[1], self.script.season)
        publish_profiles(stage)
        self.officers.publish_plan(plan)
        self.quiet.wait()

    def _admit(self, stage: Stage, admission: Admission, filing: Filing, avoiding: Major | None) -> None:
        *rounds, last = [each.no for each in self.script.plan.rounds]
        for no in rounds:
            self._phase(f"round-{no}", partial(admission.play, no))
        self.officers.publish_vacancies("渝教考函〔2024〕9号")
        self.quiet.wait()
        form = form_of(self.script.plan.filings[-1], avoiding=avoiding)
        self.played.filed_again = self._phase(
            "supplementary", lambda: filing.supplementary("filing-supplementary", form))
        self._phase(f"round-{last}", lambda: admission.play(last))
        self.played.happened = admission.happened

    def _forget(self, stage: Stage) -> None:
        """Last, so that the minute between two codes to one phone is over for most."""
        forgetful = [person for person in self.played.people if person.habit is Habit.FORGOT_PASSWORD]
        with stage.counting("找回密码", len(forgetful)) as done:
            for person in forgetful:
                stage.desk.reset_password(person)
                done()
        self.quiet.wait()

    def _check(self) -> None:
        task = self.progress.add_task("核对", total=len(SERVICES))

        def facts_of(service: str) -> Sequence[Row]:
            found = self.world.facts(service, self.script.season)
            self.progress.advance(task)
            return found

        with ThreadPoolExecutor(len(SERVICES)) as pool:
            facts = dict(zip(SERVICES, pool.map(facts_of, SERVICES), strict=True))
        self.played.facts = facts
        self.played.findings = check(facts)
        sms, email = self.post.everything()
        self.played.notices = {"sms": sms, "email": email}
        hashing = self.quiet.measures("registration").get("password_hash_seconds_sum", 0.0)
        self._keep_traces()
        seconds = self.watch.seconds | {"hashing": hashing}
        self.played.where = {name: round(seconds.get(name, 0.0), 1) for name in WHERE}

    def _keep_traces(self) -> None:
        """Measures and addresses as they were, beside the logs: so that they can be searched for people's numbers."""
        (self.world.var / "urls.txt").write_text("\n".join(sorted(self.doors.asked)))
        for service, bases in self.world.watched.items():
            told = "\n".join(self.doors.raw_at(base, "/metrics").text for base in bases)
            (self.world.var / f"{service}.metrics").write_text(told)
