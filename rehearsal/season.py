"""The season from the first registration to the last result, phase by phase, each through the doors of its owner."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, TypeVar

from rich.progress import Progress

from rehearsal.applying import Applicant
from rehearsal.calendar import Calendar
from rehearsal.candidates import Desk
from rehearsal.cast import Staff
from rehearsal.courses import Candidate, Course, Major, seats
from rehearsal.doors import Account, Stopwatch
from rehearsal.filing import Filer, Form
from rehearsal.people import Habit, Person
from rehearsal.quiet import Quiet
from rehearsal.reviewing import Reviewer, confirm
from rehearsal.script import Script
from shared.season import rules as seasons

AT_ONCE = 4
"""How many candidates are served at the same time: two cores have no more to give."""
SECOND = timedelta(seconds=1)

T = TypeVar("T")


@dataclass
class Stage:
    """What every phase needs: the script, the staff, the clock, and whoever looks on."""

    script: Script
    staff: Staff
    calendar: Calendar
    quiet: Quiet
    desk: Desk
    watch: Stopwatch
    progress: Progress
    between: Callable[[str], None]

    @contextmanager
    def counting(self, title: str, total: int) -> Iterator[Callable[[], None]]:
        """A bar of the progress on screen."""
        task = self.progress.add_task(title, total=total)
        yield lambda: self.progress.advance(task)

    def at_once(self, act: Callable[[T], object], each: Iterable[T]) -> None:
        """Do something for everybody, a few at a time; the first failure is raised."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(act, each))


