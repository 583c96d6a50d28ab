"""Which codes of an authenticator the staff of a rehearsal use, and that the next one is good when it is shown."""

from datetime import UTC, datetime

import pytest

from rehearsal.cast import LATE, STEP, free_step
from shared.security.totp import code_at, new_secret, used_counter

SECRET = new_secret()


def at(second: float) -> datetime:
    return datetime.fromtimestamp(1_700_000_010 + second, UTC)  # a step begins there


def used(second: float, before: int, *, last: int | None) -> int | None:
    """The step that the door counts as used for what somebody enters in this second."""
    step = free_step(at(second).timestamp(), before)
    code = code_at(SECRET, datetime.fromtimestamp(step * STEP, UTC))
    return used_counter(SECRET, code, now=at(second), last_used=last)


@pytest.mark.parametrize("second", range(STEP))
def test_who_joins_and_signs_in_waits_for_no_code(second: int) -> None:
    joined = used(second, 0, last=None)
    assert joined is not None
    assert used(second, joined, last=joined) is not None


@pytest.mark.parametrize("second", range(STEP))
def test_a_moment_after_joining_there_is_another_code_that_is_good(second: int) -> None:
    joined = used(second, 0, last=None)
    assert joined is not None
    entered = used(second, joined, last=joined)
    assert entered is not None
    assert used(second + STEP - LATE, entered, last=entered) is not None


@pytest.mark.parametrize("second", range(STEP))
def test_a_code_stays_good_while_it_is_on_its_way(second: int) -> None:
    step = free_step(at(second).timestamp(), 0)
    code = code_at(SECRET, datetime.fromtimestamp(step * STEP, UTC))
    assert used_counter(SECRET, code, now=at(second + STEP - LATE - 1), last_used=None) is not None
