"""How a figure comes about: interleaved pairs, their medians and spread, and the machine they were measured on."""

import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

PAIRS = 5

Run = Callable[[], float]
"""One measured run: its rate. What must be made ready first is made ready before its clock starts."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is measured. ``count`` 0: as much as the bench itself thinks right."""

    count: int = 0
    pairs: int = PAIRS

    def or_else(self, count: int) -> int:
        """The count that was asked for, or the bench's own."""
        return self.count or count


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What a bench found. ``baseline`` is the plain way's value, ``ratio`` the median of each pair's own ratio."""

    name: str
    unit: str
    value: float
    baseline: float | None = None
    ratio: float | None = None
    goal: float | None = None
    spread: dict[str, list[float]] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)

    def document(self, *, command: str) -> dict[str, Any]:
        """As it is written down."""
        return {**asdict(self), "command": command, "machine": machine()}


def compared(name: str, ours: Run, plain: Run, *, size: Size, goal: float) -> Figure:
    """Both ways in turn, the one that begins changing from pair to pair, after a round that does not count."""
    ours(), plain()
    mine: list[float] = []
    theirs: list[float] = []
    for pair in range(size.pairs):
        turns: list[tuple[list[float], Run]] = [(mine, ours), (theirs, plain)]
        for rates, run in turns if pair % 2 == 0 else reversed(turns):
            rates.append(run())
    ratios = [one / other for one, other in zip(mine, theirs, strict=True)]
    return Figure(
        name=name, unit="", value=_round(median(mine)), baseline=_round(median(theirs)), ratio=_round(median(ratios)),
        goal=goal, spread={"value": _range(mine), "baseline": _range(theirs), "ratio": _range(ratios)},
    )


def machine() -> dict[str, Any]:
    """What matters of the machine for comparing figures."""
    return {
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor(), "cores": os.cpu_count(),
        "memory": _line("/proc/meminfo", "MemTotal"), "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(), "load": [round(load, 2) for load in os.getloadavg()],
    }


def write(figure: Figure, folder: Path) -> Path:
    """``NAME.json`` in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{figure.name}.json"
    command = " ".join(["python", "-m", "benchmarks", *sys.argv[1:]])
    path.write_text(json.dumps(figure.document(command=command), ensure_ascii=False, indent=1) + "\n")
    return path


def _line(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _range(values: Sequence[float]) -> list[float]:
    return [_round(min(values)), _round(max(values))]


def _round(value: float) -> float:
    return round(value, 2) if value < 100 else float(round(value))
