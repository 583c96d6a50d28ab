"""Whatever officers order, and whenever: a rehearsal's time never runs back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.admission.app import build
from services.admission.config import AdmissionConfig
from services.admission.domain.clock import Order
from services.admission.store import clock as store
from services.admission.usecases.clock import set_clock
from services.admission.usecases.intake import open_intake
from shared.db import Database
from shared.kernel import RuleBroken, new_id
from shared.season import season_time
from shared.testing.house import house

WALL = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SEASON = datetime(2030, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)

orders = st.one_of(
    st.integers(-5_000, 5_000).map(lambda seconds: Order(step_to=SEASON + seconds * SECOND)),
    st.sampled_from([0.0, 0.5, 1.0, 60.0, 3600.0]).map(lambda speed: Order(speed=speed)),
    st.just(Order(to_next=True)),
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with house({"admission": (AdmissionConfig, build)}, tmp_path_factory.mktemp("clock")) as home:
        yield home.services["admission"].db


@settings(max_examples=40, deadline=None)
@given(
    given_orders=st.lists(st.tuples(st.integers(0, 30), orders), min_size=1, max_size=8),
    lead=st.sampled_from([0, 2]),
)
def test_time_never_runs_back(db: Database, given_orders: list[tuple[int, Order]], lead: int) -> None:
    intake, wall, refused = new_id(), WALL, 0
    with db.begin(wall=wall) as tx:
        open_intake(tx, intake, title="演练", rehearsal=True, rehearsal_only=True)
    for pause, order in given_orders:
        wall += pause * SECOND
        try:
            with db.begin(wall=wall) as tx:
                set_clock(tx, intake, order, lead=lead * SECOND)
        except RuleBroken:
            refused += 1
    with db.read() as conn:
        segments = store.segments(conn, intake)
    assert len(segments) == len(given_orders) - refused
    if not segments:
        return
    looks = [WALL + half * SECOND / 2 for half in range(2 * 8 * 31)]
    seen = [season_time(segments, look) for look in looks if look >= segments[0].wall_at]
    assert seen == sorted(seen)
    assert all(one.wall_at <= other.wall_at for one, other in pairwise(segments))
