"""One season's moment that cannot be handled holds up that season alone, rests longer each time, and is heard of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from shared.back_off import BACK_OFF_LIMIT
from shared.bus.local import LocalBus
from shared.config import Config
from shared.contracts.admission import SeasonPublished
from shared.db import CHASSIS, Database, DatabaseAway, Tx, open_engine, service_metadata
from shared.kernel import wall_clock
from shared.season import Season, moments, signed
from shared.season.moments import Moment
from shared.season.replica import SeasonReplica
from shared.season.timers import Timers, handled
from shared.security.signing import SigningKey
from shared.service import House, raise_house
from shared.testing.scene import open_database
from shared.testing.seasons import CODE, sample

KEY = SigningKey.generate()
OTHER = replace(sample(), code="another-season")
EVERY = moments(sample())
END = EVERY[-1].instant


class Effects:
    """What happens at every moment: it is noted, or fails for the seasons named."""

    def __init__(self) -> None:
        self.failing: dict[str, Exception] = {}
        self.tried: list[str] = []

    def __call__(self, tx: Tx, season: Season, moment: Moment) -> None:
        if error := self.failing.get(season.code):
            self.tried.append(season.code)
            raise error


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/timers.db", "notify")
    yield database
    database.engine.dispose()


@pytest.fixture
def effects() -> Effects:
    return Effects()


@pytest.fixture
def failed() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def timers(db: Database, effects: Effects, failed: list[tuple[str, str]]) -> Timers:
    replica = SeasonReplica(db, public_key=KEY.public, fresh_for=timedelta(0))
    with db.begin() as tx:
        for season in (sample(), OTHER):
            adopt(tx, replica, season)
    return Timers(db, replica, {}, always=effects, on_failure=lambda *what: failed.append(what))


def adopt(tx: Tx, replica: SeasonReplica, season: Season, version: int = 1) -> None:
    replica.adopt(tx, signed.signed(SeasonPublished(
        intake=season.intake, season=season.code, season_version=version, rehearsal=False, document=season.document(),
        officers=["officer-1", "officer-2"], signed_at=wall_clock(), signature="",
    ), KEY))


def came(db: Database, season: str) -> list[str]:
    with db.read() as conn:
        return [row.moment for row in handled(conn) if row.season == season]


def test_other_seasons_go_on_and_its_own_later_moments_wait(db: Database, timers: Timers, effects: Effects) -> None:
    effects.failing[CODE] = RuntimeError("no such round")
    timers.step(END)
    assert came(db, OTHER.code) == [each.name for each in EVERY]
    assert came(db, CODE) == []
    assert effects.tried == [CODE], "what comes after it was not tried"


def test_once_mended_all_come_in_order(db: Database, timers: Timers, effects: Effects) -> None:
    effects.failing[CODE] = RuntimeError("no such round")
    timers.step(END)
    effects.failing.clear()
    assert timers.step(END + BACK_OFF_LIMIT) is True
    assert came(db, CODE) == [each.name for each in EVERY]


def test_it_rests_longer_after_each_failure(timers: Timers, effects: Effects) -> None:
    effects.failing[CODE] = RuntimeError("no such round")
    tries = []
    for second in range(600):
        timers.step(END + timedelta(seconds=second))
        tries.append(len(effects.tried))
    assert tries[0] == 1
    assert 4 <= tries[59] <= 12
    assert tries[-1] - tries[299] <= 3


def test_a_failure_is_told_of_with_its_season_and_moment(
    timers: Timers, effects: Effects, failed: list[tuple[str, str]]
) -> None:
    effects.failing[CODE] = RuntimeError("no such round")
    timers.step(END)
    assert failed == [(CODE, EVERY[0].name)]


def test_any_failure_is_an_alarm(tmp_path: Path, effects: Effects) -> None:
    effects.failing[CODE] = RuntimeError("no such round")
    config = Config(service="notify", keyring_file=tmp_path / "notify.keyring", season_key=KEY.public)
    engine = open_engine(f"sqlite:///{tmp_path}/alarm.db", durable=False)
    CHASSIS.create_all(engine)
    house = House(name="notify", root=tmp_path, metadata=service_metadata(), at_every_moment=effects)
    service = raise_house(house, config, engine, LocalBus())
    with service.db.begin() as tx:
        adopt(tx, service.season, sample())
    service.timers.step(END)
    measured, _ = service.exposition()
    service.close()
    assert f'moments_failed_total{{moment="{EVERY[0].name}",season="{CODE}",service="notify"}} 1.0' in measured.decode()


def test_a_newer_version_is_tried_at_once(db: Database, timers: Timers, effects: Effects) -> None:
    effects.failing[CODE] = RuntimeError("no such round")
    timers.step(END)
    effects.failing.clear()
    with db.begin() as tx:
        adopt(tx, SeasonReplica(db, public_key=KEY.public), sample(), version=2)
    timers.step(END)
    assert len(came(db, CODE)) == len(EVERY)


def test_a_database_that_is_away_is_no_failure_of_a_moment(
    timers: Timers, effects: Effects, failed: list[tuple[str, str]]
) -> None:
    effects.failing[CODE] = DatabaseAway()
    with pytest.raises(DatabaseAway):
        timers.step(END)
    assert failed == []
