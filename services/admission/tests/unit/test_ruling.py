"""What a ruling makes of held files, and the seats that accepting an over-full return takes."""

import pytest

from services.admission.domain.ruling import (
    Becomes,
    NothingHeld,
    NothingToAccept,
    RulingIncomplete,
    Verdict,
    becomes,
    check_ruling,
    grants,
)
from services.admission.domain.status import Held
from services.admission.domain.vacancy import Kept, vacancies

ACCEPT, REFUSE = Verdict.ACCEPT, Verdict.REFUSE


@pytest.mark.parametrize(("verdict", "why", "window_open", "found"), [
    (ACCEPT, Held.LATE, False, Becomes.COUNTS),
    (ACCEPT, Held.OVER_FULL, True, Becomes.COUNTS),
    (ACCEPT, Held.SILENT, False, None),
    (REFUSE, Held.LATE, False, Becomes.FREE),
    (REFUSE, Held.SILENT, False, Becomes.FREE),
    (REFUSE, Held.OVER_FULL, True, Becomes.GOES_BACK),
    (REFUSE, Held.OVER_FULL, False, Becomes.FREE),
])
def test_what_becomes_of_a_held_file(verdict: Verdict, why: Held, window_open: bool, found: Becomes | None) -> None:
    assert becomes(verdict, why, window_open=window_open) is found


@pytest.mark.parametrize(("verdict", "held", "number", "error"), [
    (REFUSE, [], "1号", NothingHeld),
    (ACCEPT, [Held.SILENT], "1号", NothingToAccept),
    (ACCEPT, [Held.LATE], " ", RulingIncomplete),
])
def test_a_ruling_that_cannot_be(verdict: Verdict, held: list[Held], number: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_ruling(verdict, held, number=number, reason="未按时返回")


def test_only_what_is_lacking_is_granted() -> None:
    a, b = ("X", "1", "VETERAN"), ("X", "2", "VETERAN")
    assert grants({a: 3, b: 1}, {a: 2, b: 5}) == {a: 1}


def test_seats_that_a_college_may_still_give_are_not_announced() -> None:
    a, b = ("X", "1", "VETERAN"), ("X", "2", "VETERAN")
    own = Kept(college="X", category="VETERAN", majors=("1", "2"))
    kept = [own, Kept(college="X", category="AWARD", majors=("1",))]
    assert vacancies({a: 2, b: 1}, kept) == {a: 1}
