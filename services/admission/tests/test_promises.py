"""What every service promises, asked of admission."""

from services.admission.app import build
from services.admission.config import AdmissionConfig
from shared.testing.promises import (
    IdentityPromises,
    MessagePromises,
    MomentPromises,
    RunningPromises,
    SeasonPromises,
)

RECIPES = {"admission": (AdmissionConfig, build)}


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
