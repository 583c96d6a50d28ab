"""A small season for tests: as the text of a file, as data, and changed."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from shared.season import Season, read

FILE = Path(__file__).parent / "sample.yaml"
INTAKE = "sample-2030"
CODE = "sample-2030-exempt"


@cache
def sample_text() -> str:
    """The file's text."""
    return FILE.read_text(encoding="utf-8")


@cache
def sample() -> Season:
    """The season of that file."""
    return read(FILE)


def retitled(title: str) -> Season:
    """The same season under another title: a change of which no moment knows."""
    return replace(sample(), title=title)


def closing_at(window_id: str, closes_at: datetime) -> Season:
    """The same season, one of its windows closing at another instant."""
    windows = (
        replace(each, closes_at=closes_at) if each.id == window_id else each for each in sample().windows
    )
    return replace(sample(), windows=tuple(windows))
