"""What an operator sees of a message that took no effect, and how a restored service is told again what it lost."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, delete, select

from shared import audit
from shared.bus import Bus, Message
from shared.cli import service_commands
from shared.config import Config
from shared.contracts import Event
from shared.contracts.registration import CodeRequested, ContactChanged
from shared.db import AUDIT, CHASSIS, OUTBOX, Tx, open_engine, service_metadata
from shared.inbox import HEARD, INBOX, Heard
from shared.kernel import wall_clock
from shared.service import House, Service, raise_house
from shared.testing.scene import EFFECTS, NOON, Scene, local_scene

Command = Callable[..., Result]
PHONE = "13800138000"
BODY = b'{"account":"a","intake":"i","role":"candidate","name":"\xe5\xbc\xa0\xe4\xb8\x89","phone":"13800138000"}'


def fails(tx: Tx, heard: Sequence[Heard[Any]]) -> None:
    raise RuntimeError(f"no template for {PHONE}")


def builder(hears: dict[type[Event], Any]) -> Callable[[Config, Engine, Bus], Service]:
    def build(config: Config, engine: Engine, bus: Bus) -> Service:
        house = House(name=config.service, root=Path(__file__).parent, metadata=service_metadata(), subscriptions=hears)
        return raise_house(house, config, engine, bus)

    return build


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Command]]:
    """``command(service)(words…)``, on ``<service>.db`` in the test's folder."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers))

    def of(name: str, **settings: str) -> Command:
        for setting, value in {"VAR_DIR": str(tmp_path), **settings}.items():
            monkeypatch.setenv(f"LONGMEN_{name.upper()}_{setting}", value)
        group = service_commands(name, config=Config, build=builder({ContactChanged: fails}))
        return lambda *words: CliRunner().invoke(group, list(words))

    yield of
    root.setLevel(before[0])
    root.handlers[:] = before[1]


@pytest.fixture
def notify(tmp_path: Path) -> Iterator[Service]:
    """A hearer in which two messages of a key stand still, and one has a body of nobody's."""
    engine = open_engine(f"sqlite:///{tmp_path}/notify.db")
    CHASSIS.create_all(engine)
    config = Config(service="notify", keyring_file=tmp_path / "notify.keyring")
    service = builder({ContactChanged: fails})(config, engine, NoBus())
    service.inbox.take([message("m1", BODY, 1)])
    service.inbox.take([message("m2", BODY, 2)])
    service.inbox.take([message("m3", b'{"account":7,"phone":"13800138000"}', 3)])
    yield service
    engine.dispose()


class NoBus:
    """Nothing comes and nothing goes."""

    def publish(self, messages: Sequence[Message]) -> Any:
        raise AssertionError

    def attach(self, service: str, taker: Any) -> Any:
        return None

    def close(self) -> None:
        return None


def message(event_id: str, body: bytes, n: int) -> Message:
    return Message(id=event_id, name=ContactChanged.NAME, publisher="registration", key="registration/contact/a",
                   version=(1, n), occurred_at=NOON, body=body)


def looked(service: Service) -> list[str]:
    with service.db.read() as conn:
        return [row.action for row in audit.of_subject(conn, "event/m1")]


def test_a_message_is_shown_with_what_is_wrong_and_nobodys_phone(notify: Service, command: Any) -> None:
    shown = command("notify")("inbox", "show", "m1")
    assert shown.exit_code == 0, shown.output
    told = dict(line.split(":", 1) for line in shown.stdout.splitlines())
    said = {name: value.strip() for name, value in told.items()}
    assert (said["status"], said["attempts"], said["kind"], said["version"]) == ("failed", "1", "state", "1.1")
    assert said["error"].startswith("RuntimeError: no template for 138")
    assert said["happened"] == "2024-04-10T20:00:00+08:00", "on the clock that the operator reads"
    assert said["behind it"] == "2"
    assert PHONE not in shown.output
    assert looked(notify) == []


def test_its_content_is_opened_only_when_asked_covered_and_written_down(notify: Service, command: Any) -> None:
    shown = command("notify")("inbox", "show", "m1", "--content")
    assert shown.exit_code == 0, shown.output
    assert '"role": "candidate"' in shown.stdout
    assert '"phone": "***"' in shown.stdout
    assert '"name": "***"' in shown.stdout
    assert PHONE not in shown.output
    assert "张三" not in shown.output
    assert looked(notify) == ["inbox.show"]


