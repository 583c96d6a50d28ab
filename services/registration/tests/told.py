"""What registration told others, as they would hear it: codes and links are read here, as on a phone."""

from collections.abc import Sequence
from typing import TypeVar

from shared import codec
from shared.bus import Message
from shared.contracts import Event
from shared.contracts.registration import (
    AccountOpened,
    ApplicationChanged,
    CodeRequested,
    ContactChanged,
    DossierRecorded,
    InvitationIssued,
    PasswordChanged,
    RegistrationConfirmed,
    RegistrationVoided,
    SessionRevoked,
)

E = TypeVar("E", bound=Event)


class Told:
    """A hearer on the bus that keeps everything."""

    names = frozenset(
        kind.NAME
        for kind in (AccountOpened, ApplicationChanged, CodeRequested, ContactChanged, DossierRecorded,
                     InvitationIssued, PasswordChanged, RegistrationConfirmed, RegistrationVoided, SessionRevoked)
    )

    def __init__(self) -> None:
        self.events: list[Event] = []

    def take(self, messages: Sequence[Message]) -> None:
        self.events.extend(codec.decode(message.name, message.body) for message in messages)

    def take_alone(self, message: Message) -> None:
        self.take([message])

    def bury(self, message: Message, reason: str) -> None:
        raise AssertionError(f"{message.name} could not be heard: {reason}")

    def every(self, kind: type[E]) -> list[E]:
        """Every event of a kind, oldest first."""
        return [event for event in self.events if isinstance(event, kind)]

    def codes(self, phone: str) -> list[str]:
        """The codes that came to a phone."""
        return [event.code for event in self.every(CodeRequested) if event.phone == phone]

    def link(self, email: str) -> str:
        """The newest invitation in a mailbox."""
        return next(event.link for event in reversed(self.every(InvitationIssued)) if event.email == email)
