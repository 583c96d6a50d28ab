"""Rounds: signed, sent down, decided by colleges in their own ways, checked and stamped."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from rehearsal.browsing.people import Browsing
from rehearsal.colleges import Door, Mailbox, Rows, decide
from rehearsal.desk import Desk
from rehearsal.linked import Linked
from rehearsal.officers import Officers
from rehearsal.stage import Stage
from rehearsal.waiting import until
from rehearsal.worlds import World

BY_HAND = 5
"""Every so many colleges one works at the desk, file by file; the others' programs write letters."""
LATE, EXTENDED, SILENT = "late_college", "extension", "silent_college"
OVER_FULL = "over_full_return"
MOODS = (LATE, EXTENDED, SILENT)
"""What the first colleges with files in the first round do: return too late, ask for more time, return nothing."""
EXTENSION = timedelta(hours=10)


def has_program(place: int) -> bool:
    """Whether the college at this place, in the order of their codes, has a program where there is a broker."""
    return bool(place % 2)


def doors_of(stage: Stage, world: World, *, kept: str | None = None) -> dict[str, Door]:
    """How each college speaks with the authority: some by hand, half by their own program where there is a broker.
    ``kept``: the college at whose desk somebody may sit; the others' acts are on top of theirs."""
    found: dict[str, Door] = {}
    season = stage.script.season
    for place, (code, staff) in enumerate(sorted(stage.staff.desks.items())):
        address = world.link(code) if has_program(place) else None
        if code == kept or (address is None and place % BY_HAND == BY_HAND - 1):
            found[code] = Desk(code, stage.script.plan, staff)
        elif address is not None:
            found[code] = Linked(code, season, world.var / "colleges" / code, address)
        else:
            found[code] = Mailbox(code, season, staff)
    return found


@contextmanager
def listening(doors: Mapping[str, Door]) -> Iterator[None]:
    """The programs of the colleges that have one run while the rounds do."""
    linked = [door for door in doors.values() if isinstance(door, Linked)]
    try:
        for door in linked:
            door.listen()
        yield
    finally:
        for door in linked:
            door.end()


