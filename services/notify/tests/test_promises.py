"""What every service promises, asked of notify."""

from services.notify.app import build
from services.notify.config import NotifyConfig
from shared.testing.promises import (
    IdentityPromises,
    MessagePromises,
    MomentPromises,
    RunningPromises,
    SeasonPromises,
)

RECIPES = {"notify": (NotifyConfig, build)}


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
