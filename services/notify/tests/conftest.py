"""Notify alone in a house: its own season, its own phones and mailboxes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.notify.app import build
from services.notify.config import NotifyConfig
from services.notify.tests.told import Told
from shared.season import Season, read
from shared.testing.house import Home, house

RECIPES = {"notify": (NotifyConfig, build)}


@pytest.fixture(scope="session")
def season() -> Season:
    return read(Path(__file__).parent / "season.yaml")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Home]:
    """Notify before it heard of any season."""
    with house(RECIPES, tmp_path) as home:
        yield home


@pytest.fixture
def home(bare: Home, season: Season) -> Home:
    """Notify in a rehearsal."""
    bare.publish(season)
    bare.settle()
    return bare


@pytest.fixture
def told(home: Home) -> Told:
    return Told(home)
