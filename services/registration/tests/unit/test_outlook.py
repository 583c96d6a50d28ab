"""What a source college is told to do next: what others wait for comes first, and nothing whose window is shut."""

from datetime import timedelta

import pytest

from services.registration.usecases.outlook import KINDS, Duty, next_of
from shared.kernel import wall_clock
from shared.season.windows import Span, Standing, State

CLOSES = wall_clock() + timedelta(days=1)
BUSY = {"students": 4, "submitted": 3, "unconfirmed": 2, "unreviewed": 1}


def windows(*opened: str) -> dict[str, Standing]:
    """Only these are open."""
    span = Span(target="x", opens_at=None, closes_at=CLOSES)
    return {name: Standing(state=State.OPEN if name in opened else State.CLOSED, span=span) for name in KINDS}


@pytest.mark.parametrize(("opened", "counts", "nothing_saved", "duty"), [
    (("import", "confirmation"), BUSY | {"students": 0}, 0, Duty.IMPORT),
    (("import", "confirmation", "filing", "review"), BUSY, 5, Duty.CONFIRM),
    (("filing", "review"), BUSY, 5, Duty.REMIND),
    (("filing", "review"), BUSY, 0, Duty.REVIEW),
    (("review",), BUSY | {"unreviewed": 0}, 0, Duty.WAIT),
    (("import", "registration"), BUSY, 0, Duty.CHECK_IMPORT),
    (("confirmation",), BUSY | {"unconfirmed": 0}, 0, Duty.WAIT),
    ((), BUSY, 5, Duty.WAIT),
])
def test_the_one_next_thing(opened: tuple[str, ...], counts: dict[str, int], nothing_saved: int, duty: Duty) -> None:
    said = next_of(counts, windows(*opened), nothing_saved=nothing_saved)
    assert said.duty is duty
    assert said.until == (None if duty is Duty.WAIT else CLOSES)
