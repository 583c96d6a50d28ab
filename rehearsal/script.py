"""What is played."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.season import Season, read


@dataclass(frozen=True, kw_only=True)
class Script:
    """A season, how many people, and the seed that they follow from."""

    season: str
    source: bytes
    intake: str
    candidates: int
    seed: int
    source_colleges: Sequence[str]
    plan: Season
    stops: str = ""
    """The clock stops at moments whose names begin so. Where a step costs seconds it stops at reminders alone, which
    must not come after their windows; services catch up on what lies between."""


def read_script(path: Path, *, candidates: int, seed: int, stops: str = "") -> Script:
    """The script for a season file."""
    season = read(path)
    return Script(
        season=season.code, source=path.read_bytes(), intake=season.intake, candidates=candidates, seed=seed,
        source_colleges=[each.code for each in season.source_colleges.items], plan=season, stops=stops,
    )
