"""``make run``: people play by hand and let the others act, up to the end of a season in which everything holds."""

import os
import pty
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import httpx
import pytest
from click.testing import CliRunner

from rehearsal.__main__ import main
from rehearsal.keyboard import Keyboard
from rehearsal.waiting import until
from tests.flows.by_hand import (
    BEGINS,
    FIRST_OFFICER,
    ROW,
    SCRIPT,
    ByHand,
    Person,
    by_hand,
    code_of,
    open_account,
    opened,
    running,
    told_to_phones,
)


@pytest.fixture
def keyboard() -> Iterator[tuple[int, int]]:
    """A terminal's two ends: where somebody types, and where a program reads."""
    typing, reading = pty.openpty()
    yield typing, reading
    os.close(typing)
    os.close(reading)


def test_the_printed_credentials_sign_in_a_code_reaches_the_terminal_and_it_ends_when_told(
    tmp_path: Path, keyboard: tuple[int, int]
) -> None:
    var, told = tmp_path / "var", tmp_path / "told"
    with running(var, told, keyboard[1]) as (doors, process):
        staff = {email: (password, code) for email, password, code in ROW.findall(told.read_text())}
        roles = {name.split("-")[0] for name in staff}
        assert {name.removesuffix("@rehearsal.example") for name in roles} == {
            "officer", "auditor", "operator", "registrar", "reviewer", "desk"}
        assert (var / "credentials.json").stat().st_mode & 0o777 == 0o600
        auditor = "auditor@rehearsal.example"
        staff[auditor] = (staff[auditor][0], code_of(auditor, var))  # as the command beside it says
        everybody = {email: Person(doors, email, *proof) for email, proof in staff.items()}
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
        os.write(keyboard[0], b"\n")
        until(lambda: len(ROW.findall(told.read_text())) == 2 * len(staff), what="the codes anew")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, told.read_text()
        with pytest.raises(httpx.TransportError):
            doors.raw_at(doors.bases["registration"], "/healthz")


def test_where_nobody_sits_at_a_keyboard_nothing_is_asked() -> None:
    reading, typing = os.pipe()
    asked: list[str] = []
    try:
        os.write(typing, b"\n")
        Keyboard(lambda: asked.append("codes"), reading).run(Event())
    finally:
        os.close(reading)
        os.close(typing)
    assert asked == []


def test_where_another_program_answers_it_says_so_in_one_line_and_touches_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "credentials.json"
    kept.write_text("of the rehearsal that runs there")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        said = CliRunner().invoke(main, ["run", "--season", SCRIPT.plan.code, "--bind", bind, "--var", str(tmp_path)])
    assert said.exit_code == 1
    assert said.output == f"Error: {bind} is in use: end the program that answers there, or choose another --bind\n"
    assert kept.exists()


@pytest.mark.sweep
def test_a_season_played_by_hand_and_by_the_others_comes_to_its_end(tmp_path: Path) -> None:
    with opened(tmp_path) as (run, driver, doors):
        person = ByHand(run, doors)
        clock = person.officer.clock()
        assert clock["now"] == BEGINS
        person.import_students()
        said = []
        while True:
            said.append(person.officer.let_play())
            assert driver.company.stage.faults == [], said
            assert person.officer.clock() == clock
            if clock["next"] is None:
                break
            person.officer.step()
            person.act(clock["next"]["name"])
            clock = person.officer.clock()
        assert said[0] == f"已办理：学籍导入 {len(SCRIPT.source_colleges) - 1}。"
        assert len(person.done) == len(("registered", "reviewed", "filed", "signed", "decided", "handed in"))
        assert person.standing() == ("eligible", 2)
        assert {each["account"]: each["reason"] for each in person.files("1") if each["account"] in person.decided} == (
            person.decided)
        assert person.revisions() == ["signed"] * person.returned
        run.demo.check()
    assert {name: found.faults for name, found in run.demo.played.findings.items() if not found.holds} == {}


@pytest.mark.parametrize("season", ["guizhou-2031", "/nowhere/own.yaml"])
def test_a_season_that_is_not_there_is_said_in_one_line_and_nothing_is_emptied(tmp_path: Path, season: str) -> None:
    kept = tmp_path / "credentials.json"
    kept.write_text("of an earlier rehearsal")
    said = CliRunner().invoke(main, ["demo", "--season", season, "--var", str(tmp_path)])
    assert said.exit_code == 2
    assert f"there is no {season if '/' in season else f'seasons/{season}.yaml'}; the house has " in said.output
    assert SCRIPT.plan.code in said.output
    assert kept.exists()
