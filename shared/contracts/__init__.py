"""What one service may know of another: the events, one frozen dataclass per event version.

An event is published by one service and named ``<publisher>.<past tense>.v<n>``. It is a STATE (the whole
present state of what its key names: an older one never overwrites a newer one) or a FACT (it happened:
handled exactly once, in any order). Contracts only grow: a new field has a default; a breaking change is
a ``.v2`` published beside ``.v1``.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints


class Kind(StrEnum):
    """How a second or an older arrival is treated."""

    STATE = "state"
    FACT = "fact"


class Sensitivity(StrEnum):
    """A mark on a field, so that logs, samples and encryption can treat it."""

    PERSONAL = "personal"
    CHOICE = "choice"
    SECRET = "secret"  # a code or a link that opens something: its body is erased once handled


Personal = Annotated[str, Sensitivity.PERSONAL]
Secret = Annotated[str, Sensitivity.SECRET]


class Event:
    """Any contract: a frozen dataclass, and what ``@event`` adds to it."""

    __slots__ = ()
    NAME: ClassVar[str]
    KIND: ClassVar[Kind]
    URGENT: ClassVar[bool]
    __dataclass_fields__: ClassVar[dict[str, Any]]


T = TypeVar("T", bound=Event)

REGISTRY: dict[str, type[Event]] = {}
"""Every contract by name, filled as the publishers' modules are imported."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(name: str, kind: Kind, *, urgent: bool = False) -> Callable[[type[T]], type[T]]:
    """Declare a contract. ``urgent`` ones travel by each service's own urgent queue, past any backlog."""

    def declare(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, kw_only=True, slots=True)(cls)
        made.NAME, made.KIND, made.URGENT = name, kind, urgent
        if name in REGISTRY:
            raise ValueError(f"two contracts are named {name}")
        REGISTRY[name] = made
        return made

    return declare


def publisher_of(name: str) -> str:
    """The service that alone may publish events of this name."""
    return name.split(".", 1)[0]


def marks_of(contract: type[Event]) -> dict[str, Sensitivity]:
    """The marked fields of a contract, by field name."""
    hints = get_type_hints(contract, include_extras=True)
    found: dict[str, Sensitivity] = {}
    for field in fields(contract):
        for part in (hints[field.name], *get_args(hints[field.name])):
            marks = get_args(part) if get_origin(part) is Annotated else ()
            found |= {field.name: mark for mark in marks if isinstance(mark, Sensitivity)}  # noqa: B035  (one mark)
    return found


from shared.contracts import admission, choices, notify, registration, review  # noqa: E402  (they fill REGISTRY)

__all__ = ["REGISTRY", "Event", "Kind", "Personal", "Secret", "Sensitivity", "admission", "choices", "event",
           "marks_of", "notify", "publisher_of", "registration", "review"]
