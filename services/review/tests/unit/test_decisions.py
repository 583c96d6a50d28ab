"""Who may say what about a stage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.domain.case import Decision, Stage, Standing
from services.review.domain.decision import (
    CaseNotOpen,
    HonourDecision,
    HonourReasonWanted,
    HonoursUndecided,
    ReasonWanted,
    Reviewed,
    Reviewer,
    RevisionPassed,
    Ruling,
    StageNotDue,
    StageNotYours,
    check_decision,
    confirmed_honours,
)
from services.review.domain.revocation import NothingToRevoke, check_revocation
from shared.kernel import LongmenError

COLLEGE = Stage(id="college", title="生源院校初审", by="source_college", owner="S01")
AUTHORITY = Stage(id="authority", title="审查", by="authority", owner="exam")
BY_COLLEGE = Reviewer(by="source_college", scope="S01")
BY_AUTHORITY = Reviewer(by="authority", scope="exam")


def case(*, standing: Standing = Standing.OPEN, revision: int = 2, due: Stage | None = COLLEGE,
         claimed: tuple[str, ...] = ()) -> Reviewed:
    return Reviewed(standing=standing, revision=revision, due=due, claimed=claimed)


def ruling(decision: Decision = Decision.APPROVED, *, stage: str = "college", revision: int = 2,
           reason: str | None = None, honours: tuple[HonourDecision, ...] = ()) -> Ruling:
    return Ruling(stage=stage, revision=revision, decision=decision, reason=reason, honours=honours)


@pytest.mark.parametrize(("given", "found", "reviewer", "refusal"), [
    (ruling(), case(standing=Standing.RETURNED), BY_COLLEGE, CaseNotOpen),
    (ruling(), case(standing=Standing.ELIGIBLE, due=None), BY_COLLEGE, CaseNotOpen),
    (ruling(), case(standing=Standing.WITHDRAWN), BY_COLLEGE, CaseNotOpen),
    (ruling(), case(due=None), BY_COLLEGE, CaseNotOpen),
    (ruling(revision=1), case(), BY_COLLEGE, RevisionPassed),
    (ruling(revision=3), case(), BY_COLLEGE, RevisionPassed),
    (ruling(stage="authority"), case(), BY_AUTHORITY, StageNotDue),
    (ruling(), case(due=AUTHORITY), BY_COLLEGE, StageNotDue),
    (ruling(), case(), BY_AUTHORITY, StageNotYours),
    (ruling(), case(), Reviewer(by="source_college", scope="S02"), StageNotYours),
    (ruling(), case(), Reviewer(by="authority", scope="S01"), StageNotYours),
    (ruling(stage="authority"), case(due=AUTHORITY), Reviewer(by="authority", scope="other"), StageNotYours),
    (ruling(Decision.REJECTED), case(), BY_COLLEGE, ReasonWanted),
    (ruling(Decision.CORRECTION), case(), BY_COLLEGE, ReasonWanted),
])
def test_a_decision_is_refused(given: Ruling, found: Reviewed, reviewer: Reviewer,
                               refusal: type[LongmenError]) -> None:
    with pytest.raises(refusal):
        check_decision(given, found, reviewer)


@pytest.mark.parametrize(("given", "found", "reviewer"), [
    (ruling(), case(), BY_COLLEGE),
    (ruling(Decision.REJECTED, reason="材料不符"), case(), BY_COLLEGE),
    (ruling(Decision.CORRECTION, reason="照片不清"), case(claimed=("MERIT3",)), BY_COLLEGE),
    (ruling(stage="authority"), case(due=AUTHORITY), BY_AUTHORITY),
])
def test_a_decision_is_taken_from_whose_turn_it_is(given: Ruling, found: Reviewed, reviewer: Reviewer) -> None:
    assert check_decision(given, found, reviewer) is found.due


CODES = st.lists(st.sampled_from(["MERIT1", "MERIT2", "MERIT3", "SIYOU"]), max_size=5)


@given(CODES, CODES)
def test_who_approves_decides_on_every_claimed_honour_once_and_on_no_other(claimed: list[str], said: list[str]) -> None:
    honours = tuple(HonourDecision(code=code, confirmed=True) for code in said)
    found = case(claimed=tuple(claimed))
    if sorted(said) == sorted(set(claimed)):
        assert check_decision(ruling(honours=honours), found, BY_COLLEGE) is COLLEGE
    else:
        with pytest.raises(HonoursUndecided):
            check_decision(ruling(honours=honours), found, BY_COLLEGE)


def test_who_does_not_approve_decides_on_no_honour() -> None:
    with pytest.raises(HonoursUndecided):
        check_decision(
            ruling(Decision.REJECTED, reason="材料不符", honours=(HonourDecision(code="SIYOU", confirmed=True),)),
            case(claimed=("SIYOU",)), BY_COLLEGE,
        )


def test_an_honour_is_refused_with_a_reason() -> None:
    refused = HonourDecision(code="SIYOU", confirmed=False)
    with pytest.raises(HonourReasonWanted):
        check_decision(ruling(honours=(refused,)), case(claimed=("SIYOU",)), BY_COLLEGE)


def test_the_confirmed_honours_are_those() -> None:
    refused = HonourDecision(code="MERIT1", confirmed=False, reason="无")
    assert confirmed_honours([HonourDecision(code="SIYOU", confirmed=True), refused]) == ["SIYOU"]


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.ELIGIBLE])
def test_what_is_not_in_force_is_not_revoked(standing: Standing) -> None:
    with pytest.raises(NothingToRevoke):
        check_revocation(standing)
