"""Who goes down: tables of reasons, the worked example of domain.md 3.6, and what holds for any filings."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.admission.domain.round import Choice, Filed, Ground, Standing, Why, select, why_not

X, Y = Choice(college="X", majors=("1",)), Choice(college="Y", majors=("1",))
STANDING = Standing(category="VETERAN", confirmed=True)


def filed(account: str, **choices: Choice) -> Filed:
    return Filed(account=account, candidate_number=account, category="VETERAN", batch="MAIN", seal=1, revision=1,
                 choices=choices)


@pytest.mark.parametrize(("standing", "why"), [
    (STANDING, None),
    (replace(STANDING, withdrawn=True), Why.WITHDRAWN),
    (replace(STANDING, category=None), Why.NOT_ELIGIBLE),
    (replace(STANDING, category="AWARD"), Why.CATEGORY_CHANGED),
    (replace(STANDING, confirmed=False), Why.NOT_CONFIRMED),
    (replace(STANDING, admitted=True), Why.ADMITTED),
    (replace(STANDING, dispatched=True, held=True), Why.DISPATCHED),
    (replace(STANDING, held=True), Why.HELD),
    (Standing(), Why.NOT_ELIGIBLE),
])
def test_why_somebody_does_not_go(standing: Standing, why: Why | None) -> None:
    assert why_not(filed("a", A=X), standing, label="A", ground=Ground()) is why


@pytest.mark.parametrize(("majors", "left", "why"), [
    (("1",), {("X", "1", "VETERAN"): 1}, None),
    (("1",), {("X", "1", "VETERAN"): 0}, Why.FULL),
    (("1",), {("X", "1", "AWARD"): 3}, Why.FULL),
    (("1", "2"), {("X", "1", "VETERAN"): 0, ("X", "2", "VETERAN"): 1}, None),
    (("1",), {}, Why.FULL),
    (("1",), None, None),
])
def test_a_full_college_is_passed_over_only_by_rule(
    majors: tuple[str, ...], left: Mapping[tuple[str, str, str], int] | None, why: Why | None
) -> None:
    choice = Choice(college="X", majors=majors)
    assert why_not(filed("a", A=choice), STANDING, label="A", ground=Ground(left=left)) is why


def test_a_choice_that_was_not_filed_goes_nowhere() -> None:
    assert why_not(filed("a", A=X), STANDING, label="B", ground=Ground()) is Why.NO_CHOICE


def test_the_worked_example_of_sequential_choices() -> None:
    """domain.md 3.6: k=1: X gets e, a, c and takes e, Y gets and takes b; k=2: a goes to Y, c has no second choice."""
    every = [filed("e", A=X, B=Y), filed("a", A=X, B=Y), filed("b", A=Y, B=X), filed("c", A=X)]
    standings = dict.fromkeys("eabc", STANDING)
    first = select(every, standings, label="A", ground=Ground())
    assert [(line.college, line.account) for line in first.lines] == [("X", "a"), ("X", "c"), ("X", "e"), ("Y", "b")]
    standings |= dict.fromkeys("eb", replace(STANDING, admitted=True))
    second = select(every, standings, label="B", ground=Ground())
    assert [(line.college, line.account) for line in second.lines] == [("Y", "a")]
    assert second.left_out == {"e": Why.ADMITTED, "b": Why.ADMITTED, "c": Why.NO_CHOICE}


standings = st.builds(
    Standing, category=st.sampled_from(["VETERAN", "AWARD", None]), confirmed=st.booleans(), withdrawn=st.booleans(),
    admitted=st.booleans(), held=st.booleans(), dispatched=st.booleans(),
)
choices = st.dictionaries(st.sampled_from("ABC"), st.sampled_from([X, Y]), max_size=3)


@given(st.lists(st.tuples(choices, standings), max_size=12), st.sampled_from("ABC"))
def test_everybody_goes_once_or_is_left_out_with_a_reason(
    people: list[tuple[dict[str, Choice], Standing]], label: str
) -> None:
    every = [filed(f"{n:02}", **own) for n, (own, _) in enumerate(people)]
    known = {f"{n:02}": standing for n, (_, standing) in enumerate(people)}
    found = select(every, known, label=label, ground=Ground())
    sent = [line.account for line in found.lines]
    assert len(sent) == len(set(sent))
    assert {*sent, *found.left_out} == set(known)
    assert not set(sent) & set(found.left_out)
    for line in found.lines:
        own = known[line.account]
        assert (own.category, own.confirmed) == ("VETERAN", True)
        assert not any((own.withdrawn, own.admitted, own.held, own.dispatched))
        assert every[int(line.account)].choices[label] == Choice(college=line.college, majors=line.majors)


@pytest.mark.parametrize(("tier", "why"), [
    ("NAT1", None), ("NAT2", Why.TIER_TOO_LOW), ("OTHER", Why.TIER_TOO_LOW), (None, None),
])
def test_a_tier_that_does_not_suffice_any_more_is_passed_over(tier: str | None, why: Why | None) -> None:
    """Who claims no award has no tier, and no bar."""
    ground = Ground(bars={X.college: frozenset({"NAT1"})})
    assert why_not(filed("a", A=X), replace(STANDING, tier=tier), label="A", ground=ground) is why
    assert why_not(filed("a", A=X), replace(STANDING, tier=tier), label="A", ground=Ground()) is None
