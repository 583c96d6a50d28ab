"""``make run``: people play by hand and let the others act, up to the end of a season in which everything holds."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from rehearsal.applying import Applicant
from rehearsal.candidates import Desk
from rehearsal.courses import Candidate, candidates
from rehearsal.doors import Account, Doors, Refused, Stopwatch
from rehearsal.entrance import candidates_by_hand, read_credentials
from rehearsal.filing import Filer
from rehearsal.people import people
from rehearsal.phones import Post
from rehearsal.plays import Driver
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

    def __init__(self, doors: Doors, email: str, password: str, var: Path) -> None:
        self.doors, self.email, self.password, self.var = doors, email, password, var
        self.refused: list[str] = []
        entered = until(self._enter, what=f"a code of {email} that is good", seconds=90, every=1)
        self.account = Account.of(self.doors, entered)

    def _enter(self) -> Any:
        """None where a code is not good any more: nobody types it twice."""
        code = code_of(self.email, self.var)
        if code in self.refused:
            return None
        try:
            body = {"login": self.email, "password": self.password, "totp": code}
            return self.doors.ask("POST", "registration", "/sign-in", json=body).json()
        except Refused as refused:
            if refused.code != "sign_in_refused":
                raise
            self.refused.append(code)
            return None

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


def by_hand() -> list[Candidate]:
    """The candidates whom nobody simulates."""
    everybody = people(SCRIPT.candidates, seed=SCRIPT.seed, colleges=SCRIPT.source_colleges)
    return candidates_by_hand(candidates(everybody, SCRIPT.plan, seed=SCRIPT.seed), SCRIPT)


@contextmanager
def front(base: str) -> Iterator[Doors]:
    """The doors that people come to, each with a browser of their own."""
    doors = Doors(dict.fromkeys(SERVICES, base), Stopwatch())
    try:
        yield doors
    finally:
        doors.close()


@contextmanager
def running(var: Path, told: Path) -> Iterator[tuple[Doors, subprocess.Popen[bytes]]]:
    """`make run` where nobody sits at a keyboard."""
    bind = f"127.0.0.1:{free_ports(1)[0]}"
    command = [sys.executable, "-m", "rehearsal", "run", "--season", SEASON, "--candidates", str(SCRIPT.candidates),
               "--seed", str(SCRIPT.seed), "--var", str(var), "--bind", bind]
    with told.open("wb") as output:
        process = subprocess.Popen(command, cwd=HOUSE, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        until(lambda: "Ctrl-C" in told.read_text() or process.poll() is not None, what="the entrance", seconds=300)
        assert process.poll() is None, told.read_text()
        with front(f"http://{bind}") as doors:
            yield doors, process
    finally:
        process.terminate()
        process.wait()


def test_the_printed_credentials_sign_in_a_code_reaches_the_terminal_and_it_ends_when_told(tmp_path: Path) -> None:
    var, told = tmp_path / "var", tmp_path / "told"
    with running(var, told) as (doors, process):
        staff = {email: (password, code) for email, password, code in ROW.findall(told.read_text())}
        roles = {name.split("-")[0] for name in staff}
        assert {name.removesuffix("@rehearsal.example") for name in roles} == {
            "officer", "auditor", "operator", "registrar", "reviewer", "desk"}
        assert (var / "credentials.json").stat().st_mode & 0o777 == 0o600
        everybody = {email: Person(doors, email, password, var) for email, (password, _code) in staff.items()}
        assert {each.account.ask("GET", "registration", "/me").json()["role"] for each in everybody.values()} == {
            "officer", "auditor", "operator", "source_college", "reviewer", "admission_college"}
        officer = everybody[FIRST_OFFICER]
        assert officer.clock()["now"] == BEGINS
        assert "学籍导入" in officer.let_play()
        officer.step_to("window.registration-1.opens")
        account = open_account(doors, var)
        assert account.ask("GET", "registration", "/me").json()["role"] == "candidate"
        person = by_hand()[0].person
        until(lambda: person.phone in told_to_phones(told), what="the message on the terminal")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, told.read_text()
        with pytest.raises(httpx.TransportError):
            doors.raw_at(doors.bases["registration"], "/healthz")


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
    password = next(each.password for each in read_credentials(run.world.var) if each.email == email)
    return Person(doors, email, password, run.world.var)


class ByHand:
    """What a person does before the others act, at the moments that have come."""

    def __init__(self, run: Run, doors: Doors) -> None:
        self.run, self.candidate = run, by_hand()[0]
        self.officer = entering(run, doors, FIRST_OFFICER)
        self.desk = entering(run, doors, "desk-5001-1@rehearsal.example")
        self.account: Account | None = None
        self.done: list[str] = []
        self.decided: dict[str, str] = {}

    def act(self, moment: str) -> None:
        """What is to be done once this moment has come."""
        acts = {
            "window.registration-1.opens": self.register, "window.filing-first.opens": self.file,
            "window.filing-first.closes": self.sign, "round.1.down": self.decide,
        }
        if moment in acts:
            acts[moment]()
            self.done.append(moment)

    def register(self) -> None:
        self.account = open_account(self.officer.doors, self.run.world.var)
        Applicant(self.candidate, self.account).hand_in()

    def file(self) -> None:
        assert self.account is not None
        self.officer.let_play()  # the officers publish the plan, for which the time has come too
        assert Filer(self.candidate, self.account).come(form_of(SCRIPT.plan.filings[0]))

    def sign(self) -> None:
        """One officer signs the dry run; the others find it so."""
        rounds = f"/seasons/{SEASON}/rounds"

        def sealed() -> bool:
            seal = self.officer.ask("GET", rounds)["items"][0]["seal"]
            return bool(seal and seal["agrees"])

        until(sealed, what="the seal", seconds=60)
        proposed = self.officer.ask("POST", f"{rounds}/1/preview")
        self.officer.ask("POST", f"{rounds}/1/signatures", json={"digest": proposed["digest"]})

    def decide(self) -> None:
        """One file at the desk is decided by hand."""
        files = self.files()
        for line in files[:1]:
            path = f"/colleges/5001/rounds/1/files/{line['account']}/decision"
            self.desk.ask("PUT", path, params={"season": SEASON}, json={"admit": None, "reason": REASON},
                          headers={"If-Match": f'"{line["revision"]}"'})
            self.decided[line["account"]] = REASON

    def files(self) -> list[dict[str, Any]]:
        page = self.desk.ask("GET", "/colleges/5001/rounds/1/files", params={"season": SEASON})
        return [line["file"] for line in page["items"]]


@pytest.mark.sweep
def test_a_season_played_by_hand_and_by_the_others_comes_to_its_end(tmp_path: Path) -> None:
    with opened(tmp_path) as (run, driver, doors):
        person = ByHand(run, doors)
        clock = person.officer.clock()
        assert clock["now"] == BEGINS
        while True:
            said = person.officer.let_play()
            assert driver.company.stage.faults == [], said
            assert person.officer.clock() == clock
            if clock["next"] is None:
                break
            person.officer.step()
            person.act(clock["next"]["name"])
            clock = person.officer.clock()
        assert len(person.done) == len(("registered", "filed", "signed", "decided"))
        assert {each["account"]: each["reason"] for each in person.files() if each["account"] in person.decided} == (
            person.decided)
        run.demo.check()
    assert {name: found.faults for name, found in run.demo.played.findings.items() if not found.holds} == {}
