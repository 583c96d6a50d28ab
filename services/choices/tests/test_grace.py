"""Between a close and its seal lies a grace on the wall clock: what was received in time may still be on its way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from services.choices.app import HOUSE
from services.choices.config import ChoicesConfig
from services.choices.tests.desk import CLOSES, SEASON, Desk
from services.choices.tests.test_seal import extended
from services.choices.tests.told import Told
from services.choices.timers import Sealer
from shared.bus import Bus
from shared.config import load
from shared.kernel import wall_clock
from shared.service import Service, raise_house
from shared.testing.house import house

GRACE = timedelta(seconds=90)
SECOND = timedelta(seconds=1)


def without_errands(config: ChoicesConfig, engine: Engine, bus: Bus) -> Service:
    """Choices as it is but for its sealer, which the test calls itself."""
    return raise_house(replace(HOUSE, errands=()), config, engine, bus)


class Sealing:
    """The errand at wall instants of one's choosing."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.start, self.sealer = desk, wall_clock(), Sealer(grace=GRACE)

    def after(self, passed: timedelta) -> list[Any]:
        """Once, so long after the start; for which closes there are seals."""
        service = self.desk.home.services["choices"]
        self.sealer(service.db, self.start + passed)
        return [row["closes_at"] for row in service.facts(SEASON.code) if row["fact"] == "seal"]


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Desk]:
    """When the filing has just closed."""
    with house({"choices": (ChoicesConfig, without_errands)}, tmp_path) as home:
        home.publish(SEASON)
        desk = Desk(home, Told())
        desk.go_to(CLOSES)
        yield desk


def test_a_batch_is_sealed_when_its_grace_is_over(closed: Desk) -> None:
    sealing = Sealing(closed)
    assert sealing.after(timedelta(0)) == []
    assert sealing.after(GRACE - SECOND) == []
    assert sealing.after(GRACE) == ["2030-04-11T09:00:00+00:00"]
    assert sealing.after(2 * GRACE) == ["2030-04-11T09:00:00+00:00"]


def test_a_worker_that_begins_anew_goes_on_counting(closed: Desk) -> None:
    assert Sealing(closed).after(timedelta(0)) == []
    another = Sealing(closed)
    assert another.after(GRACE - SECOND) == []
    assert len(another.after(GRACE + SECOND)) == 1


def test_an_extension_within_the_grace_has_a_grace_of_its_own(closed: Desk) -> None:
    sealing = Sealing(closed)
    assert sealing.after(timedelta(0)) == []
    extended(closed.home, version=2, by=timedelta(hours=1))
    assert sealing.after(2 * GRACE) == []
    closed.go_to(CLOSES + timedelta(hours=1))
    assert sealing.after(3 * GRACE) == []
    assert sealing.after(4 * GRACE) == ["2030-04-11T10:00:00+00:00"]


def test_in_one_process_there_is_none_and_elsewhere_as_it_is_set() -> None:
    def grace(**given: str) -> timedelta:
        return load(ChoicesConfig, {}, service="choices", given=given).grace

    assert grace(bus_url="local:", seal_grace="120") == timedelta(0)
    assert grace(bus_url="amqp://broker/") == GRACE
    assert grace(bus_url="amqp://broker/", seal_grace="2") == timedelta(seconds=2)
