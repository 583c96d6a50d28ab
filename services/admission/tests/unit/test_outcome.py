"""Everybody ends in exactly one way; a roll has everybody once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.admission.domain.outcome import End, Outcome, outcome_of
from services.admission.domain.roll import PER_PAGE, Entry, pages

PLAIN = {"withdrawn": False, "admitted": False, "settled": True, "eligible": True, "filed": True, "open": False}


@pytest.mark.parametrize(("changed", "over", "outcome"), [
    ({}, False, Outcome.UNPLACED),
    ({"filed": False}, False, Outcome.NOT_FILED),
    ({"admitted": True}, False, Outcome.ADMITTED),
    ({"eligible": False}, False, Outcome.NOT_ELIGIBLE),
    ({"withdrawn": True, "eligible": False}, False, Outcome.WITHDRAWN),
    ({"open": True}, False, None),
    ({"open": True}, True, Outcome.ESCALATED),
    ({"settled": False, "eligible": False}, False, None),
    ({"settled": False, "eligible": False}, True, Outcome.ESCALATED),
])
def test_how_a_season_ends(changed: dict[str, bool], over: bool, outcome: Outcome | None) -> None:
    assert outcome_of(End(**{**PLAIN, **changed}), over=over) is outcome


@given(st.fixed_dictionaries({name: st.booleans() for name in PLAIN}))
def test_when_all_is_over_everybody_has_an_outcome(known: dict[str, bool]) -> None:
    assert outcome_of(End(**known), over=True) is not None


@given(st.integers(1, 3 * PER_PAGE))
def test_a_roll_has_everybody_once_in_order(count: int) -> None:
    entries = [
        Entry(candidate_number=f"{count - n:04}", name="考生", category="VETERAN", major=str(n % 3), major_name="专业",
              account=str(n))
        for n in range(count)
    ]
    made = pages(entries, heading={"title": "录取名册"})
    rows = [row for page in made for row in page["rows"]]
    assert [row["no"] for row in rows] == list(range(1, count + 1))
    assert sorted(row["candidate_number"] for row in rows) == sorted(entry.candidate_number for entry in entries)
    assert [(row["major"], row["candidate_number"]) for row in rows] == sorted(
        (row["major"], row["candidate_number"]) for row in rows)
    assert [(page["page"], page["pages"]) for page in made] == [(n, len(made)) for n in range(1, len(made) + 1)]
    assert sum(page["on_page"] for page in made) == count
