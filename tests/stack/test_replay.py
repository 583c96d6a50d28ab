"""A restored service is told again, on real servers, what the broker says that it hears."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, delete, select

from shared.bus import Bus
from shared.cli import service_commands
from shared.config import Config
from shared.contracts.registration import SessionRevoked
from shared.db import OUTBOX, service_metadata
from shared.inbox import HEARD, INBOX
from shared.kernel import wall_clock
from shared.service import House, Service, raise_house
from shared.testing.nodes import wait_for
from shared.testing.scene import EFFECTS
from tests.stack.wire import Wire, in_order, tell_many


def build(config: Config, engine: Engine, bus: Bus) -> Service:
    return raise_house(House(name="registration", root=Path(__file__).parent, metadata=service_metadata()), config,
                       engine, bus)


@pytest.fixture
def root_logger() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]


@pytest.mark.usefixtures("root_logger")
def test_a_restored_service_is_told_again_what_it_hears_and_nothing_else(wire: Wire, tmp_path: Path) -> None:
    scene = wire.scene
    told = tell_many(scene, 60)
    scene.settle()
    unheard = SessionRevoked(session="s", until=wall_clock())
    with scene.teller.begin() as tx:
        tx.emit(unheard, key="registration/session/s")  # notify's queues are not bound to it here
    scene.send()
    with scene.hearer.begin() as tx:
        for table in (INBOX, HEARD, EFFECTS):
            tx.conn.execute(delete(table))
    settings = {"DATABASE_URL": wire.teller_database, "BUS_URL": wire.teller_bus, "BUS_ADMIN_URL": wire.admin_url,
                "VAR_DIR": str(tmp_path)}
    commands = service_commands("registration", config=Config, build=build)
    ran = CliRunner().invoke(commands, ["outbox", "replay", "--to", "notify"],
                             env={f"LONGMEN_REGISTRATION_{name}": value for name, value in settings.items()})
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("60 to be told again")
    with scene.teller.read() as conn:
        assert SessionRevoked.NAME not in conn.execute(
            select(OUTBOX.c.name).where(OUTBOX.c.sent_at.is_(None))).scalars().all()
    scene.send()
    wait_for(lambda: (scene.ear.step(0.1), in_order(scene, told))[1], what="everything to take effect again, in order")
