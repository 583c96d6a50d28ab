"""Reading a season file: whole or not at all, with every fault by path and line."""

from dataclasses import dataclass
from pathlib import Path

from shared.season.model import Season


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing that is wrong: ``windows[2].closes_at``, its line (from 1), and what to do, for a person."""

    path: str
    line: int
    message: str


class SeasonFaults(ValueError):
    """The file is no season; ``faults`` are all of them, by line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults in the season file")
        self.faults = faults


def read(source: Path | bytes | str) -> Season:
    """The season of a file (a ``Path``) or of its text. Raises SeasonFaults."""
    raise NotImplementedError
