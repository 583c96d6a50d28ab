"""A revision's hash follows from everything before it, and from every part of what it says."""

from hypothesis import given
from hypothesis import strategies as st

from services.choices.domain.chain import START, link, receipt_number

SAID = st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=5), st.none()), max_size=4)


@given(SAID, SAID)
def test_two_different_things_have_two_hashes(one: dict[str, object], other: dict[str, object]) -> None:
    assert (link(START, one) == link(START, other)) == (one == other)


@given(SAID)
def test_what_came_before_is_in_it(said: dict[str, object]) -> None:
    assert link(START, said) != link(link(START, {}), said)


def test_a_receipt_number_can_be_read_out() -> None:
    assert receipt_number("9f2a00c177d351be" + "0" * 48) == "9F2A-00C1-77D3-51BE"
