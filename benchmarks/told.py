"""The events that benches send: told through an outbox, and taken out of it again as messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shared.bus import BusAway, Consumer, Message, Published, Taker
from shared.contracts.registration import AccountOpened
from shared.db import Database
from shared.kernel import new_id, wall_clock
from shared.outbox import Relay

AT_ONCE = 500


@dataclass
class Keeper:
    """A bus that is away and remembers what it was given."""

    kept: list[Message] = field(default_factory=list)

    def publish(self, messages: Sequence[Message]) -> Published:
        self.kept = list(messages)
        raise BusAway

    def attach(self, service: str, taker: Taker) -> Consumer:
        raise BusAway

    def close(self) -> None:
        return None


def tell(db: Database, count: int) -> None:
    """So many accounts opened, in the outbox and unsent."""
    for first in range(0, count, AT_ONCE):
        with db.begin(actor="bench") as tx:
            for index in range(first, min(first + AT_ONCE, count)):
                account = new_id()
                opened = AccountOpened(account=account, intake="bench-2024", candidate_number=f"24{index:08d}",
                                       source_college="S001", opened_at=tx.wall)
                tx.emit(opened, key=f"registration/account/{account}", intake="bench-2024")


def unsent(db: Database) -> list[Message]:
    """What the relay would send next, up to one batch."""
    keeper = Keeper()
    try:
        Relay(db, keeper).step()
    except BusAway:
        return keeper.kept
    return []


def messages_like(pattern: Sequence[Message], count: int) -> list[Message]:
    """So many messages of the same make, each with an id and a key of its own."""
    made = []
    for index in range(count):
        event_id = new_id()
        made.append(replace(pattern[index % len(pattern)], id=event_id, key=f"registration/account/{event_id}",
                            version=(1, index + 1), occurred_at=wall_clock()))
    return made