@dataclass
class Admission:
    """The rounds of a season as all colleges play them, each act on what it finds. ``kept``: see :func:`doors_of`.
    ``by_pages``: the one college that works at the portal's pages, once it is known which."""

    stage: Stage
    officers: Officers
    world: World
    kept: str | None = None
    browsing: Browsing | None = None
    by_pages: str | None = None
    happened: Counter[str] = field(default_factory=Counter)
    moods: dict[str, str] = field(default_factory=dict)
    doors: dict[str, Door] = field(default_factory=dict)
    programs: ExitStack = field(default_factory=ExitStack)

    def sign(self, no: str) -> None:
        """Two officers read the dry run and sign it, once the round before has come to its end."""
        if not self.doors:
            self.doors = doors_of(self.stage, self.world, kept=self.kept)
            self.programs.enter_context(listening(self.doors))
        every = self.officers.rounds()
        place = next(at for at, each in enumerate(every) if each["no"] == no)
        standing = every[place]["preview"]
        waits = place > 0 and every[place - 1]["closed_at"] is None
        signed = every[place]["dispatched_at"] or (standing and standing["status"] == "signed")
        if waits or signed or not self._is_held(no):
            return
        until(lambda: self._sealed(no), what=f"the seal of round {no} to be heard and to agree", every=0.1)
        with self.stage.counting("签批下发名单", 1) as done:
            self.officers.sign_round(no)
            done()

    def returns(self, no: str) -> None:
        """Colleges return their results in time, but for those who are of another mood."""
        due = self._due(no)
        if no == self.stage.script.plan.rounds[0].no and not self.moods:
            self.moods = dict(zip([code for code in due if code != self.kept], MOODS, strict=False))
        punctual = [code for code in due if code not in self.moods]
        with self.stage.counting(f"录取 {self._title(no)}", len(punctual)) as done:
            for code in punctual:
                self.stage.minded(code, partial(self._return, no, code))
                done()
        self.stage.quiet.wait()

    def deadline(self, no: str) -> None:
        """It has passed; what comes late is held until officers say what becomes of it."""
        for code in self._due(no):
            self.stage.minded(code, partial(self._overdue, no, code, self.moods.pop(code, LATE)))
        for row in self.officers.board(no)["colleges"]:
            if row["held"]:
                self.stage.minded(row["college"], partial(self._accept, no, row["college"]))
        self.stage.quiet.wait()

    def check(self, no: str) -> None:
        """The provincial check of what was returned, unless the round has come to its end."""
        standing = self.officers.board(no)
        if standing["dispatched_at"] is None or standing["closed_at"] is not None:
            return
        with self.stage.counting("录检签批", 1) as done:
            self.officers.check(no)
            done()
        self.stage.quiet.wait()

    def vacancies(self, number: str) -> None:
        """The seats that are left, once the rounds before have come to their end."""
        before = [each for each in self.officers.rounds() if each["no"] != self.stage.script.plan.rounds[-1].no]
        if any(each["closed_at"] is None for each in before) or self.officers.published("vacancies"):
            return
        with self.stage.counting("公布缺额计划", 1) as done:
            self.officers.publish_vacancies(number)
            done()
        self.stage.quiet.wait()

    def _is_held(self, no: str) -> bool:
        """Whether there is such a round: the supplementary one is held if its vacancies say so."""
        supplementary = self.stage.script.plan.supplementary
        if supplementary is None or supplementary.round != no:
            return True
        announced = self.officers.published("vacancies")
        return announced is not None and bool(announced["held"])

    def _due(self, no: str) -> list[str]:
        """The colleges that have not returned every file."""
        return [row["college"] for row in self.officers.board(no)["colleges"] if row["missing"]]

    def _title(self, no: str) -> str:
        return next(each.title for each in self.stage.script.plan.rounds if each.no == no)

    def _sealed(self, no: str) -> bool:
        seal = self.officers.board(no)["seal"]
        return seal is not None and bool(seal["agrees"])

    def _overdue(self, no: str, code: str, mood: str) -> None:
        self.happened[mood] += 1
        calendar = self.stage.calendar
        extended = calendar.instant(f"round.{no}.return_by") + EXTENSION
        if mood == EXTENDED and calendar.now() < extended.isoformat():
            self.officers.extend(no, code, until=extended.isoformat(), number="渝教考函〔2024〕7号")
            self.stage.quiet.wait()
            self._return(no, code)
        elif mood == SILENT:
            reason = "逾期未返回，经多次联系无回复"
            self.officers.rule(no, code, "refuse", number="渝教考函〔2024〕8号", reason=reason)
        else:
            self._return(no, code, expect="held")
            self._accept(no, code)

    def _door(self, code: str) -> Door:
        """The first college that returns anything, has no program and is nobody's by hand does it at the pages: so
        there is one in every play, and the same one whatever it is played on."""
        order = sorted(self.stage.staff.desks)
        may = code != self.kept and not has_program(order.index(code))
        if self.browsing is not None and self.by_pages is None and may:
            self.by_pages = code
            self.doors[code] = self.browsing.college(code, self.stage.staff.desks[code])
        return self.doors[code]

    def _accept(self, no: str, code: str) -> None:
        self.officers.rule(no, code, "accept", number="渝教考函〔2024〕6号", reason="网络故障，已书面说明")

    def _return(self, no: str, code: str, *, expect: str = "signed") -> None:
        door, seed = self._door(code), self.stage.script.seed
        task = door.fetch(no)
        careless = decide(task, code, seed=seed, seats=False)
        rows = decide(task, code, seed=seed)
        if not self.happened[OVER_FULL] and expect == "signed" and _admitted(careless) > _admitted(rows):
            self.happened[OVER_FULL] += 1
            receipt = door.submit(no, careless)
            if not any(each["code"] == "over_seats" for each in receipt["errors"]):
                raise AssertionError(f"{code} admitted more than it has seats, and was not told")
        door.submit(no, rows)
        standing = door.sign(no)
        if standing != expect:
            raise AssertionError(f"the return of {code} in round {no} is {standing}, expected {expect}")


def _admitted(rows: Rows) -> int:
    return sum(bool(row["admit"]) for row in rows)
