"""A rotation by commands, step by step, on a service that holds sealed events all the while."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from shared.bus import Bus
from shared.bus.local import LocalBus
from shared.cli import service_commands
from shared.config import Config
from shared.contracts.registration import CodeRequested
from shared.db import AUDIT, CHASSIS, OUTBOX, open_engine, service_metadata
from shared.kernel import wall_clock
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.service import House, Service, raise_house

Command = Callable[..., Result]


def build(config: Config, engine: Engine, bus: Bus) -> Service:
    house = House(name="registration", root=Path(__file__).parent, metadata=service_metadata())
    return raise_house(house, config, engine, bus)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/registration.db")
    CHASSIS.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    monkeypatch.setenv("LONGMEN_REGISTRATION_VAR_DIR", str(tmp_path))
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    group = service_commands("registration", config=Config, build=build)
    yield lambda *words: CliRunner().invoke(group, ["keys", *words])
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def test_a_rotation_from_first_step_to_last(tmp_path: Path, engine: Engine, command: Command) -> None:
    path = tmp_path / "registration.keyring"
    KeyRing.read_or_create(path)
    tell(tmp_path, engine, "first")

    refused = command("rotate")
    assert (refused.exit_code, "no key is prepared" in refused.output) == (1, True)
    assert command("prepare").exit_code == 0
    tell(tmp_path, engine, "second")
    assert command("rotate").exit_code == 0
    tell(tmp_path, engine, "third")
    assert command("show").output == "1\t-\t2\n2\tcurrent\t1\n"

    refused = command("drop", "1")
    assert (refused.exit_code, "2 values are still sealed" in refused.output) == (1, True)
    assert command("reseal").output == "2 values sealed again\n"
    assert command("drop", "2").exit_code == 1
    assert command("drop", "1").exit_code == 0
    assert command("show").output == "2\tcurrent\t3\n"

    box = Box(KeyRing.read(path), "registration")
    with engine.connect() as conn:
        rows = conn.execute(OUTBOX.select().order_by(OUTBOX.c.id)).all()
        told = [box.open(row.body, table="outbox", column="body", row=row.event_id) for row in rows]
        assert conn.execute(AUDIT.select()).one().action == "keys.reseal"
    assert [word in body for word, body in zip((b"first", b"second", b"third"), told, strict=True)] == [True] * 3


def test_a_ring_that_others_can_read_stops_the_command_with_one_line(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "registration.keyring"
    KeyRing.generate().write(path)
    path.chmod(0o644)
    refused = command("prepare")
    assert refused.exit_code == 1
    assert refused.output.startswith(f"Error: {path}: its mode is 0644")


def tell(tmp_path: Path, engine: Engine, code: str) -> None:
    config = Config(service="registration", keyring_file=tmp_path / "registration.keyring")
    service = build(config, engine, LocalBus())
    with service.db.begin() as tx:
        tx.emit(CodeRequested(code_id=code, intake="x", purpose="open_account", phone="13800138000", code=code,
                              expires_at=wall_clock()), key=f"registration/code/{code}")
