"""What every service promises, asked of review."""

from services.review.app import build
from services.review.config import ReviewConfig
from shared.testing.promises import (
    IdentityPromises,
    MessagePromises,
    MomentPromises,
    RunningPromises,
    SeasonPromises,
)

RECIPES = {"review": (ReviewConfig, build)}


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
