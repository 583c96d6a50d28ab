"""What every service promises, asked of registration."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.registration.app import build
from services.registration.config import RegistrationConfig
from shared.testing.house import Home, house
from shared.testing.promises import (
    IdentityPromises,
    MessagePromises,
    MomentPromises,
    RunningPromises,
    SeasonPromises,
)

RECIPES = {"registration": (RegistrationConfig, build)}


class TestSeason(SeasonPromises):
    recipes = RECIPES


class TestMoment(MomentPromises):
    recipes = RECIPES


class TestIdentity(IdentityPromises):
    recipes = RECIPES

    @pytest.fixture
    def home(self, tmp_path: Path) -> Iterator[Home]:
        """Registration has told its own keys, so that those that tests tell come after them."""
        with house(self.recipes, tmp_path) as home:
            home.settle()
            home.settle()
            yield home


class TestMessage(MessagePromises):
    recipes = RECIPES


class TestRunning(RunningPromises):
    recipes = RECIPES
