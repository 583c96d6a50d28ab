"""A hearer on the bus that keeps what choices tells."""

from collections.abc import Sequence
from typing import Any

from shared import codec
from shared.bus import Message
from shared.contracts import REGISTRY


class Told:
    """Every message of choices, as its hearers get it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name in REGISTRY if name.startswith("choices."))

    def take(self, messages: Sequence[Message]) -> None:
        self.messages.extend(messages)

    def take_alone(self, message: Message) -> None:
        self.take([message])

    def bury(self, message: Message, reason: str) -> None:
        raise AssertionError(f"{message.name} cannot be read: {reason}")

    def events(self, name: str) -> list[Any]:
        """What was told under a name, in order: ``filing_saved``."""
        return [codec.decode(each.name, each.body) for each in self.messages if each.name == f"choices.{name}.v1"]
