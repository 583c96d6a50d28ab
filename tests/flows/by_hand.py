"""People who play a rehearsal by hand, with what `make run` has printed for them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from rehearsal import applying, pressing
from rehearsal.applying import Applicant
from rehearsal.candidates import Desk
from rehearsal.courses import Candidate, Course, candidates
from rehearsal.doors import Account, Doors, Stopwatch
from rehearsal.entrance import candidates_by_hand, read_credentials
from rehearsal.filing import Filer
from rehearsal.people import people
from rehearsal.phones import Post
from rehearsal.plays import Driver
from rehearsal.preparing import SHEET
from rehearsal.reviewing import items
from rehearsal.run import Run
from rehearsal.script import read_script
from rehearsal.season import form_of
from rehearsal.waiting import until
from rehearsal.worlds import SERVICES, Embedded, serving
from shared.testing.nodes.process import free_ports

HOUSE = Path(__file__).parents[2]
SEASON = "chongqing-2024-exempt"
SCRIPT = read_script(HOUSE / "seasons" / f"{SEASON}.yaml", candidates=20, seed=11)
INTAKE = f"/intakes/{SCRIPT.intake}"
FIRST_OFFICER = "officer-1@rehearsal.example"
ROW = re.compile(r"│ *(\S+@rehearsal\.example) *│ *(\S+) *│ *(\d{6}) *│")
REASON = "由本人退档"
BEGINS = "2024-01-09T16:00:00+08:00"


class Person:
    """Somebody of the staff who plays by hand: what they type is what was printed."""

    def __init__(self, doors: Doors, email: str, password: str, code: str) -> None:
        self.doors = doors
        body = {"login": email, "password": password, "totp": code}
        self.account = Account.of(doors, doors.ask("POST", "registration", "/sign-in", json=body).json())

    def ask(self, method: str, path: str, **options: Any) -> Any:
        return self.account.ask(method, "admission", path, **options).json()

    def clock(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"{INTAKE}/clock")
        return found

    def step(self) -> None:
        """To the next moment, until every service has heard of it."""
        now = self.ask("POST", f"{INTAKE}/clock", json={"step_to": "next"})["now"]
        until(lambda: all(self._copy(service)["now"] >= now for service in SERVICES), what="the clocks")

    def _copy(self, service: str) -> dict[str, Any]:
        found: dict[str, Any] = self.doors.ask("GET", service, f"/season/{SEASON}").json()
        return found

    def step_to(self, moment: str) -> None:
        """Next moment after next moment."""
        while self.clock()["next"]["name"] != moment:
            self.step()
        self.step()

    def let_play(self) -> str:
        """Ask that the others act; what they did."""
        asked = self.ask("POST", f"{INTAKE}/plays")["id"]

        def answered() -> str | None:
            items = self.ask("GET", f"{INTAKE}/plays")["items"]
            return next((each["summary"] for each in items if each["id"] == asked), None)

        return until(answered, what="the others to have acted", seconds=300, every=0.2)


def code_of(email: str, var: Path) -> str:
    """What the command beside the rehearsal says."""
    command = [sys.executable, "-m", "rehearsal", "code", email, "--var", str(var)]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout.strip()


def everybody() -> list[Candidate]:
    """All candidates of the rehearsal."""
    known = people(SCRIPT.candidates, seed=SCRIPT.seed, colleges=SCRIPT.source_colleges)
    return candidates(known, SCRIPT.plan, seed=SCRIPT.seed)


def by_hand() -> list[Candidate]:
    """Those whom nobody simulates."""
    return candidates_by_hand(everybody(), SCRIPT)


@contextmanager
def front(base: str) -> Iterator[Doors]:
    """The doors that people come to, each with a browser of their own."""
    doors = Doors(dict.fromkeys(SERVICES, base), Stopwatch())
    try:
        yield doors
    finally:
        doors.close()


@contextmanager
def running(var: Path, told: Path, keys: int) -> Iterator[tuple[Doors, subprocess.Popen[bytes]]]:
    """`make run` with this keyboard, and its terminal in a file."""
    bind = f"127.0.0.1:{free_ports(1)[0]}"
    command = [sys.executable, "-m", "rehearsal", "run", "--season", SEASON, "--candidates", str(SCRIPT.candidates),
               "--seed", str(SCRIPT.seed), "--var", str(var), "--bind", bind]
    with told.open("wb") as output:
        process = subprocess.Popen(command, cwd=HOUSE, stdin=keys, stdout=output, stderr=output)
    try:
        until(lambda: "Ctrl-C" in told.read_text() or process.poll() is not None, what="the entrance", seconds=300)
        assert process.poll() is None, told.read_text()
        with front(f"http://{bind}") as doors:
            yield doors, process
    finally:
        process.terminate()
        process.wait()


def told_to_phones(told: Path) -> str:
    """The messages on the terminal."""
    return "\n".join(line for line in told.read_text().splitlines() if "短信 →" in line and re.search(r"\d{6}", line))


def open_account(doors: Doors, var: Path) -> Account:
    """The first of the candidates who wait opens the account by hand, with the code that was sent."""
    person = by_hand()[0].person
    account = Desk(doors, Post(var), SCRIPT.intake, Stopwatch()).open_account(person, person)
    assert account is not None
    return account


@contextmanager
def opened(var: Path) -> Iterator[tuple[Run, Driver, Doors]]:
    """The same in this process, so that one can look at what the others met."""
    world = Embedded(var, f"http://127.0.0.1:{free_ports(1)[0]}")
    world.command("registration", "migrate")
    link = world.command("registration", "staff", "invite", "--role", "officer", "--email", FIRST_OFFICER)
    run = Run(world, SCRIPT, Console(file=StringIO(), width=120))
    with serving(world):
        run.open(link.strip())
        with run.playing() as driver, front(world.base) as doors:
            yield run, driver, doors


def entering(run: Run, doors: Doors, email: str) -> Person:
    own = next(each for each in read_credentials(run.world.var) if each.email == email)
    return Person(doors, email, own.password, own.code())


class ByHand:
    """What people do by hand before the others act, at the moments that have come."""

    def __init__(self, run: Run, doors: Doors) -> None:
        self.run, self.candidate = run, by_hand()[0]
        self.officer = entering(run, doors, FIRST_OFFICER)
        self.registrar = entering(run, doors, "registrar-s01-2@rehearsal.example")
        self.desk = entering(run, doors, "desk-5001-1@rehearsal.example")
        self.account: Account | None = None
        self.done: list[str] = []
        self.reviewed = ""
        self.decided: dict[str, str] = {}
        self.returned = False

    def act(self, moment: str) -> None:
        """What is to be done once this moment has come."""
        acts = {
            "window.registration-1.opens": self.register, "window.registration-2.opens": self.review,
            "window.filing-first.opens": self.file, "window.filing-first.closes": self.sign,
            "round.1.down": self.decide, "round.2.down": self.hand_in,
        }
        if moment in acts:
            acts[moment]()
            self.done.append(moment)

    def import_students(self) -> None:
        """The list of one's own college."""
        content = (self.run.papers / "学籍信息-S01.xlsx").read_bytes()
        asked = self.registrar.account.ask("POST", "registration", "/rosters", params={"dry_run": "false"},
                                           files={"file": ("名单.xlsx", content, SHEET)}).json()

        def done() -> bool:
            job = self.registrar.account.ask("GET", "registration", f"/jobs/{asked['id']}").json()
            return bool(job["status"] == "done")

        until(done, what="the list to be imported")

    def register(self) -> None:
        """An account, opened with the code that was sent, and an application."""
        self.account = open_account(self.officer.doors, self.run.world.var)
        Applicant(self.candidate, applying.Api(self.account)).hand_in()

    def review(self) -> None:
        """A steady candidate's case is returned to be corrected, though nothing is missing."""
        steady = {each.person.name for each in everybody() if each.course is Course.STEADY} - {
            self.candidate.person.name}
        row = next(row for row in items(self.registrar.account, "review", "/cases", status="open")
                   if row["stage"] and row["name"] in steady)
        path = f"/cases/{row['account']}"
        case = self.registrar.account.ask("GET", "review", path)
        said = {"stage": row["stage"], "revision": row["revision"], "decision": "correction", "reason": REASON}
        self.registrar.account.ask("POST", "review", f"{path}/decisions", json=said,
                                   headers={"If-Match": case.headers["ETag"]})
        self.reviewed = row["account"]

    def standing(self) -> tuple[str, int]:
        """What became of the case that was returned by hand, and how often it was handed in."""
        case = self.registrar.account.ask("GET", "review", f"/cases/{self.reviewed}").json()
        return case["status"], case["revision"]

    def file(self) -> None:
        """The candidate's own choices."""
        assert self.account is not None
        door = pressing.Api(self.account, self.candidate.person.index)
        assert Filer(self.candidate, door).come(form_of(SCRIPT.plan.filings[0]))

    def sign(self) -> None:
        """One officer signs the dry run; the others find it so."""
        rounds = f"/seasons/{SEASON}/rounds"

        def sealed() -> bool:
            seal = self.officer.ask("GET", rounds)["items"][0]["seal"]
            return bool(seal and seal["agrees"])

        until(sealed, what="the seal")
        proposed = self.officer.ask("POST", f"{rounds}/1/preview")
        self.officer.ask("POST", f"{rounds}/1/signatures", json={"digest": proposed["digest"]})

    def decide(self) -> None:
        """One file at the desk is decided by hand; the others come after it."""
        for line in self.files("1")[:1]:
            self._return(line, "1")
            self.decided[line["account"]] = REASON

    def hand_in(self) -> None:
        """The whole round at the desk, but for the second signature."""
        files = self.files("2")
        for line in files:
            self._return(line, "2")
        if files:
            path = "/colleges/5001/rounds/2/returns"
            made = self.desk.ask("POST", path, params={"season": SEASON})
            self.desk.ask("POST", f"{path}/{made['revision']}/signatures", params={"season": SEASON},
                          json={"digest": made["digest"]})
        self.returned = bool(files)

    def files(self, no: str) -> list[dict[str, Any]]:
        """What lies on the desk."""
        page = self.desk.ask("GET", f"/colleges/5001/rounds/{no}/files", params={"season": SEASON})
        return [line["file"] for line in page["items"]]

    def revisions(self) -> list[str]:
        """Where the returns of the second round stand."""
        page = self.desk.ask("GET", "/colleges/5001/rounds/2/returns", params={"season": SEASON})
        return [each["standing"] for each in page["items"]]

    def _return(self, line: dict[str, Any], no: str) -> None:
        path = f"/colleges/5001/rounds/{no}/files/{line['account']}/decision"
        self.desk.ask("PUT", path, params={"season": SEASON}, json={"admit": None, "reason": REASON},
                      headers={"If-Match": f'"{line["revision"]}"'})
