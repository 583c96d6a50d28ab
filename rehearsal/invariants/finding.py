"""What an invariant is given, and what it says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Facts = Mapping[str, Sequence[Row]]
"""Each service's facts, by its name."""

HANDLED = frozenset({"done", "superseded"})


@dataclass(frozen=True)
class Finding:
    """How many things were looked at, and what was found wrong with them."""

    checked: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.checked > 0 and not self.faults


Rules = Mapping[str, Callable[[Facts], Finding]]


def rows(facts: Facts, service: str, fact: str) -> list[Row]:
    """One service's facts of one kind."""
    return [row for row in facts[service] if row["fact"] == fact]


def everywhere(facts: Facts, fact: str) -> list[Row]:
    """All services' facts of one kind."""
    return [row for service in facts for row in rows(facts, service, fact)]


def found(checked: int, faults: Iterable[str]) -> Finding:
    """A finding."""
    return Finding(checked, tuple(faults))
