"""Admission alone in a house, officers at its door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.admission.app import build
from services.admission.config import AdmissionConfig
from services.admission.tests.desk import Desk
from services.admission.tests.play import Play
from shared.bus.local import LocalBus
from shared.config import load
from shared.testing.house import Home, house

RECIPES = {"admission": (AdmissionConfig, build)}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with house(RECIPES, tmp_path) as home:
        yield home


@pytest.fixture
def bare(home: Home) -> Desk:
    """Before anything was opened."""
    return Desk(home)


@pytest.fixture
def desk(bare: Desk) -> Desk:
    """With a rehearsal opened."""
    assert bare.open_intake().status_code == 201
    return bare


@pytest.fixture
def play(home: Home) -> Play:
    """The recruiting season, before anything was told."""
    return Play(home)


@pytest.fixture
def deployed(home: Home, tmp_path: Path) -> Desk:
    """A desk as it is with processes of their own, real intakes allowed."""
    config = load(AdmissionConfig, {}, service="admission", given={
        "database_url": home.services["admission"].config.database_url, "var_dir": str(home.folder),
        "rehearsal_only": "false", "public_url": "https://admission.example", "clock_lead_seconds": "5",
        "season_key": home.season_key.public, "season_signing_key_file": str(home.folder / "season.key"),
    })
    home.services["admission"] = build(config, home.services["admission"].engine, LocalBus())
    return Desk(home)
