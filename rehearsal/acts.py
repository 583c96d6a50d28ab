"""Everything that people of a rehearsal do, in one table: from which moment, until which, and what.

The demo goes through it in order and steps the clock to each act. Beside people who play by hand the clock stands, and
whatever of it is due now is done, by what is found.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from rehearsal import officers
from rehearsal.admitting import Admission
from rehearsal.browsing.people import Browsing
from rehearsal.courses import Candidate, Course
from rehearsal.officers import Officers
from rehearsal.people import Habit, Person
from rehearsal.preparing import Preparations
from rehearsal.publishing import Publication
from rehearsal.season import Filing, Registration, Review, form_of, sample_plan, unwanted, waves
from rehearsal.stage import Stage
from rehearsal.worlds import World

SECOND = timedelta(seconds=1)
FIRST, SECOND_WAVE, CONFIRMATION = "window.registration-1", "window.registration-2", "window.confirmation"
REVIEW, FILING, SUPPLEMENTARY = "window.review", "window.filing-first", "window.filing-supplementary"


@dataclass(frozen=True, kw_only=True)
class Act:
    """``phase``: under which name the demo counts it. ``at``: from which moment on (or ``before`` it); None: from the
    beginning. ``until``: the moment from which on it is too late. ``spare``: only where somebody left something undone,
    which nobody does in the demo."""

    phase: str
    do: Callable[[], object]
    at: str | None = None
    before: timedelta = timedelta(0)
    until: str | None = None
    spare: bool = False

    def comes(self, instants: Mapping[str, datetime]) -> datetime | None:
        """When."""
        return instants[self.at] - self.before if self.at else None

    def is_due(self, instants: Mapping[str, datetime], *, now: datetime, following: datetime | None) -> bool:
        """Whether it belongs to the time from ``now`` up to the ``following`` moment."""
        comes = self.comes(instants)
        has_come = comes is None or following is None or comes < following
        return has_come and (self.until is None or now < instants[self.until])


@dataclass
class Company:
    """All simulated people on one stage. ``kept``: the candidates whom somebody plays by hand. ``browsing``: who uses
    the portal's pages; None where everybody uses the API."""

    stage: Stage
    prepare: Preparations
    world: World
    people: Sequence[Person]
    candidates: Sequence[Candidate]
    kept: frozenset[int] = frozenset()
    kept_college: str | None = None
    browsing: Browsing | None = None
    reset: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        stage, plan, browsing = self.stage, self.stage.script.plan, self.browsing
        self.played = [person for person in self.people if person.index not in self.kept]
        self.registration = Registration(stage, {each.person.index: each for each in self.candidates}, browsing)
        self.majors = sample_plan(stage.script, self.candidates)
        once, again = (form_of(each, avoiding=unwanted(self.majors)) for each in (plan.filings[0], plan.filings[-1]))
        self.filing = Filing(stage, self.registration, once, again)
        first, second = stage.staff.officers
        signer = officers.Api(second) if browsing is None else browsing.officer(second)
        self.officers = Officers(first, signer, plan.code, {each.no: each.title for each in plan.rounds})
        self.admission = Admission(stage, self.officers, self.world, self.kept_college, browsing)
        self.review = Review(stage, browsing)

    def close(self) -> None:
        """The programs of colleges that have one end."""
        self.admission.programs.close()

    def acts(self) -> list[Act]:
        """The season in order."""
        return [*self._until_confirmed(), *self._until_filed(), *self._admitted(), *self._afterwards()]

    def _until_confirmed(self) -> Iterator[Act]:
        early, late = waves(self.played)
        wave, review = self.registration.wave, self.review.review
        yield Act(phase="roster", do=self._import_students, until="import.closes")
        yield Act(phase="registration-1", at=f"{FIRST}.opens", until=f"{FIRST}.closes",
                  do=partial(wave, early, "registration-1"))
        yield Act(phase="registration-2", at=f"{SECOND_WAVE}.opens", until=f"{SECOND_WAVE}.closes",
                  do=partial(wave, late, "registration-2"))
        until = f"{REVIEW}.closes"
        yield Act(phase="grades", at=f"{SECOND_WAVE}.opens", until=until, do=self._import_grades)
        yield Act(phase="withdrawals", at=f"{SECOND_WAVE}.opens", until=f"{SECOND_WAVE}.closes",
                  do=self.registration.withdraw)
        yield Act(phase="review", at=f"{REVIEW}.opens", until=until, do=review)
        yield Act(phase="corrections", at=f"{REVIEW}.opens", until=until, do=self.registration.correct)
        yield Act(phase="review-again", at=f"{REVIEW}.opens", until=until, do=review)
        yield Act(phase="confirmation", at=f"{CONFIRMATION}.opens", until=f"{CONFIRMATION}.closes",
                  do=self.review.confirm)

    def _until_filed(self) -> Iterator[Act]:
        closes, filing = f"{FILING}.closes", self.filing
        yield Act(phase="plan", at=f"{CONFIRMATION}.closes", until=closes, do=self._publish_plan)
        yield Act(phase="filing", at=f"{FILING}.opens", until=closes, do=partial(filing.most, "filing-first"))
        yield Act(phase="filing", at="reminder.filing-closing-24h", until=closes, do=filing.change)
        yield Act(phase="filing", at="reminder.filing-closing-2h", until=closes,
                  do=partial(filing.late, Course.LATE_FILER))
        yield Act(phase="filing", at=closes, before=SECOND, until=closes, do=partial(filing.late, Course.LAST_SECOND))
        yield Act(phase="filing", at=closes, until="round.1.down", do=filing.too_late)

    def _admitted(self) -> Iterator[Act]:
        *rounds, last = [each.no for each in self.stage.script.plan.rounds]
        before = f"{FILING}.closes"
        for no in rounds:
            late = no == rounds[0]  # in the first round some colleges let the deadline pass
            yield from self._round(no, signed=before, checked=f"round.{no}.return_by" if late else None)
            before = f"round.{no}.return_by" if late else f"round.{no}.down"
        yield Act(phase="supplementary", at=before, until=f"{SUPPLEMENTARY}.closes",
                  do=partial(self.admission.vacancies, "渝教考函〔2024〕9号"))
        yield Act(phase="supplementary", at=f"{SUPPLEMENTARY}.opens", until=f"{SUPPLEMENTARY}.closes",
                  do=self.filing.supplementary)
        yield from self._round(last, signed=f"{SUPPLEMENTARY}.closes", checked=None)

    def _round(self, no: str, *, signed: str, checked: str | None) -> Iterator[Act]:
        held = next(each for each in self.stage.script.plan.rounds if each.no == no)
        opens, closes, phase = f"round.{no}.down", f"round.{no}.return_by", f"round-{no}"
        if held.returns_from:
            opens = f"round.{no}.returns_from"
        does = self.admission
        yield Act(phase=phase, at=signed, do=partial(does.sign, no))
        yield Act(phase=phase, at=opens, until=closes, do=partial(does.returns, no))
        yield Act(phase=phase, at=closes, do=partial(does.deadline, no), spare=checked is None)
        yield Act(phase=phase, at=checked or opens, do=partial(does.check, no))

    def _afterwards(self) -> Iterator[Act]:
        last = self.stage.calendar.moments()[-1]["name"]
        yield Act(phase="to-the-end", at=last, do=lambda: None)
        yield Act(phase="forgotten-passwords", at=last, do=self._forget)

    def _import_students(self) -> None:
        self.prepare.import_students(self.stage, self.people)

    def _import_grades(self) -> None:
        self.prepare.import_grades(self.stage, self.candidates)

    def _publish_plan(self) -> None:
        publication = Publication(self.stage.script.plan, self.stage.staff.desks, self.officers)
        with self.stage.counting("公布招生计划", 1) as done:
            if publication.publish(self.majors):
                done()
        self.stage.quiet.wait()

    def _forget(self) -> None:
        """Last, so that the minute between two codes to one phone is over for most."""
        forgetful = [person for person in self.played if person.habit is Habit.FORGOT_PASSWORD
                     and person.index in self.registration.applicants and person.index not in self.reset]
        with self.stage.counting("找回密码", len(forgetful)) as done:
            for person in forgetful:
                self.stage.minded(person.name, partial(self.stage.desk.reset_password, person))
                self.reset.add(person.index)
                done()
        self.stage.quiet.wait()
