"""Registration alone in a house: its people at its doors, what it tells kept by a hearer."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from services.registration.app import build
from services.registration.config import RegistrationConfig
from services.registration.tests.front import Front
from services.registration.tests.rich import rich
from services.registration.tests.told import Told
from shared.season import Season
from shared.security.passwords import Passwords
from shared.testing.house import Home, house

QUICK = partial(Passwords, memory_kib=8, rounds=1)
"""As Argon2 keeps them, at the least cost that it takes: nobody guesses here."""
RECIPES = {"registration": (RegistrationConfig, partial(build, passwords=QUICK))}


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def bare(tmp_path: Path, told: Told) -> Iterator[Home]:
    """Registration before it heard of any season."""
    with house(RECIPES, tmp_path) as home:
        home.bus.attach("told", told)
        home.settle()  # the first round tells the keys,
        home.settle()  # the second sends them: a key that tests add later stays beside them
        yield home


@pytest.fixture
def season() -> Season:
    """The sample season with claims, in which a code may be asked for again at once."""
    return rich()


@pytest.fixture
def front(bare: Home, told: Told, season: Season) -> Front:
    """While the colleges import."""
    bare.publish(season)
    front = Front(bare, told)
    front.go_to_import()
    return front


@pytest.fixture
def opened(front: Front) -> Front:
    """The college has imported its students, and registration is open."""
    front.import_students()
    front.go_to_registration()
    return front
