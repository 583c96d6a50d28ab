"""A guesser must wait; the owner, and the four hundred others behind the same address, need not."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security.throttle import (
    ACCOUNT_LONGEST_WAIT,
    ADDRESS_LONGEST_WAIT,
    DEVICE_LOCK,
    DEVICE_TRIES,
    DEVICE_WINDOW,
    Answer,
    Attempt,
    Decision,
    Guess,
    decide,
    tally,
)

NOW = datetime(2024, 4, 11, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CAMPUS, HOME = "campus", "home"
OWNER = Guess("victim", "owner's phone", CAMPUS)
THIEF = Guess("victim", "thief's phone", CAMPUS)


def attempt(guess: Guess, seconds_ago: float, *, right: bool = False) -> Attempt:
    at = NOW - timedelta(seconds=seconds_ago)
    return Attempt(at=at, account=guess.account, device=guess.device, address=guess.address, right=right)


def wrong(guess: Guess, times: int, *, last: float = 1) -> list[Attempt]:
    return [attempt(guess, last + index) for index in range(times)]


def answer(past: Iterable[Attempt], guess: Guess, now: datetime = NOW) -> Decision:
    return decide(tally(past, guess, now=now), now=now)


def test_nothing_is_known_and_anybody_may_try() -> None:
    assert answer([], THIEF) == Decision(Answer.ALLOW)


@pytest.mark.parametrize(("times", "locked"), [(DEVICE_TRIES - 1, False), (DEVICE_TRIES, True), (50, True)])
def test_the_device_is_locked_after_five(times: int, locked: bool) -> None:
    decision = answer(wrong(THIEF, times), THIEF)
    assert (decision.answer is Answer.LOCKED) is locked
    if locked:
        assert decision.until == NOW - SECOND + DEVICE_LOCK
        assert decision.seconds(NOW) == DEVICE_LOCK.total_seconds() - 1


def test_the_lock_binds_the_device_for_every_account_and_address() -> None:
    past = wrong(THIEF, DEVICE_TRIES)
    assert answer(past, Guess("another", THIEF.device, HOME)).answer is Answer.LOCKED
    spread = [attempt(Guess(f"account {index}", THIEF.device, f"address {index}"), index) for index in range(5)]
    assert answer(spread, Guess("fresh", THIEF.device, "fresh")).answer is Answer.LOCKED


def test_the_owner_still_signs_in_from_the_same_campus() -> None:
    past = [attempt(OWNER, 9 * 86400, right=True), *wrong(THIEF, 200)]
    assert answer(past, OWNER).answer is Answer.ALLOW


def test_the_owner_still_signs_in_with_a_new_device_from_elsewhere() -> None:
    assert answer(wrong(THIEF, 200), Guess("victim", "new phone", HOME)).answer is Answer.ALLOW


def test_the_lock_ends_and_one_more_mistake_brings_it_back() -> None:
    past = wrong(THIEF, DEVICE_TRIES)
    over = NOW - SECOND + DEVICE_LOCK
    assert answer(past, THIEF, over).answer is Answer.ALLOW
    again = [*past, Attempt(at=over, account="victim", device=THIEF.device, address=CAMPUS, right=False)]
    assert answer(again, THIEF, over + SECOND).answer is Answer.LOCKED
    assert answer(past, THIEF, NOW + DEVICE_WINDOW) == Decision(Answer.ALLOW)


def test_who_gets_in_has_not_been_guessing() -> None:
    past = [*wrong(OWNER, 4, last=10), attempt(OWNER, 5, right=True), *wrong(OWNER, 4)]
    assert answer(past, OWNER).answer is Answer.ALLOW
    assert answer([*past, attempt(OWNER, 0)], OWNER).answer is Answer.LOCKED


def test_signing_in_to_ones_own_account_does_not_wash_off_guesses_at_anothers() -> None:
    own = Guess("thief's account", THIEF.device, CAMPUS)
    past = [*wrong(THIEF, DEVICE_TRIES, last=3), attempt(own, 1, right=True)]
    assert answer(past, THIEF).answer is Answer.LOCKED
    assert answer(past, own).answer is Answer.LOCKED


@pytest.mark.parametrize(("times", "wait"), [(4, 0), (5, 2), (6, 4), (7, 8), (9, 32), (10, 60), (500, 60)])
def test_a_thief_who_changes_devices_is_slowed_where_he_sits(times: int, wait: int) -> None:
    past = [attempt(Guess("victim", f"fresh cookie {index}", CAMPUS), index) for index in range(times)]
    decision = answer(past, Guess("victim", "one more cookie", CAMPUS))
    assert decision.seconds(NOW) == wait
    assert (decision.answer is Answer.WAIT) is (wait > 0)
    assert answer(past, Guess("somebody else", "one more cookie", CAMPUS)).answer is Answer.ALLOW


def test_callers_without_a_device_are_strangers_and_not_one_device() -> None:
    nobody = [attempt(Guess(f"account {index}", "", CAMPUS), index) for index in range(50)]
    assert answer(nobody, Guess("mine", "", CAMPUS)).answer is Answer.ALLOW
    entered = [attempt(Guess("mine", "", CAMPUS), 900, right=True), *wrong(Guess("mine", "", CAMPUS), 9)]
    assert answer(entered, Guess("mine", "", CAMPUS)).answer is Answer.WAIT


def test_a_campus_on_the_first_morning_is_not_slowed() -> None:
    """Four hundred sign in within minutes, every second of them mistypes, and gets in the next time."""
    past: list[Attempt] = []
    for index in range(400):
        person = Guess(f"account {index}", f"phone {index}", CAMPUS)
        past += [attempt(person, 600 - index)] if index % 2 else []
        past += [attempt(person, 599 - index, right=True)]
    assert answer(past, Guess("late", "late", CAMPUS)).answer is Answer.ALLOW


@pytest.mark.parametrize(("accounts", "wait"), [(100, 0), (101, 1), (140, 2), (200, 5), (2000, 5)])
def test_an_address_that_tries_hundreds_in_vain_is_slowed_a_little(accounts: int, wait: int) -> None:
    past = [attempt(Guess(f"account {n}", f"cookie {n}", CAMPUS), n / accounts) for n in range(accounts)]
    assert answer(past, Guess("fresh", "fresh", CAMPUS)).seconds(NOW) == wait


def test_a_refusal_says_when_to_come_back_and_then_holds_to_it() -> None:
    past = [attempt(Guess("victim", f"cookie {index}", CAMPUS), index) for index in range(8)]
    decision = answer(past, THIEF)
    assert decision.until is not None
    assert answer(past, THIEF, decision.until).answer is Answer.ALLOW


def test_what_another_replica_recorded_with_a_clock_ahead_counts() -> None:
    assert answer(wrong(THIEF, DEVICE_TRIES, last=-3), THIEF).answer is Answer.LOCKED


WHO = st.sampled_from(["victim", "a", "b"])
PAST = st.lists(
    st.builds(
        Attempt,
        at=st.integers(0, 7200).map(lambda seconds: NOW - timedelta(seconds=seconds)),
        account=WHO,
        device=st.sampled_from(["thief's phone", "x", "y", ""]),
        address=st.sampled_from([CAMPUS, "elsewhere"]),
        right=st.booleans(),
    ),
    max_size=40,
)


@given(PAST)
def test_whatever_others_do_the_owner_is_let_through(past: list[Attempt]) -> None:
    known = [*past, attempt(OWNER, 86400, right=True)]
    assert answer(known, OWNER).answer is Answer.ALLOW
    assert answer(past, Guess("victim", "new phone", HOME)).answer is Answer.ALLOW


@given(PAST, WHO, st.sampled_from([CAMPUS, "elsewhere", HOME]))
def test_waits_are_short_and_the_order_of_the_past_does_not_matter(past: list[Attempt], who: str, where: str) -> None:
    guess = Guess(who, "thief's phone", where)
    decision = answer(past, guess)
    assert decision == answer(reversed(past), guess)
    longest = {Answer.ALLOW: timedelta(0), Answer.LOCKED: DEVICE_LOCK,
               Answer.WAIT: max(ACCOUNT_LONGEST_WAIT, ADDRESS_LONGEST_WAIT)}[decision.answer]
    assert (decision.until or NOW) - NOW <= longest


@given(PAST)
def test_no_device_offers_more_than_five_wrong_ones_before_its_first_lock(past: list[Attempt]) -> None:
    counted = [a for a in past if a.device == "x" and not a.right and a.at > NOW - DEVICE_WINDOW]
    entered = any(a.device == "x" and a.right for a in past)
    if len(counted) >= DEVICE_TRIES and not entered and max(a.at for a in counted) > NOW - DEVICE_LOCK:
        assert answer(past, Guess("c", "x", HOME)).answer is Answer.LOCKED


def test_a_neighbours_failure_that_is_noted_later_slows_nobody() -> None:
    soon = NOW + timedelta(milliseconds=50)
    later = Attempt(at=soon, account="other", device="theirs", address="campus", right=False)
    guess = Guess("mine", "my phone", "campus")
    assert decide(tally([later], guess, now=NOW), now=NOW).answer is Answer.ALLOW