def test_of_content_that_fits_no_contract_only_the_shape_is_shown(notify: Service, command: Any) -> None:
    shown = command("notify")("inbox", "show", "m3", "--content")
    assert shown.exit_code == 0, shown.output
    assert '"account": "int"' in shown.stdout
    assert PHONE not in shown.output


@pytest.mark.parametrize("number", ["", "  ", "\u3000", "42", "no. 7\nand more", "七" * 61])
def test_a_message_is_not_given_up_without_an_order_that_can_be_found_again(
    notify: Service, command: Any, number: str
) -> None:
    ran = command("notify")("inbox", "discard", "m1", "--order-number", number)
    assert (ran.exit_code, ran.stdout) == ((0, "discarded\n") if number == "42" else (2, ""))
    assert looked(notify) == (["inbox.discard"] if number == "42" else [])


def test_an_unknown_message_is_an_error(notify: Service, command: Any) -> None:
    assert command("notify")("inbox", "show", "m9").exit_code == 1
    assert command("notify")("inbox", "show").exit_code == 2


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Scene]:
    """A teller whose events were all sent, and a hearer in which all took effect."""
    with local_scene(tmp_path) as scene:
        for number in range(6):
            scene.tell_opened(f"a{number % 2}", str(number))
        scene.tell_contact("a0", "7")
        scene.settle()
        yield scene


def restore_to_nothing(scene: Scene) -> None:
    """As from a backup of the time before the first event."""
    with scene.hearer.begin() as tx:
        for table in (INBOX, HEARD, EFFECTS):
            tx.conn.execute(delete(table))


def registration(command: Any, scene: Scene) -> Command:
    of: Command = command("registration", DATABASE_URL=str(scene.teller.engine.url))
    return of


def test_a_restored_hearer_is_told_again_in_order(told: Scene, command: Any) -> None:
    before = told.effects()
    restore_to_nothing(told)
    ran = registration(command, told)("outbox", "replay", "--to", "notify")
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("7 to be told again to notify, 0 erased")
    assert "7 of 7" in ran.stderr
    told.settle()
    assert told.effects() == before


def test_to_a_hearer_that_lost_nothing_it_is_nothing(told: Scene, command: Any) -> None:
    before = told.effects()
    assert registration(command, told)("outbox", "replay", "--to", "notify").exit_code == 0
    told.settle()
    assert told.effects() == before


def test_only_what_was_told_since_is_told_again(told: Scene, command: Any) -> None:
    since = (wall_clock() + timedelta(hours=8, minutes=1)).strftime("%Y-%m-%dT%H:%M:%S")
    ran = registration(command, told)("outbox", "replay", "--to", "notify", "--since", since)
    assert (ran.exit_code, ran.stdout.split(" ")[0]) == (0, "0")


def test_what_opens_something_is_counted_and_not_told_again(told: Scene, command: Any) -> None:
    code = CodeRequested(code_id="c", intake="i", purpose="open_account", phone=PHONE, code="123456",
                         expires_at=wall_clock())
    with told.teller.begin() as tx:
        tx.emit(code, key="registration/code/c")
    told.send()
    ran = registration(command, told)("outbox", "replay", "--to", "notify")
    assert ran.stdout.startswith("7 to be told again to notify, 1 erased")
    with told.teller.read() as conn:
        unsent = conn.execute(select(OUTBOX.c.name).where(OUTBOX.c.sent_at.is_(None))).scalars().all()
        assert CodeRequested.NAME not in unsent
        assert len(unsent) == 7
        assert conn.execute(select(AUDIT.c.action)).scalars().all()[-1] == "outbox.replay"


def test_a_service_that_is_none_is_wrong_usage(told: Scene, command: Any) -> None:
    assert registration(command, told)("outbox", "replay", "--to", "nobody").exit_code == 2


def test_beside_a_broker_it_must_be_asked_who_hears_what(told: Scene, command: Any) -> None:
    url = str(told.teller.engine.url)
    ran = command("registration", DATABASE_URL=url, BUS_URL="amqp://broker")("outbox", "replay", "--to", "notify")
    assert ran.exit_code == 1
    assert "BUS_ADMIN_URL" in ran.output
