"""Five workers in one process: who is looked at, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from services.__main__ import Settling, embedded_settings, migrate_all, raise_all
from shared.db import Database, DatabaseAway
from shared.service import Service

A_DAY = 86_400.0


@pytest.fixture(scope="module")
def raised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Service]]:
    var: Path = tmp_path_factory.mktemp("var")
    settings = embedded_settings(var, "http://127.0.0.1")
    migrate_all(settings, durable=False)
    services = raise_all(settings, durable=False)
    yield services
    for service in services.values():
        service.close()


@dataclass
class Looked:
    """A service, and by ``names`` who is looked at; one that is away does not come to its tick."""

    service: Service
    names: list[str]
    is_away: bool = False

    @property
    def db(self) -> Database:
        return self.service.db

    def tick(self) -> bool:
        self.names.append(self.service.name)
        if self.is_away:
            raise DatabaseAway
        return self.service.tick()


@pytest.fixture
def looked() -> list[str]:
    """The names of those who are looked at."""
    return []


@pytest.fixture
def watched(raised: dict[str, Service], looked: list[str]) -> dict[str, Looked]:
    """Everybody at rest, and watched from now on."""
    while any([service.tick() for service in raised.values()]):
        pass
    return {name: Looked(service, looked) for name, service in raised.items()}


def settling_of(watched: dict[str, Looked], *, unhurried: float) -> Settling:
    return Settling(cast("dict[str, Service]", watched), unhurried=unhurried)


def test_who_rests_is_not_asked_again_until_something_is_committed_there(
    watched: dict[str, Looked], looked: list[str]
) -> None:
    settling = settling_of(watched, unhurried=A_DAY)
    _step_until_nobody_is_looked_at(settling, looked)
    with watched["choices"].db.begin(actor="a person"):
        pass
    settling.step()
    assert looked == ["choices"]


def _step_until_nobody_is_looked_at(settling: Settling, looked: list[str]) -> None:
    for _ in range(20):  # what a look itself commits, as the chain of the audit, is looked at once more
        looked.clear()
        if not settling.step() and not looked:
            return
    raise AssertionError("they never rest")


def test_what_time_alone_brings_is_looked_for(watched: dict[str, Looked], looked: list[str]) -> None:
    settling = settling_of(watched, unhurried=0)
    settling.step()
    looked.clear()
    settling.step()
    assert looked == list(watched)


def test_who_was_away_is_asked_again_at_once_and_holds_up_nobody(
    watched: dict[str, Looked], looked: list[str]
) -> None:
    watched["registration"].is_away = True
    settling = settling_of(watched, unhurried=A_DAY)
    for _ in range(3):
        settling.step()
    assert looked.count("registration") == 3
    assert set(looked) == set(watched)
