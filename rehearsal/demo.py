"""The demo: a whole season played by simulated people, through public doors alone."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from rich.progress import Progress

from rehearsal.candidates import Desk
from rehearsal.cast import Cast, Staff
from rehearsal.doors import Account, Doors, Refused, Stopwatch
from rehearsal.invariants import Finding, check
from rehearsal.people import Habit, Person, kinds, people
from rehearsal.phones import Post
from rehearsal.quiet import Quiet
from rehearsal.roster import workbook
from rehearsal.waiting import until
from rehearsal.worlds import SERVICES, World
from shared.season import read

AT_ONCE = 4
"""How many candidates are served at the same time: two cores have no more to give."""


@dataclass(frozen=True, kw_only=True)
class Script:
    """What is played."""

    season: str
    source: bytes
    intake: str
    candidates: int
    seed: int
    source_colleges: Sequence[str]
    stops: str = ""
    """The clock stops at moments whose names begin so on its way to the end. Where a step costs seconds it stops at
    reminders alone, which must not come after their windows; services catch up on what lies between."""


@dataclass
class Played:
    """What came of it."""

    script: Script
    phases: list[str] = field(default_factory=list)
    accounts: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    where: dict[str, float] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)


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
        applicants = people(script.candidates, seed=script.seed, colleges=script.source_colleges)
        self.played = Played(script, people=applicants)

    def play(self, first_link: str) -> Played:
        """From the first officer's invitation to the last moment, then the facts."""
        started = time.perf_counter()
        try:
            staff = self.prepare(first_link)
            early, late = _waves(self.played.people)
            self._phase("registration-1", lambda: self._register(staff, early, "window.registration-1.opens"))
            self._phase("registration-2", lambda: self._register(staff, late, "window.registration-2.opens"))
            self._phase("to-the-end", lambda: self._to_the_end(staff))
            self._phase("forgotten-passwords", self._forget)
            self._phase("facts", self._check)
        finally:
            self.doors.close()
        self.played.seconds = round(time.perf_counter() - started, 1)
        return self.played

    def prepare(self, first_link: str) -> Staff:
        """Up to the moment before registration opens: staff have joined, the season is published, students imported."""
        staff: Staff = self._phase("staff", lambda: self._join(first_link))
        self._phase("season", lambda: self._publish(staff))
        self._phase("roster", lambda: self._import(staff))
        return staff

    def _phase(self, name: str, act: Callable[[], Any]) -> Any:
        found = act()
        self.played.phases.append(name)
        self._between(name)
        return found

    # -- staff and season -----------------------------------------------------------------------------------------

    def _join(self, first_link: str) -> Staff:
        task = self.progress.add_task("工作人员", total=3 + len(self.script.source_colleges))
        token = first_link.rstrip("/").rsplit("/", 1)[1]
        first = self.cast.join(token, email="officer-1@rehearsal.example")
        self.progress.advance(task)
        second = self.cast.invite(first, role="officer", name="officer-2")
        self.progress.advance(task)
        operator = self.cast.invite(first, role="operator", name="operator")
        self.progress.advance(task)
        registrars = {}
        for college in self.script.source_colleges:
            name = f"registrar-{college.lower()}"
            registrars[college] = self.cast.invite(first, role="source_college", name=name, scope=college)
            self.progress.advance(task)
        self.quiet.operator = operator
        return Staff([first, second], operator, registrars)

    def _publish(self, staff: Staff) -> None:
        task = self.progress.add_task("招生方案", total=3)
        first, second = staff.officers
        intake = {"code": self.script.intake, "title": f"{self.script.intake} 演练", "rehearsal": True}
        first.ask("POST", "admission", "/intakes", json=intake)
        draft = first.ask(
            "POST", "admission", "/seasons/drafts", params={"intake": self.script.intake}, content=self.script.source,
            headers={"Content-Type": "application/yaml"},
        ).json()
        self.progress.advance(task)
        for officer in (first, second):
            path = f"/seasons/drafts/{draft['id']}/signatures"
            officer.ask("POST", "admission", path, json={"digest": draft["digest"]})
        self.progress.advance(task)
        with self.watch.running("settling"):
            until(lambda: self._adopted(first), what="all services to adopt the season", every=0.1)
        self.progress.advance(task)

    def _adopted(self, officer: Account) -> bool:
        try:
            answer = officer.ask("GET", "admission", f"/seasons/{self.script.season}/adoptions").json()
        except Refused:
            return False
        return bool(answer["complete"])

    def _import(self, staff: Staff) -> None:
        task = self.progress.add_task("学籍导入", total=len(staff.registrars))
        for college, registrar in staff.registrars.items():
            students = [person for person in self.played.people if person.college == college]
            self._hand_in(registrar, workbook(students, spoiled=True), dry_run=True, expect_faults=True)
            self._hand_in(registrar, workbook(students), dry_run=True, expect_faults=False)
            self._hand_in(registrar, workbook(students), dry_run=False, expect_faults=False)
            self.progress.advance(task)

    def _hand_in(self, registrar: Account, content: bytes, *, dry_run: bool, expect_faults: bool) -> None:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        asked = registrar.ask(
            "POST", "registration", "/rosters", params={"dry_run": str(dry_run).lower()},
            files={"file": ("名单.xlsx", content, kind)},
        ).json()
        with self.watch.running("settling"):
            job = until(lambda: self._done(registrar, asked["id"]), what="a list to be checked", every=0.05)
        report = job["report"]
        if bool(report.get("faults", 1)) is not expect_faults:
            raise AssertionError(f"a list was {'accepted' if expect_faults else 'refused'}: {report}")

    @staticmethod
    def _done(registrar: Account, job_id: str) -> dict[str, Any] | None:
        job: dict[str, Any] = registrar.ask("GET", "registration", f"/jobs/{job_id}").json()
        return job if job["status"] in ("done", "failed") else None

    # -- candidates and moments -------------------------------------------------------------------------------------

    def _register(self, staff: Staff, wave: Sequence[Person], opens: str) -> None:
        self._step_until(staff, opens)
        task = self.progress.add_task(f"开通账号 {opens.split('.')[1]}", total=len(wave))
        desk = Desk(self.doors, self.post, self.script.intake, self.watch)
        owners = [person for person in wave if person.habit is Habit.PLAIN] or wave
        later = [person for person in wave if person.habit is Habit.REUSED_PHONE]
        first = [person for person in wave if person.habit is not Habit.REUSED_PHONE]

        half = count(1 - len(wave) // 2)

        def visit(person: Person) -> bool:
            if next(half) == 0:
                self._between(f"{opens.split('.')[1]}/half")
            number = desk.open_account(person, owners[person.index % len(owners)])
            self.progress.advance(task)
            return number is not None

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for group in (first, later):
                self.played.accounts += sum(pool.map(visit, group))
        self.quiet.wait()

    def _step_until(self, staff: Staff, moment: str) -> None:
        while True:
            clock = staff.officers[0].ask("GET", "admission", f"/intakes/{self.script.intake}/clock").json()
            reached = clock["next"]
            self._step(staff)
            if reached is None or reached["name"] == moment:
                return

    def _step(self, staff: Staff, to: str = "next") -> bool:
        try:
            clock = staff.officers[0].ask(
                "POST", "admission", f"/intakes/{self.script.intake}/clock", json={"step_to": to}
            ).json()
        except Refused as refused:
            if refused.code == "nothing_ahead":
                return False
            raise
        self.quiet.wait(clock=clock)
        return True

    def _to_the_end(self, staff: Staff) -> None:
        clock = staff.officers[0].ask("GET", "admission", f"/intakes/{self.script.intake}/clock").json()
        items = staff.officers[0].ask("GET", "admission", f"/seasons/{self.script.season}/moments").json()["items"]
        ahead = [item for item in items if item["instant"] > clock["now"]]
        chosen = {item["instant"] for item in ahead if item["name"].startswith(self.script.stops)}
        stops = sorted(chosen | {ahead[-1]["instant"]})
        task = self.progress.add_task("各节点", total=len(stops))
        for instant in stops:
            self._step(staff, instant)
            self.progress.advance(task)
        if self._step(staff):
            raise AssertionError("there was a moment after the last one")

    def _forget(self) -> None:
        """Last, so that the minute between two codes to one phone is over for most."""
        forgetful = [person for person in self.played.people if person.habit is Habit.FORGOT_PASSWORD]
        task = self.progress.add_task("找回密码", total=len(forgetful))
        desk = Desk(self.doors, self.post, self.script.intake, self.watch)
        for person in forgetful:
            desk.reset_password(person)
            self.progress.advance(task)
        self.quiet.wait()

    def _check(self) -> None:
        task = self.progress.add_task("核对", total=len(SERVICES))
        facts = {}
        for service in SERVICES:
            facts[service] = self.world.facts(service, self.script.season)
            self.progress.advance(task)
        self.played.findings = check(facts)
        sms, email = self.post.everything()
        self.played.notices = {"sms": sms, "email": email}
        hashing = self.quiet.measures("registration").get("password_hash_seconds_sum", 0.0)
        self._keep_traces()
        seconds = self.watch.seconds
        self.played.where = {
            "http": round(seconds["http"], 1), "hashing": round(hashing, 1), "settling": round(seconds["settling"], 1),
        }

    def _keep_traces(self) -> None:
        """Measures and addresses as they were, beside the logs: so that they can be searched for people's numbers."""
        (self.world.var / "urls.txt").write_text("\n".join(sorted(self.doors.asked)))
        for service, bases in self.world.watched.items():
            told = "\n".join(self.doors.raw_at(base, "/metrics").text for base in bases)
            (self.world.var / f"{service}.metrics").write_text(told)


def _waves(everybody: Sequence[Person]) -> tuple[list[Person], list[Person]]:
    """Who comes in the first registration window and who in the second; the forgetful come first of all."""
    forgetful = [person for person in everybody if person.habit is Habit.FORGOT_PASSWORD]
    others = [person for person in everybody if person.habit is not Habit.FORGOT_PASSWORD]
    early = [person for person in others if person.index % 2 == 0]
    return forgetful + early, [person for person in others if person.index % 2 == 1]


def read_script(path: Path, *, candidates: int, seed: int, stops: str = "") -> Script:
    """The script for a season file."""
    season = read(path)
    return Script(
        season=season.code, source=path.read_bytes(), intake=season.intake, candidates=candidates, seed=seed,
        source_colleges=[each.code for each in season.source_colleges.items], stops=stops,
    )


def kinds_of(played: Played) -> dict[str, int]:
    """How many people of each habit there were."""
    return kinds(played.people)
