"""What a person can mend is one line and exit code 1, whichever command was typed."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from shared import codec
from shared.bus import Bus
from shared.cli import service_commands
from shared.config import Config
from shared.contracts.admission import SeasonPublished
from shared.db import service_metadata
from shared.kernel import wall_clock
from shared.season import signed
from shared.security.keyring import KeyRing
from shared.security.signing import SigningKey
from shared.service import House, Service, raise_house
from shared.testing.seasons import CODE, INTAKE, sample

Command = Callable[..., Result]
KEY = SigningKey.generate()
NEED_NO_TABLES = {("web",), ("worker",), ("migrate",), ("bus", "reroute"), ("keys", "prepare"), ("keys", "rotate")}


def build(config: Config, engine: Engine, bus: Bus) -> Service:
    house = House(name="notify", root=Path(__file__).parent, metadata=service_metadata())
    return raise_house(house, config, engine, bus)


COMMANDS = service_commands("notify", config=Config, build=build)


def leaves(group: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(group, click.Group):
        for name, inner in group.commands.items():
            yield from leaves(inner, (*words, name))
    else:
        yield words, group


def filled(command: click.Command, file: Path) -> Iterator[str]:
    """Something for every parameter that a command cannot do without."""
    for each in command.params:
        if each.required:
            if isinstance(each, click.Option):
                yield each.opts[0]
            yield _something(each.type, file)


def _something(kind: Any, file: Path) -> str:
    if isinstance(kind, click.Path):
        return str(file)
    return "registration" if isinstance(kind, click.Choice) else "1"


def season_file(folder: Path, document: dict[str, Any]) -> Path:
    file = folder / "season.signed.json"
    file.write_bytes(codec.encode(signed.signed(SeasonPublished(
        intake=INTAKE, season=CODE, season_version=1, rehearsal=True, document=document,
        officers=["officer-1", "officer-2"], signed_at=wall_clock(), signature="",
    ), KEY)))
    return file


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Any command, on a database that nobody has migrated."""
    monkeypatch.setenv("LONGMEN_NOTIFY_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("LONGMEN_NOTIFY_SEASON_KEY", KEY.public)
    KeyRing.read_or_create(tmp_path / "notify.keyring")
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    yield lambda *words: CliRunner().invoke(COMMANDS, list(words))
    root.setLevel(before[0])
    root.handlers[:] = before[1]


ASKING = {words: leaf for words, leaf in leaves(COMMANDS) if words not in NEED_NO_TABLES}


@pytest.mark.parametrize("words", sorted(ASKING), ids=" ".join)
def test_on_a_database_that_is_not_migrated(tmp_path: Path, command: Command, words: tuple[str, ...]) -> None:
    ran = command(*words, *filled(ASKING[words], season_file(tmp_path, sample().document())))
    assert isinstance(ran.exception, SystemExit), ran.exception
    assert ran.exit_code == 1
    assert ran.stderr == "Error: the database has not been migrated: run `python -m services.notify migrate` first\n"


def test_there_is_a_command_for_each_of_these() -> None:
    assert len(ASKING) >= 12
    assert {words for words, _ in leaves(COMMANDS)} >= NEED_NO_TABLES


@pytest.mark.parametrize("depth", [900, 5_000, 30_000])
def test_a_season_file_without_bottom(tmp_path: Path, command: Command, depth: int) -> None:
    file = tmp_path / "deep.json"
    whole = season_file(tmp_path, {"here": 1}).read_bytes()
    file.write_bytes(whole.replace(b'{"here":1}', b'{"a":' * depth + b"1" + b"}" * depth))
    ran = command("season", "apply", str(file))
    assert isinstance(ran.exception, SystemExit), ran.exception
    assert (ran.exit_code, len(ran.stderr.splitlines())) == (1, 1)
