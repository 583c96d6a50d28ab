"""The bus of one process: a message is delivered by handing it to each hearer's inbox, and then it is confirmed.

No write transaction is held on two databases at once: the relay reads its rows and lets go, each inbox
commits by itself, and only then the rows are marked sent. A process killed in between delivers again, and
the inbox makes the second time nothing.
"""

from collections.abc import Sequence

from shared.bus import BusAway, Consumer, Message, Published, Taker
from shared.db import DatabaseAway


class LocalBus:
    """Delivers at once, inside :meth:`publish`, in the publisher's thread."""

    def __init__(self) -> None:
        self._takers: dict[str, Taker] = {}

    def attach(self, service: str, taker: Taker) -> Consumer:
        self._takers[service] = taker
        return _Deaf()

    def detach(self, service: str) -> None:
        """The service is stopped: what is for it waits in the publishers' outboxes."""
        self._takers[service] = _Away(self._takers[service].names)

    def publish(self, messages: Sequence[Message]) -> Published:
        """Hand every message to every hearer. One whose database is away leaves its messages unsent."""
        left_over: set[str] = set()
        heard: set[str] = set()
        for taker in list(self._takers.values()):
            wanted = [message for message in messages if message.name in taker.names]
            heard.update(message.id for message in wanted)
            try:
                if wanted:
                    taker.take(wanted)
            except DatabaseAway:
                left_over.update(message.id for message in wanted)
        sent = {message.id for message in messages} - left_over
        published = Published(confirmed=sent, unrouted=sent - heard)
        if left_over:
            raise BusAway(published, reason="a hearer's database is away")
        return published

    def close(self) -> None:
        self._takers.clear()


class _Deaf:
    """The local bus speaks into the inbox itself, so there is nothing to listen for."""

    unrouted = 0  # the outboxes know

    def step(self, timeout: float = 0.0) -> bool:
        return False

    def close(self) -> None:
        return None


class _Away:
    """Stands for a stopped service."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def take(self, messages: Sequence[Message]) -> None:
        raise DatabaseAway

    def take_alone(self, message: Message) -> None:
        raise DatabaseAway

    def bury(self, message: Message, reason: str) -> None:
        raise DatabaseAway
