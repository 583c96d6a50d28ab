"""Where a case stands, by every combination of what was heard and decided."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.domain.case import (
    Decision,
    Lapse,
    Outcome,
    Position,
    Registered,
    Stage,
    Standing,
    Verdict,
    next_stage,
    outcome_of,
    told_outcome,
    verdict_of,
)

NOON = datetime(2030, 2, 26, 4, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(days=1), NOON - timedelta(days=1)
APPROVED, REJECTED, CORRECTION = Decision.APPROVED, Decision.REJECTED, Decision.CORRECTION


def chain(*names: str) -> tuple[Stage, ...]:
    return tuple(Stage(id=name, title=name, by="authority", owner="exam") for name in names)


def position(verdict: Verdict, confirmed: bool | None = None, lapse: Lapse | None = None) -> Position:
    return Position(submitted_at=NOON, verdict=verdict, registered=Registered(confirmed=confirmed), lapse=lapse)


@pytest.mark.parametrize(("decided", "verdict", "due"), [
    ({}, Verdict.PENDING, "a"),
    ({"a": APPROVED}, Verdict.PENDING, "b"),
    ({"a": REJECTED}, Verdict.REJECTED, None),
    ({"a": CORRECTION}, Verdict.CORRECTION, None),
    ({"a": APPROVED, "b": CORRECTION}, Verdict.CORRECTION, None),
    ({"a": APPROVED, "b": APPROVED}, Verdict.PENDING, "c"),
    ({"a": APPROVED, "b": APPROVED, "c": REJECTED}, Verdict.REJECTED, None),
    ({"a": APPROVED, "b": APPROVED, "c": APPROVED}, Verdict.APPROVED, None),
])
def test_a_chain_is_decided_in_its_order(decided: dict[str, Decision], verdict: Verdict, due: str | None) -> None:
    stages = chain("a", "b", "c")
    assert verdict_of(stages, decided) is verdict
    found = next_stage(stages, decided)
    assert (found.id if found else None) == due


@given(st.lists(st.sampled_from(Decision), max_size=9), st.integers(min_value=1, max_value=9))
def test_a_chain_of_any_length_is_approved_by_all_its_stages_and_no_fewer(said: list[Decision], length: int) -> None:
    stages = chain(*map(str, range(length)))
    decided: dict[str, Decision] = {}
    for each in said:
        due = next_stage(stages, decided)
        if due is None:
            break
        decided[due.id] = each
    verdict = verdict_of(stages, decided)
    assert (verdict is Verdict.APPROVED) == (list(decided.values()) == [APPROVED] * length)
    assert (next_stage(stages, decided) is None) == (verdict is not Verdict.PENDING)


@pytest.mark.parametrize(("verdict", "confirmed", "lapse", "standing"), [
    (Verdict.PENDING, None, None, Standing.OPEN),
    (Verdict.PENDING, True, None, Standing.OPEN),
    (Verdict.PENDING, False, None, Standing.OPEN),
    (Verdict.PENDING, None, Lapse.UNCONFIRMED, Standing.NOT_ELIGIBLE),
    (Verdict.PENDING, False, Lapse.UNCONFIRMED, Standing.NOT_ELIGIBLE),
    (Verdict.PENDING, True, Lapse.UNCONFIRMED, Standing.OPEN),
    (Verdict.APPROVED, None, None, Standing.OPEN),
    (Verdict.APPROVED, True, None, Standing.ELIGIBLE),
    (Verdict.APPROVED, False, None, Standing.NOT_ELIGIBLE),
    (Verdict.APPROVED, None, Lapse.UNCONFIRMED, Standing.NOT_ELIGIBLE),
    (Verdict.APPROVED, True, Lapse.UNCONFIRMED, Standing.ELIGIBLE),
    (Verdict.REJECTED, True, None, Standing.NOT_ELIGIBLE),
    (Verdict.REJECTED, None, None, Standing.NOT_ELIGIBLE),
    (Verdict.CORRECTION, None, None, Standing.RETURNED),
    (Verdict.CORRECTION, True, None, Standing.RETURNED),
    (Verdict.CORRECTION, True, Lapse.UNCORRECTED, Standing.NOT_ELIGIBLE),
    (Verdict.CORRECTION, None, Lapse.UNCONFIRMED, Standing.NOT_ELIGIBLE),
    (Verdict.CORRECTION, True, Lapse.UNCONFIRMED, Standing.RETURNED),
])
def test_a_standing_follows_from_the_stages_the_college_and_the_time(
    verdict: Verdict, confirmed: bool | None, lapse: Lapse | None, standing: Standing
) -> None:
    assert outcome_of(position(verdict, confirmed, lapse)).standing is standing


POSITIONS = st.builds(
    Position, submitted_at=st.just(NOON), verdict=st.sampled_from(Verdict), revoked=st.booleans(),
    lapse=st.sampled_from([None, *Lapse]),
    registered=st.builds(
        Registered, confirmed=st.sampled_from([None, True, False]), voided_at=st.sampled_from([None, EARLIER, LATER])
    ),
)


@given(POSITIONS)
def test_eligible_is_who_was_approved_and_confirmed_and_neither_withdrew_nor_was_revoked(found: Position) -> None:
    expected = (
        found.verdict is Verdict.APPROVED and bool(found.registered.confirmed)
        and found.registered.voided_at != LATER and not found.revoked
    )
    assert (outcome_of(found).standing is Standing.ELIGIBLE) == expected


@given(POSITIONS)
def test_who_withdrew_is_withdrawn_whatever_was_decided_unless_an_order_came_first(found: Position) -> None:
    standing = outcome_of(found).standing
    assert (standing is Standing.WITHDRAWN) == (found.registered.voided_at == LATER and not found.revoked)
    assert (standing is Standing.REVOKED) == found.revoked


@given(POSITIONS)
def test_a_case_that_failed_without_a_reviewer_has_a_reason_of_its_own(found: Position) -> None:
    outcome = outcome_of(found)
    if outcome.standing is Standing.NOT_ELIGIBLE and found.verdict is not Verdict.REJECTED:
        assert outcome.reason


@given(POSITIONS, st.sampled_from([None, Standing.ELIGIBLE, Standing.NOT_ELIGIBLE, Standing.REVOKED]))
def test_nobody_stays_told_eligible_who_is_not(found: Position, told: Standing | None) -> None:
    outcome = outcome_of(found)
    said = told_outcome(outcome, told=told)
    believed = said.standing if said else told
    assert (believed is Standing.ELIGIBLE) == (outcome.standing is Standing.ELIGIBLE)
    assert said is None or said.standing in {Standing.ELIGIBLE, Standing.NOT_ELIGIBLE, Standing.REVOKED}


def test_an_open_case_of_which_nothing_was_told_tells_nothing() -> None:
    assert told_outcome(Outcome(standing=Standing.OPEN), told=None) is None
