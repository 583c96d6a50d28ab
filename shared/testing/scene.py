"""Two services reduced to what the chassis promises about: one tells, one hears and writes down every effect."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Integer, String, Table, insert, select

from shared.back_off import BACK_OFF_LIMIT
from shared.bus import Bus, BusAway, Consumer, Message, Published, Taker
from shared.bus.local import LocalBus
from shared.contracts import Event
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.db import CHASSIS, OUTBOX, Database, DatabaseAway, Tx, open_engine, service_metadata
from shared.inbox import INBOX, Heard, Inbox, NotYet
from shared.kernel import wall_clock
from shared.outbox import Relay
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.testing import kept
from shared.testing.nodes.process import wait_for

NOON = datetime(2024, 4, 10, 12, tzinfo=UTC)
RING = KeyRing(1, {1: b"k" * 32}, b"i" * 32)
EFFECTS = Table(
    "effects",
    service_metadata(),
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("event_id", String(36), nullable=False),
    Column("what", String(200), nullable=False),
)


def open_database(url: str, service: str) -> Database:
    """A database with the chassis's tables and the effects' one; made where it is new."""
    engine = open_engine(url, durable=False, threads=4)
    if engine.dialect.name != "sqlite":
        CHASSIS.create_all(engine)
        EFFECTS.metadata.create_all(engine)
    elif not Path(engine.url.database or "").exists():
        shutil.copy(kept.tables(CHASSIS, EFFECTS.metadata), engine.url.database or "")
    return Database(engine, service=service, box=Box(RING, service))


class Listener:
    """The hearer's handlers: they write each effect down, fail when told to, and may lack what they need."""

    def __init__(self) -> None:
        self.failing: dict[str, int] = {}
        self.needs: dict[str, str] = {}

    @property
    def handlers(self) -> dict[type[Event], Callable[[Tx, Sequence[Heard[Any]]], None]]:
        return {AccountOpened: self.on_opened, ContactChanged: self.on_contact}

    def on_opened(self, tx: Tx, heard: Sequence[Heard[AccountOpened]]) -> None:
        for each in heard:
            number = each.event.candidate_number
            self._write(tx, each.id, number)
            if needed := self.needs.get(number):
                found = tx.conn.execute(select(EFFECTS.c.seq).where(EFFECTS.c.what == needed)).first()
                if found is None:
                    raise NotYet("registration/contact/" + needed.split("=")[0])
            if self.failing.get(number):
                self.failing[number] -= 1
                raise RuntimeError("the handler fails")

    def on_contact(self, tx: Tx, heard: Sequence[Heard[ContactChanged]]) -> None:
        for each in heard:
            self._write(tx, each.id, f"{each.event.account}={each.event.phone}")

    @staticmethod
    def _write(tx: Tx, event_id: str, what: str) -> None:
        tx.conn.execute(insert(EFFECTS), {"event_id": event_id, "what": what})


class _Keeper:
    """A bus that is away and remembers what it was given."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def publish(self, messages: Sequence[Message]) -> Published:
        self.messages = list(messages)
        raise BusAway

    def attach(self, service: str, taker: Taker) -> Consumer:
        raise BusAway

    def close(self) -> None:
        return None


class Scene:
    """A teller and a hearer on a bus."""

    def __init__(self, teller: Database, hearer: Database, *, bus: Bus, ears: Bus) -> None:
        self.teller, self.hearer, self.bus, self.ears = teller, hearer, bus, ears
        self.listener = Listener()
        self.inbox = Inbox(hearer, self.listener.handlers, attempts=3)
        self.ahead = timedelta(0)
        self.relay = Relay(teller, bus, refusals=3, clock=lambda: wall_clock() + self.ahead)
        self.ear: Consumer = ears.attach("notify", self.inbox)

    def tell_opened(self, account: str, number: str) -> str:
        """A fact."""
        with self.telling() as tell:
            return tell(account, number)

    @contextmanager
    def telling(self) -> Iterator[Callable[[str, str], str]]:
        """Tell facts in one transaction, committed at the end of the block."""
        with self.teller.begin(actor="test", now=NOON) as tx:
            yield lambda account, number: tx.emit(
                AccountOpened(account=account, intake="i", candidate_number=number, source_college="c", opened_at=NOON),
                key=f"registration/account/{account}",
            )

    def tell_contact(self, account: str, phone: str) -> str:
        """A state."""
        with self.teller.begin(actor="test", now=NOON) as tx:
            told = ContactChanged(account=account, intake="i", role="candidate", name="张三", phone=phone)
            return tx.emit(told, key=f"registration/contact/{account}")

    def unsent(self) -> list[Message]:
        """What the relay would send, for giving it to the inbox in another order."""
        kept = _Keeper()
        relay = Relay(self.teller, kept)
        try:
            relay.step()
        except BusAway:
            return kept.messages
        return []

    def send(self) -> None:
        """The relay until it has nothing to do."""
        while self.relay.step():
            pass

    def rest(self) -> None:
        """As if the relay had waited for as long as a refused row may rest."""
        self.ahead += BACK_OFF_LIMIT

    def settle(self) -> None:
        """Until all that was told has been sent and has a row at the hearer's."""
        wait_for(self._moved_all, seconds=30, what="everything told to be heard")

    def _moved_all(self) -> bool:
        try:
            self.send()
            self.ear.step(0.05)
        except (BusAway, DatabaseAway):
            return False
        with self.teller.read() as told, self.hearer.read() as heard:
            waiting = OUTBOX.c.sent_at.is_(None), OUTBOX.c.dead_at.is_(None)
            unsent = told.execute(select(OUTBOX.c.id).where(*waiting)).all()
            sent = set(told.execute(select(OUTBOX.c.event_id).where(OUTBOX.c.sent_at.is_not(None))).scalars())
            known = set(heard.execute(select(INBOX.c.event_id)).scalars())
        return not unsent and sent <= known

    def send_again(self, *event_ids: str) -> None:
        """As after a crash between the confirm and the mark."""
        with self.teller.begin() as tx:
            tx.conn.execute(OUTBOX.update().where(OUTBOX.c.event_id.in_(event_ids)).values(sent_at=None))

    def effects(self) -> list[str]:
        """Everything that took effect, in order."""
        with self.hearer.read() as conn:
            return list(conn.execute(select(EFFECTS.c.what).order_by(EFFECTS.c.seq)).scalars())

    def status(self, event_id: str) -> str:
        """Where a message stands at the hearer's."""
        with self.hearer.read() as conn:
            return str(conn.execute(select(INBOX.c.status).where(INBOX.c.event_id == event_id)).scalar_one())

    def retry_everything(self) -> None:
        """As if every rest were over."""
        self.inbox.retry_due(wall_clock().replace(year=2100))

    def close(self) -> None:
        self.ear.close()
        self.bus.close()
        self.ears.close()
        self.teller.engine.dispose()
        self.hearer.engine.dispose()


@contextmanager
def local_scene(folder: Path) -> Iterator[Scene]:
    """On SQLite files and the LocalBus."""
    bus = LocalBus()
    scene = Scene(
        open_database(f"sqlite:///{folder}/teller.db", "registration"),
        open_database(f"sqlite:///{folder}/hearer.db", "notify"), bus=bus, ears=bus,
    )
    try:
        yield scene
    finally:
        scene.close()
