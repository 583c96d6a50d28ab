"""The season up to the last choice: who registers, who reviews, who files; each acts on what is still due to them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from rehearsal import applying, filing, pressing
from rehearsal.applying import Applicant
from rehearsal.browsing.people import Browsing, Opened
from rehearsal.browsing.reviewing import Reviewer as ReviewerByPages
from rehearsal.courses import Candidate, Course, Major, seats
from rehearsal.doors import Account, Refused
from rehearsal.filing import Filer, Form
from rehearsal.people import Habit, Person
from rehearsal.reviewing import Reviewer, confirm, returned
from rehearsal.script import Script
from rehearsal.stage import Stage
from shared.season import rules as seasons

LATE = (Course.NOT_FILED, Course.LATE_FILER, Course.LAST_SECOND)
"""Who does not come when everybody does."""


@dataclass
class Registration:
    """Accounts and applications, in the waves in which people come."""

    stage: Stage
    candidates: dict[int, Candidate]
    browsing: Browsing | None = None
    applicants: dict[int, Applicant] = field(default_factory=dict)
    filers: dict[int, filing.Door] = field(default_factory=dict)
    visited: set[int] = field(default_factory=set)

    def wave(self, everybody: Sequence[Person], window: str) -> None:
        """Everybody who comes while this window is open, and has not come yet."""
        people = [person for person in everybody if person.index not in self.visited]
        if not people:
            return
        owners = [person for person in people if person.habit is Habit.PLAIN] or people
        later = [person for person in people if person.habit is Habit.REUSED_PHONE]
        first = [person for person in people if person.habit is not Habit.REUSED_PHONE]
        half = count(1 - len(people) // 2)
        with self.stage.counting("开通账号并报名", len(people)) as done:

            def visit(person: Person) -> None:
                if next(half) == 0:
                    self.stage.between(f"{window}/half")
                classmate = owners[person.index % len(owners)]
                self.stage.minded(person.name, lambda: self._visit(person, classmate, done))

            with self.stage.watch.running("opening"):
                for group in (first, later):
                    self.stage.at_once(visit, group)
        self.stage.quiet.wait()

    def withdraw(self) -> None:
        """Some take their application back."""
        leaving = [each for each in self.applicants.values()
                   if each.candidate.course is Course.WITHDRAWN and each.handed_in and not each.withdrawn]
        self._each("撤回报名", leaving, lambda each: each.withdraw())

    def correct(self) -> None:
        """Those to whom it was returned fill in what was missing."""
        numbers = returned(self.stage.staff.registrars.values())
        asked = [each for each in self.applicants.values() if each.number in numbers]
        self._each("补正报名", asked, lambda each: each.correct())

    def _each(self, title: str, applicants: Sequence[Applicant], act: Callable[[Applicant], object]) -> None:
        if not applicants:
            return
        with self.stage.counting(title, len(applicants)) as done:

            def acted(each: Applicant) -> None:
                act(each)
                done()

            self.stage.at_once(
                lambda each: self.stage.minded(each.candidate.person.name, lambda: acted(each)), applicants)
        self.stage.quiet.wait()

    def _visit(self, person: Person, classmate: Person, done: Callable[[], None]) -> None:
        applicant = self.applicants.get(person.index) or self._opened(person, classmate)
        if applicant is not None:
            applicant.hand_in()
        self.visited.add(person.index)
        done()

    def _opened(self, person: Person, classmate: Person) -> Applicant | None:
        """None for who gets no account, and for whose account somebody has opened by hand."""
        try:
            opened = self._open(person, classmate)
        except Refused as refused:
            if refused.code != "account_exists":
                raise
            opened = None
        if opened is None:
            return None
        self.filers[person.index] = opened.filing
        self.applicants[person.index] = Applicant(self.candidates[person.index], opened.applying, opened.number)
        return self.applicants[person.index]

    def _open(self, person: Person, classmate: Person) -> Opened | None:
        if self.browsing is not None and person.index in self.browsing.candidates:
            return self.browsing.open_account(person, self.stage.desk)
        account = self.stage.desk.open_account(person, classmate)
        if account is None:
            return None
        return Opened(account.number, applying.Api(account), pressing.Api(account, person.index))


@dataclass
class Review:
    """Source colleges first, authorities after them, as often as something is due."""

    stage: Stage
    browsing: Browsing | None = None

    def review(self) -> None:
        """Until nothing is due anywhere."""
        reviewers = [self._reviewer(account, scope)
                     for scopes in (self.stage.staff.registrars, self.stage.staff.reviewers)
                     for scope, account in scopes.items()]
        with self.stage.counting("资格审查", 0) as done:
            while sum(self.stage.at_once(
                    lambda each: self.stage.minded(each.scope, partial(each.review, done)) or 0, reviewers)):
                self.stage.quiet.wait()

    def _reviewer(self, account: Account, scope: str) -> Reviewer | ReviewerByPages:
        if self.browsing is not None and scope == self.browsing.registrar:
            return self.browsing.reviewer(account, scope)
        return Reviewer(account, scope)

    def confirm(self) -> None:
        """Every source college confirms its own."""
        with self.stage.counting("院校确认", 0) as done:
            self.stage.at_once(
                lambda each: self.stage.minded(each[0], partial(confirm, each[1], done)),
                self.stage.staff.registrars.items())
        self.stage.quiet.wait()


@dataclass
class Filing:
    """Two filings: most come at once, some late, twice, in the last second or too late; then for the places left."""

    stage: Stage
    registration: Registration
    form: Form
    again: Form
    filers: dict[int, Filer] = field(default_factory=dict)
    filed_again: set[int] = field(default_factory=set)

    def most(self, window: str) -> None:
        """Everybody who does not wait."""
        filers = [each for each in self._everybody() if each.candidate.course not in LATE and not each.saved]
        half = count(1 - len(filers) // 2)

        def at_half() -> None:
            if next(half) == 0:
                self.stage.between(f"{window}/half")

        self._file(filers, at_half=at_half)

    def change(self) -> None:
        """Some think again."""
        changing = [each for each in self._of(Course.CHANGED_CHOICE) if each.saved and not each.changed]
        self._file(changing, again="changed")

    def late(self, course: Course) -> None:
        """Who comes two hours before the close, or in its last second."""
        self._file([each for each in self._of(course) if not each.saved])

    def too_late(self) -> None:
        """After the close: refused, and what was saved stays."""
        for each in self._of(Course.TOO_LATE):
            if each.saved and not each.refused:
                self.stage.minded(each.name, partial(each.file_too_late, self.form.batch))
        self.stage.quiet.wait()

    def supplementary(self) -> None:
        """Everybody to whom it is open files again."""
        batch = self.again.batch
        waiting = [each for each in self._everybody() if each.candidate.person.index not in self.filed_again
                   and each.candidate.course is not Course.NOT_FILED]
        with self.stage.counting("征集志愿填报", len(waiting)) as done:

            def file(filer: Filer) -> None:
                if filer.door.is_admitted() or not filer.door.may_file(batch):
                    return
                filer.saved = {}
                filer.agree()  # who came too late for the first filing has not read them
                filer.file(self.again, again=batch)
                self.filed_again.add(filer.candidate.person.index)
                done()

            self.stage.at_once(lambda each: self.stage.minded(each.name, lambda: file(each)), waiting)
        self.stage.quiet.wait()

    def _everybody(self) -> list[Filer]:
        for index, applicant in self.registration.applicants.items():
            if applicant.handed_in and not applicant.withdrawn and index not in self.filers:
                self.filers[index] = Filer(applicant.candidate, self.registration.filers[index])
        return list(self.filers.values())

    def _of(self, course: Course) -> list[Filer]:
        return [each for each in self._everybody() if each.candidate.course is course]

    def _file(
        self, filers: Sequence[Filer], *, again: str = "", at_half: Callable[[], None] = lambda: None
    ) -> None:
        if not filers:
            return
        with self.stage.counting("志愿填报", len(filers)) as done:

            def file(filer: Filer) -> None:
                if filer.come(self.form, again=again):
                    done()
                at_half()

            self.stage.at_once(lambda each: self.stage.minded(each.name, lambda: file(each)), filers)
        self.stage.quiet.wait()  # else one's saves may be heard before and after the next step, and are told twice


def waves(everybody: Sequence[Person]) -> tuple[list[Person], list[Person]]:
    """Who comes in the first registration window, and who in the second: its own people, then whoever has not come yet.
    The forgetful come first of all."""
    forgetful = [person for person in everybody if person.habit is Habit.FORGOT_PASSWORD]
    others = [person for person in everybody if person.habit is not Habit.FORGOT_PASSWORD]
    early = forgetful + [person for person in others if person.index % 2 == 0]
    return early, [*(person for person in others if person.index % 2 == 1), *early]


def sample_plan(script: Script, everybody: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Seats for 70 % of those who will be eligible."""
    eligible = Counter(each.category for each in everybody if each.proves)
    return seats(script.plan, {each.code: eligible[each.code] for each in script.plan.categories})


def form_of(each: seasons.Filing, *, avoiding: Major | None = None) -> Form:
    """The form of a batch as the season has it."""
    return Form(batch=each.batch, labels=each.choices, majors=each.majors_per_choice, avoiding=avoiding)


def unwanted(plan: Sequence[dict[str, Any]]) -> Major | None:
    """The last major with seats: nobody happens to want it."""
    seated = [major for major in plan if any(major["seats"].values())]
    return Major(college=str(seated[-1]["college"]), code=str(seated[-1]["code"])) if len(seated) > 1 else None
