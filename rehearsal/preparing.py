"""What must stand before the first candidate comes: staff, the signed season, the colleges' students and grades."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from rich.progress import Progress

from rehearsal.cast import Cast, Guest, Staff
from rehearsal.courses import Candidate
from rehearsal.doors import Account, Refused, Stopwatch
from rehearsal.people import Person
from rehearsal.quiet import Quiet
from rehearsal.reviewing import items
from rehearsal.roster import enrolled, grades, workbook
from rehearsal.script import Script
from rehearsal.stage import Stage
from rehearsal.waiting import until

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Preparations:
    """Staff join, officers sign and publish, source colleges import."""

    def __init__(
        self, cast: Cast, script: Script, quiet: Quiet, watch: Stopwatch, progress: Progress
    ) -> None:
        self._cast, self._script, self._quiet = cast, script, quiet
        self._watch, self._progress = watch, progress
        self._graded: set[str] = set()

    def join(self, first_link: str, *, guests: Sequence[Guest] = ()) -> Staff:
        """Everybody by invitation: the first officer by the command's link, all others invited by that officer."""
        season = self._script.plan
        total = 3 + len(guests) + len(season.source_colleges.items) + len(season.reviewers)
        total += 2 * len(season.colleges.items)
        task = self._progress.add_task("工作人员", total=total)
        token = first_link.rstrip("/").rsplit("/", 1)[1]
        first = self._cast.join(token, email="officer-1@rehearsal.example")
        self._progress.advance(task)
        second = self._cast.invite(first, role="officer", name="officer-2")
        self._progress.advance(task)
        operator = self._cast.invite(first, role="operator", name="operator")
        self._progress.advance(task)
        for guest in guests:
            self._cast.invite(first, role=guest.role, name=guest.name, scope=guest.scope)
            self._progress.advance(task)
        registrars = {}
        for college in self._script.source_colleges:
            name = f"registrar-{college.lower()}"
            registrars[college] = self._cast.invite(first, role="source_college", name=name, scope=college)
            self._progress.advance(task)
        reviewers = {}
        for each in season.reviewers:
            name = f"reviewer-{each.code.replace('_', '-')}"
            reviewers[each.code] = self._cast.invite(first, role="reviewer", name=name, scope=each.code)
            self._progress.advance(task)
        desks = {}
        for code in (college.code for college in season.colleges.items):
            desks[code] = [
                self._cast.invite(first, role="admission_college", name=f"desk-{code}-{n}", scope=code) for n in (1, 2)
            ]
            self._progress.advance(task, 2)
        self._quiet.operator = operator
        return Staff([first, second], operator, registrars, reviewers, desks)

    def publish(self, staff: Staff) -> None:
        """Two officers sign the season as it is in its file; every service takes it."""
        task = self._progress.add_task("招生方案", total=3)
        first, second = staff.officers
        plan = self._script.plan
        title = f"{plan.province}{plan.year}年普通高校专升本招生（演练）"
        intake = {"code": self._script.intake, "title": title, "rehearsal": True}
        first.ask("POST", "admission", "/intakes", json=intake)
        draft = first.ask(
            "POST", "admission", "/seasons/drafts", params={"intake": self._script.intake}, content=self._script.source,
            headers={"Content-Type": "application/yaml"},
        ).json()
        self._progress.advance(task)
        for officer in (first, second):
            path = f"/seasons/drafts/{draft['id']}/signatures"
            officer.ask("POST", "admission", path, json={"digest": draft["digest"]})
        self._progress.advance(task)
        with self._watch.running("settling"):
            until(lambda: self._adopted(first), what="all services to adopt the season", every=0.1)
        self._progress.advance(task)

    def _adopted(self, officer: Account) -> bool:
        try:
            answer = officer.ask("GET", "admission", f"/seasons/{self._script.season}/adoptions").json()
        except Refused:
            return False
        return bool(answer["complete"]) and self._quiet.everywhere()

    def import_students(self, stage: Stage, everybody: Sequence[Person]) -> None:
        """Each college's list, unless it is there: with the mistakes that colleges make, then checked, then kept."""
        with stage.counting("学籍导入", len(stage.staff.registrars)) as done:
            for college, registrar in stage.staff.registrars.items():
                students = [person for person in everybody if person.college == college]
                if stage.minded(college, partial(self._import, registrar, students)):
                    done()

    def import_grades(self, stage: Stage, everybody: Sequence[Candidate]) -> None:
        """Each college's grades and conduct."""
        waiting = {college: registrar for college, registrar in stage.staff.registrars.items()
                   if college not in self._graded}
        with stage.counting("成绩导入", len(waiting)) as done:
            for college, registrar in waiting.items():
                students = [each for each in everybody if each.person.college == college]
                if students:
                    stage.minded(college, partial(self._hand_in, registrar, "/grades", grades(students), faulty=False))
                self._graded.add(college)
                done()

    def _import(self, registrar: Account, students: Sequence[Person]) -> bool:
        known = sum(1 for _ in items(registrar, "registration", "/student-records"))
        if known >= len(enrolled(students)):
            return False
        self._hand_in(registrar, "/rosters", workbook(students, spoiled=True), dry_run=True, faulty=True)
        self._hand_in(registrar, "/rosters", workbook(students), dry_run=True, faulty=False)
        self._hand_in(registrar, "/rosters", workbook(students), faulty=False)
        return True

    def _hand_in(self, registrar: Account, path: str, content: bytes, *, faulty: bool, dry_run: bool = False) -> None:
        asked = registrar.ask(
            "POST", "registration", path, params={"dry_run": str(dry_run).lower()},
            files={"file": ("名单.xlsx", content, SHEET)},
        ).json()
        with self._watch.running("settling"):
            job = until(lambda: self._done(registrar, asked["id"]), what="a list to be checked", every=0.05)
        report = job["report"]
        if bool(report.get("faults", 1)) is not faulty:
            raise AssertionError(f"a list was {'accepted' if faulty else 'refused'}: {report}")

    @staticmethod
    def _done(registrar: Account, job_id: str) -> dict[str, Any] | None:
        job: dict[str, Any] = registrar.ask("GET", "registration", f"/jobs/{job_id}").json()
        return job if job["status"] in ("done", "failed") else None
