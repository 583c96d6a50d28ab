"""Choices alone in a house: candidates at its door, what it tells kept by a hearer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.choices.app import build
from services.choices.config import ChoicesConfig
from services.choices.tests.desk import LI, SEASON, ZHANG, Desk
from services.choices.tests.told import Told
from shared.testing.house import house

RECIPES = {"choices": (ChoicesConfig, build)}


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Desk]:
    """With a season, and nothing else heard."""
    with house(RECIPES, tmp_path) as home:
        told = Told()
        home.bus.attach("told", told)
        home.publish(SEASON)
        home.settle()
        yield Desk(home, told)


@pytest.fixture
def desk(bare: Desk) -> Desk:
    """While filing is open: 张伟 and 李娜 are eligible and have accepted the terms."""
    bare.ready(ZHANG, LI)
    return bare
