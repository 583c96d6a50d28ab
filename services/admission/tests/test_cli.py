"""The commands of admission's own: the signed season as a file, and the key that signs."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.admission.__main__ import commands
from services.admission.tests.desk import Desk, told_by
from shared.season import signed
from shared.security.signing import SigningKey
from shared.testing.seasons import CODE


def run(environ: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments), env=environ)


def environ(folder: Path, **settings: str) -> dict[str, str]:
    return {"LONGMEN_ADMISSION_VAR_DIR": str(folder), **{f"LONGMEN_ADMISSION_{k}": v for k, v in settings.items()}}


@pytest.fixture
def running(desk: Desk) -> dict[str, str]:
    """The settings of the admission that the desk talks to."""
    config = desk.home.services["admission"].config
    return environ(desk.home.folder, DATABASE_URL=config.database_url, SEASON_KEY=config.season_key)


def test_an_exported_season_is_what_was_signed(desk: Desk, running: dict[str, str]) -> None:
    desk.publish()
    ran = run(running, "season", "export", CODE)
    assert ran.exit_code == 0, ran.output
    told = told_by(ran.stdout_bytes)
    signed.check(told, desk.home.season_key.public)
    assert told.season_version == 1


def test_a_season_never_published_is_not_exported(running: dict[str, str]) -> None:
    ran = run(running, "season", "export", "unknown")
    assert (ran.exit_code, ran.stdout) == (1, "")


def test_the_common_commands_of_a_season_are_there_too(desk: Desk, running: dict[str, str]) -> None:
    desk.publish()
    assert run(running, "season", "list").stdout.split() == [CODE, "1", "rehearsal"]


def test_the_key_is_made_when_asked_and_its_public_half_shown(tmp_path: Path) -> None:
    made = run(environ(tmp_path), "season", "key", "--create")
    key = SigningKey.read(tmp_path / "season.key")
    assert made.stdout.strip() == key.public
    assert run(environ(tmp_path), "season", "key", "--create").stdout == made.stdout


def test_beside_a_broker_a_missing_key_is_an_error_and_not_a_new_key(tmp_path: Path) -> None:
    ran = run(environ(tmp_path, BUS_URL="amqp://broker"), "season", "key")
    assert ran.exit_code == 1
    assert "LONGMEN_ADMISSION_SEASON_SIGNING_KEY_FILE" in ran.output
    assert not (tmp_path / "season.key").exists()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    run(environ(tmp_path), "season", "key", "--create")
    (tmp_path / "season.key").chmod(0o644)
    assert run(environ(tmp_path), "season", "key").exit_code == 1


def test_a_key_whose_seasons_nobody_would_take_is_refused(tmp_path: Path) -> None:
    ran = run(environ(tmp_path, SEASON_KEY=SigningKey.generate().public), "season", "key", "--create")
    assert ran.exit_code == 1
    assert "LONGMEN_ADMISSION_SEASON_KEY" in ran.output


def test_processes_apart_do_not_set_a_clock_at_once(tmp_path: Path) -> None:
    ran = run(environ(tmp_path, BUS_URL="amqp://broker", CLOCK_LEAD_SECONDS="0.5"), "season", "key")
    assert ran.exit_code == 1
    assert "LONGMEN_ADMISSION_CLOCK_LEAD_SECONDS" in ran.output