@dataclass
class Registration:
    """Accounts and applications, in the waves in which people come."""

    stage: Stage
    candidates: dict[int, Candidate]
    accounts: dict[int, Account] = field(default_factory=dict)

    def wave(self, people: Sequence[Person], window: str) -> None:
        """Everybody who comes while this window is open."""
        self.stage.calendar.until(f"window.{window}.opens")
        owners = [person for person in people if person.habit is Habit.PLAIN] or people
        later = [person for person in people if person.habit is Habit.REUSED_PHONE]
        first = [person for person in people if person.habit is not Habit.REUSED_PHONE]
        half = count(1 - len(people) // 2)
        with self.stage.counting(f"开通账号并报名 {window}", len(people)) as done:

            def visit(person: Person) -> None:
                if next(half) == 0:
                    self.stage.between(f"{window}/half")
                self._visit(person, owners[person.index % len(owners)])
                done()

            with self.stage.watch.running("opening"):
                for group in (first, later):
                    self.stage.at_once(visit, group)
        self.stage.quiet.wait()

    def withdraw(self) -> None:
        """Some take their application back."""
        self.stage.at_once(lambda each: self._applicant(each).withdraw(), self._of(Course.WITHDRAWN))
        self.stage.quiet.wait()

    def correct(self) -> None:
        """Those to whom it was returned fill in what was missing."""
        self.stage.at_once(lambda each: self._applicant(each).correct(), self._of(Course.CORRECTED))
        self.stage.quiet.wait()

    def _visit(self, person: Person, classmate: Person) -> None:
        account = self.stage.desk.open_account(person, classmate)
        if account is not None:
            self.accounts[person.index] = account
            self._applicant(self.candidates[person.index]).hand_in()

    def _applicant(self, candidate: Candidate) -> Applicant:
        return Applicant(candidate, self.accounts[candidate.person.index])

    def _of(self, course: Course) -> list[Candidate]:
        return [each for each in self.candidates.values() if each.course is course]


@dataclass
class Review:
    """Source colleges first, authorities after them, as often as something is due."""

    stage: Stage

    def review(self) -> None:
        """Until nothing is due anywhere."""
        reviewers = [Reviewer(account, scope)
                     for scopes in (self.stage.staff.registrars, self.stage.staff.reviewers)
                     for scope, account in scopes.items()]
        with self.stage.counting("资格审查", 0) as done:
            while sum([reviewer.review(done) for reviewer in reviewers]):
                self.stage.quiet.wait()

    def confirm(self) -> None:
        """Every source college confirms its own."""
        self.stage.calendar.until("window.confirmation.opens")
        with self.stage.counting("院校确认", 0) as done:
            confirm(self.stage.staff.registrars.values(), done)
        self.stage.quiet.wait()


@dataclass
class Filing:
    """The first filing: most at once, some late, some twice, some in the last second, some too late."""

    stage: Stage
    filers: dict[int, Filer]
    form: Form

    def play(self, window: str) -> None:
        """From the opening to just after the close."""
        calendar = self.stage.calendar
        calendar.until(f"window.{window}.opens")
        late = (Course.NOT_FILED, Course.LATE_FILER, Course.LAST_SECOND)
        with self.stage.counting("志愿填报", len(self.filers)) as done:
            most = [each for each in self.filers.values() if each.candidate.course not in late]
            half = count(1 - len(most) // 2)

            def at_half() -> None:
                done()
                if next(half) == 0:
                    self.stage.between(f"{window}/half")

            self._file(most, at_half)
            calendar.until("reminder.filing-closing-24h")
            self._file(self._of(Course.CHANGED_CHOICE), done, again="changed")
            calendar.until("reminder.filing-closing-2h")
            self._file(self._of(Course.LATE_FILER), done)
            closes = calendar.instant(f"window.{window}.closes")
            calendar.to((closes - SECOND).isoformat())
            self._file(self._of(Course.LAST_SECOND), done)
        calendar.to(closes.isoformat())
        for each in self._of(Course.TOO_LATE):
            each.file_too_late(self.form.batch)
        self.stage.quiet.wait()

    def supplementary(self, window: str, form: Form) -> int:
        """Everybody to whom it is open files again; returns how many."""
        self.stage.calendar.until(f"window.{window}.opens")
        filers = [each for each in self.filers.values()
                  if each.candidate.course is not Course.NOT_FILED and each.may_file(form.batch)]
        with self.stage.counting("征集志愿填报", len(filers)) as done:

            def file(filer: Filer) -> None:
                filer.saved = {}
                filer.file(form, again=form.batch)
                done()

            self.stage.at_once(file, filers)
        self.stage.calendar.until(f"window.{window}.closes")
        return len(filers)

    def _of(self, course: Course) -> list[Filer]:
        return [each for each in self.filers.values() if each.candidate.course is course]

    def _file(self, filers: Sequence[Filer], done: Callable[[], None], *, again: str = "") -> None:
        def file(filer: Filer) -> None:
            if not again:
                filer.accept_terms()
            filer.file(self.form, again=again)
            done()

        self.stage.at_once(file, filers)


def waves(everybody: Sequence[Person]) -> tuple[list[Person], list[Person]]:
    """Who comes in the first registration window and who in the second; the forgetful come first of all."""
    forgetful = [person for person in everybody if person.habit is Habit.FORGOT_PASSWORD]
    others = [person for person in everybody if person.habit is not Habit.FORGOT_PASSWORD]
    early = [person for person in others if person.index % 2 == 0]
    return forgetful + early, [person for person in others if person.index % 2 == 1]


def sample_plan(script: Script, everybody: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Seats for 70 % of those who will be eligible."""
    eligible = Counter(each.category for each in everybody if each.proves)
    return seats(script.plan, {each.code: eligible[each.code] for each in script.plan.categories})


def form_of(filing: seasons.Filing, *, avoiding: Major | None = None) -> Form:
    """The form of a batch as the season has it."""
    return Form(batch=filing.batch, labels=filing.choices, majors=filing.majors_per_choice, avoiding=avoiding)


def unwanted(plan: Sequence[dict[str, Any]]) -> Major | None:
    """The last major with seats: nobody happens to want it."""
    seated = [major for major in plan if any(major["seats"].values())]
    return Major(college=str(seated[-1]["college"]), code=str(seated[-1]["code"])) if len(seated) > 1 else None
