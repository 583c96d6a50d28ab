"""How often a code may be asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.codes import DAY, HOUR, Budget, wait_for

NOW = datetime(2030, 1, 11, 10, tzinfo=UTC)
BUDGET = Budget(resend_after=timedelta(minutes=1), per_hour=5, per_day=10)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=each) for each in seconds]


@pytest.mark.parametrize(("sent", "wait"), [
    ([], 0),
    ([60], 0),
    ([59], 1),
    ([100, 200, 300, 400], 0),
    ([100, 200, 300, 400, 3599], 1),
    ([100, 200, 300, 400, 3600], 0),
    ([*range(3600, 39600, 3600)], 86400 - 36000),
    ([30, 100, 200, 300, 3000], 600),
])
def test_how_long_to_wait(sent: list[float], wait: float) -> None:
    assert wait_for(ago(*sent), BUDGET, now=NOW) == timedelta(seconds=wait)


@given(st.lists(st.floats(0, DAY.total_seconds()), max_size=30))
def test_whoever_waits_as_told_stays_within_every_limit(seconds: list[float]) -> None:
    sent: list[datetime] = []
    for instant in sorted(ago(*seconds)):
        if not wait_for(sent, BUDGET, now=instant):
            sent.append(instant)
    for span, most in ((BUDGET.resend_after, 1), (HOUR, BUDGET.per_hour), (DAY, BUDGET.per_day)):
        for first in sent:
            assert sum(first <= each < first + span for each in sent) <= most


@given(st.lists(st.floats(0, 2 * DAY.total_seconds()), max_size=30))
def test_after_the_wait_the_code_is_sent(seconds: list[float]) -> None:
    sent = ago(*seconds)
    wait = wait_for(sent, BUDGET, now=NOW)
    assert not wait_for(sent, BUDGET, now=NOW + wait)
