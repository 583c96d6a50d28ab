"""What every service promises, asked of choices."""

from services.choices.app import build
from services.choices.config import ChoicesConfig
from shared.testing.promises import (
    IdentityPromises,
    MessagePromises,
    MomentPromises,
    RunningPromises,
    SeasonPromises,
)

RECIPES = {"choices": (ChoicesConfig, build)}


class TestSeason(SeasonPromises):
    recipes = RECIPES


class TestMoment(MomentPromises):
    recipes = RECIPES


class TestIdentity(IdentityPromises):
    recipes = RECIPES


class TestMessage(MessagePromises):
    recipes = RECIPES


class TestRunning(RunningPromises):
    recipes = RECIPES
