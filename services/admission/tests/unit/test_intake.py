"""Which intakes may be opened on which machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.admission.domain.clock import RealClock, check_settable
from services.admission.domain.intake import IntakeCodeUnfit, RehearsalsOnly, check_new


@pytest.mark.parametrize(("rehearsal", "rehearsal_only", "allowed"), [
    (True, True, True), (True, False, True), (False, False, True), (False, True, False),
])
def test_a_real_intake_needs_a_machine_for_real_ones(rehearsal: bool, rehearsal_only: bool, allowed: bool) -> None:
    if allowed:
        check_new("x-2030", rehearsal=rehearsal, rehearsal_only=rehearsal_only)
        return
    with pytest.raises(RehearsalsOnly):
        check_new("x-2030", rehearsal=rehearsal, rehearsal_only=rehearsal_only)


@given(st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,4}", fullmatch=True))
def test_a_slug_is_a_code(code: str) -> None:
    check_new(code, rehearsal=True, rehearsal_only=True)


@given(st.text(max_size=70).filter(lambda text: not (text.isascii() and text.replace("-", "").isalnum())))
def test_anything_else_is_none(code: str) -> None:
    with pytest.raises(IntakeCodeUnfit):
        check_new(code, rehearsal=True, rehearsal_only=True)


def test_only_a_rehearsal_s_clock_can_be_set() -> None:
    check_settable(rehearsal=True)
    with pytest.raises(RealClock):
        check_settable(rehearsal=False)
