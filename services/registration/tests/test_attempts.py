"""The table of failures counts as the rule of throttling means it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.registration.store import attempts as store
from shared.security.throttle import DEVICE_WINDOW, Attempt, Guess, tally
from shared.testing.house import Home

START = datetime(2030, 1, 11, 10, tzinfo=UTC)
GUESSES = st.builds(
    Guess, st.sampled_from(["anna", "boris"]), st.sampled_from(["", "phone", "library"]),
    st.sampled_from(["campus", "home"]),
)
TRIES = st.lists(st.tuples(GUESSES, st.booleans(), st.integers(0, 600)), max_size=25)


@given(TRIES, GUESSES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_the_table_counts_as_the_rule_means(bare: Home, tries: list[tuple[Guess, bool, int]], guess: Guess) -> None:
    db, now, past = bare.services["registration"].db, START, []
    with db.begin() as tx:
        for tried, right, seconds in tries:
            now += timedelta(seconds=seconds)
            past.append(Attempt(at=now, account=tried.account, device=tried.device, address=tried.address, right=right))
            (store.note_right if right else store.note_wrong)(tx.conn, tried, now=now)
        now += timedelta(seconds=1)
        counted = store.tally(tx.conn, guess, now=now)
        tx.conn.execute(store.FAILURES.delete())
        tx.conn.execute(store.KNOWN_DEVICES.delete())
    assert counted == tally(past, guess, now=now)


@pytest.mark.parametrize(("age", "left"), [(DEVICE_WINDOW, 1), (3 * DEVICE_WINDOW, 0)])
def test_what_counts_no_longer_is_forgotten(bare: Home, age: timedelta, left: int) -> None:
    guess = Guess("anna", "phone", "campus")
    with bare.services["registration"].db.begin() as tx:
        store.note_wrong(tx.conn, guess, now=START)
        store.forget(tx.conn, wall=START + age)
        assert len(tx.conn.execute(store.FAILURES.select()).all()) == left
