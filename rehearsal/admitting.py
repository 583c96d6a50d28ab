"""Rounds: signed, sent down, decided by colleges in their own ways, checked and stamped."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rehearsal.colleges import Desk, Door, Mailbox, Rows, Task, decide
from rehearsal.linked import Linked
from rehearsal.officers import Officers
from rehearsal.season import Stage
from rehearsal.waiting import until
from rehearsal.worlds import World

BY_HAND = 5
"""Every so many colleges one works at the desk, file by file; the others' programs write letters."""
LATE, EXTENDED, SILENT = "late_college", "extension", "silent_college"
OVER_FULL = "over_full_return"
MOODS = (LATE, EXTENDED, SILENT)
"""What the first colleges with files in the first round do: return too late, ask for more time, return nothing."""
EXTENSION = timedelta(hours=10)


def doors_of(stage: Stage, plan: Sequence[Mapping[str, Any]], world: World) -> dict[str, Door]:
    """How each college speaks with the authority: some by hand, half by their own program where there is a broker."""
    found: dict[str, Door] = {}
    season = stage.script.season
    for place, (code, staff) in enumerate(sorted(stage.staff.desks.items())):
        seats = {(major["code"], category): number for major in plan if major["college"] == code
                 for category, number in major["seats"].items()}
        address = world.link(code) if place % 2 else None
        if address is not None:
            found[code] = Linked(code, season, world.var / "colleges" / code, address)
        elif place % BY_HAND == BY_HAND - 1:
            found[code] = Desk(code, season, staff, seats)
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


def publish_profiles(stage: Stage) -> None:
    """What each college says of itself before filing: charter, lowest tier, honours, test."""
    tiers = [each.code for each in stage.script.plan.award_tiers.items] if stage.script.plan.award_tiers else [None]
    for place, (code, staff) in enumerate(sorted(stage.staff.desks.items())):
        online = place % 2 == 0
        test = {
            "mode": "线上" if online else "线下", "at": f"4月{13 + place % 6}日9:00",
            "place": "会议号在学校招生网公布" if online else "学校综合楼一楼",
            "equipment": "电脑和手机双机位，网络通畅" if online else None,
        }
        staff[0].ask("PUT", "admission", f"/colleges/{code}/profile", json={
            "season": stage.script.season, "charter": f"https://college-{code}.example/charter",
            "min_tier": tiers[-1 - place % 2], "honours": ("priority", "bonus", "none")[place % 3], "test": test,
        })


@dataclass
class Admission:
    """The rounds of a season, played by all colleges."""

    stage: Stage
    officers: Officers
    doors: dict[str, Door]
    happened: Counter[str] = field(default_factory=Counter)

    def play(self, no: str) -> None:
        """One round from its dry run to its rolls."""
        calendar, quiet = self.stage.calendar, self.stage.quiet
        until(lambda: self._sealed(no), what=f"the seal of round {no} to be heard and to agree", every=0.1)
        self.officers.sign_round(no)
        calendar.until(f"round.{no}.down")
        tasks = {code: task for code, door in self.doors.items() if (task := door.fetch(no)).files}
        held = next(each for each in self.stage.script.plan.rounds if each.no == no)
        if held.returns_from:
            calendar.until(f"round.{no}.returns_from")
        moods = dict(zip(tasks, MOODS, strict=False)) if no == "1" else {}
        with self.stage.counting(f"录取 {held.title}", len(tasks)) as done:
            for code, task in tasks.items():
                if code not in moods:
                    self._return(no, code, task)
                done()
        if moods:
            self._deadline(no, tasks, moods)
        quiet.wait()
        self.officers.check(no)
        quiet.wait()

    def _sealed(self, no: str) -> bool:
        seal = self.officers.board(no)["seal"]
        return seal is not None and bool(seal["agrees"])

    def _deadline(self, no: str, tasks: Mapping[str, Task], moods: Mapping[str, str]) -> None:
        """The deadline passes; what comes late is held until officers say what becomes of it."""
        calendar = self.stage.calendar
        calendar.until(f"round.{no}.return_by")
        for code, mood in moods.items():
            self.happened[mood] += 1
            if mood == LATE:
                self._return(no, code, tasks[code], expect="held")
                self.officers.rule(no, code, "accept", number="渝教考函〔2024〕6号", reason="网络故障，已书面说明")
            elif mood == EXTENDED:
                until = calendar.instant(f"round.{no}.return_by") + EXTENSION
                self.officers.extend(no, code, until=until.isoformat(), number="渝教考函〔2024〕7号")
                self.stage.quiet.wait()
                self._return(no, code, tasks[code])
            else:
                reason = "逾期未返回，经多次联系无回复"
                self.officers.rule(no, code, "refuse", number="渝教考函〔2024〕8号", reason=reason)

    def _return(self, no: str, code: str, task: Task, *, expect: str = "signed") -> None:
        door, seed = self.doors[code], self.stage.script.seed
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
