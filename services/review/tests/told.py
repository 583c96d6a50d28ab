"""What review told others, as they would hear it."""

from collections.abc import Sequence
from typing import TypeVar

from shared import codec
from shared.bus import Message
from shared.contracts import Event
from shared.contracts.review import ClaimDecided, CorrectionRequested, EligibilitySettled

E = TypeVar("E", bound=Event)


class Told:
    """A hearer on the bus that keeps everything."""

    names = frozenset(kind.NAME for kind in (ClaimDecided, CorrectionRequested, EligibilitySettled))

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def take(self, messages: Sequence[Message]) -> None:
        self.messages.extend(messages)

    def take_alone(self, message: Message) -> None:
        self.take([message])

    def bury(self, message: Message, reason: str) -> None:
        raise AssertionError(f"{message.name} could not be heard: {reason}")

    def every(self, kind: type[E]) -> list[E]:
        """Every event of a kind, oldest first."""
        events = [codec.decode(message.name, message.body) for message in self.messages]
        return [event for event in events if isinstance(event, kind)]
