"""Who uses the portal's pages: some candidates, a source college's reviewer, an admitting college, an officer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from rehearsal import applying, filing
from rehearsal.browsing.applying import Pages as ApplicationPages
from rehearsal.browsing.desk import Desk
from rehearsal.browsing.filing import Pages as FilingPages
from rehearsal.browsing.officers import Officer
from rehearsal.browsing.opening import ABLE, Opening, sign_in
from rehearsal.browsing.reviewing import Reviewer
from rehearsal.browsing.window import FormRefused, Window, Windows
from rehearsal.candidates import Desk as Counter
from rehearsal.cast import Cast, Credentials
from rehearsal.courses import Candidate, Course
from rehearsal.doors import Account
from rehearsal.invariants.pages import MANY, OF_FEW
from rehearsal.people import Person
from rehearsal.script import Script
from shared.season import Season

MOST, ONE_OF = 12, 5
"""How many candidates of many, and every which of few."""
COURSES = (Course.STEADY, Course.CORRECTED, Course.CHANGED_CHOICE, Course.LAST_SECOND, Course.LATE_FILER,
           Course.ONE_CHOICE, Course.WITHDRAWN, Course.BAD_CLAIM)
"""Whose way leads over the most pages first. TOO_LATE is not among them: after the close a page holds no form."""
TRIES = 3


@dataclass(frozen=True)
class Opened:
    """A candidate's account, and the doors by which its owner comes."""

    number: str
    applying: applying.Door
    filing: filing.Door


@dataclass(frozen=True)
class Browsing:
    """Those people, and their windows. ``registrar``: the source college whose reviewer is one of them; ``staff``: the
    windows of those who have an office, by their sign-in names."""

    windows: Windows
    cast: Cast
    season: Season
    candidates: frozenset[int]
    registrar: str
    staff: dict[str, Window] = field(default_factory=dict)

    @classmethod
    def of(cls, windows: Windows, cast: Cast, script: Script, everybody: Sequence[Candidate]) -> "Browsing":
        """Those whom the seed makes so."""
        candidates = chosen(everybody, MOST if script.candidates >= MANY else max(OF_FEW, script.candidates // ONE_OF))
        return cls(windows, cast, script.plan, candidates, registrar(everybody, script.source_colleges))

    def open_account(self, person: Person, counter: Counter) -> Opened:
        """The way to the account, and the doors behind it, in one window."""
        window = self.windows.open("candidate", str(person.index), sign_in(person))
        number = Opening(window, person, counter).open_account()
        return Opened(number, ApplicationPages(window, self.season), FilingPages(window, self.season))

    def reviewer(self, account: Account, scope: str) -> Reviewer:
        return Reviewer(self._window(account), scope, self.season)

    def college(self, code: str, staff: Sequence[Account]) -> Desk:
        return Desk(code, self.season, [self._window(each) for each in staff])

    def officer(self, account: Account) -> Officer:
        return Officer(self._window(account))

    def _window(self, account: Account) -> Window:
        own = self.cast.of(account)
        if own.email not in self.staff:
            self.staff[own.email] = self.windows.open(own.role, own.scope or own.email, _enter(own))
        return self.staff[own.email]


def chosen(everybody: Sequence[Candidate], count: int) -> frozenset[int]:
    """So many candidates, of each course in turn."""
    able = [each for each in everybody if each.person.habit in ABLE]
    by_course = [[each.person.index for each in able if each.course is course] for course in COURSES]
    found = [index for turn in zip_longest(*by_course) for index in turn if index is not None]
    return frozenset(found[:count])


def registrar(everybody: Sequence[Candidate], colleges: Sequence[str]) -> str:
    """The source college that has somebody's claim to return; the first one is a person's who plays by hand."""
    asked = [each.person.college for each in everybody if each.course is Course.CORRECTED]
    return next((each for each in (*asked, *colleges) if each != colleges[0]), colleges[0])


def _enter(own: Credentials) -> Callable[[Window], None]:
    """How somebody of the staff signs in. A code that a person used meanwhile, who plays the same part by hand, is
    refused: then the next one."""

    def enter(window: Window) -> None:
        for last in (*[False] * (TRIES - 1), True):
            try:
                window.send(window.page.form("password"), login=own.email, password=own.password, totp=own.spend())
            except FormRefused:
                if last:
                    raise
            else:
                return

    return enter
