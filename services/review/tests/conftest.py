"""Review alone in a house: what registration tells is given to it, what it tells is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.review.app import build
from services.review.config import ReviewConfig
from services.review.tests.desk import Desk
from shared.season import Season, read
from shared.testing.house import Home, house

RECIPES = {"review": (ReviewConfig, build)}


@pytest.fixture(scope="session")
def season() -> Season:
    return read(Path(__file__).parent / "season.yaml")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Home]:
    """Review before it heard of any season."""
    with house(RECIPES, tmp_path) as home:
        yield home


@pytest.fixture
def desk(bare: Home, season: Season) -> Desk:
    """Review in a rehearsal, on the first day of the review."""
    desk = Desk(bare, season)
    bare.publish(season)
    desk.go_to_review()
    return desk
