"""The machine of a file's states, move by move."""

from itertools import product

import pytest

from services.admission.domain.status import Ended, Mover, ReasonWanted, Status, StatusNotReached, check_move, sources

ALLOWED = {
    (Status.FREE, Status.DISPATCHED, Mover.AUTHORITY),
    (Status.DISPATCHED, Status.READING, Mover.COLLEGE),
    (Status.READING, Status.PRE_ADMIT, Mover.COLLEGE),
    (Status.READING, Status.PRE_REJECT, Mover.COLLEGE),
    (Status.PRE_ADMIT, Status.PRE_REJECT, Mover.COLLEGE),
    (Status.PRE_REJECT, Status.PRE_ADMIT, Mover.COLLEGE),
    (Status.PRE_ADMIT, Status.READING, Mover.COLLEGE),
    (Status.PRE_REJECT, Status.READING, Mover.COLLEGE),
    (Status.PRE_ADMIT, Status.READING, Mover.AUTHORITY),
    (Status.PRE_REJECT, Status.READING, Mover.AUTHORITY),
    (Status.PRE_ADMIT, Status.PENDING_STAMP, Mover.AUTHORITY),
    (Status.PENDING_STAMP, Status.READING, Mover.AUTHORITY),
    (Status.PENDING_STAMP, Status.ADMITTED, Mover.AUTHORITY),
    (Status.PRE_REJECT, Status.FREE, Mover.AUTHORITY),
}


@pytest.mark.parametrize(("present", "wanted", "by"), list(product(Status, Status, Mover)))
def test_only_these_moves_are_made(present: Status, wanted: Status, by: Mover) -> None:
    if (present, wanted, by) in ALLOWED:
        check_move(present, wanted, by=by, reason="专业要求不符")
    else:
        with pytest.raises(StatusNotReached):
            check_move(present, wanted, by=by, reason="专业要求不符")


@pytest.mark.parametrize("present", [status for status in Status if status is not Status.FREE])
def test_a_revocation_takes_a_file_back_from_anywhere(present: Status) -> None:
    check_move(present, Status.FREE, by=Mover.AUTHORITY, ended=Ended.REVOKED, reason="资格被取消")


def test_a_written_decision_frees_only_what_a_college_still_has() -> None:
    freed = {Status.DISPATCHED, Status.READING, Status.PRE_ADMIT, Status.PRE_REJECT}
    assert sources(Status.FREE, by=Mover.AUTHORITY, ended=Ended.RULED) == freed


@pytest.mark.parametrize("ended", list(Ended))
def test_a_college_frees_nobody(ended: Ended) -> None:
    assert sources(Status.FREE, by=Mover.COLLEGE, ended=ended) == frozenset()


@pytest.mark.parametrize("reason", [None, "", "  "])
@pytest.mark.parametrize(("present", "wanted", "by"), [
    (Status.READING, Status.PRE_REJECT, Mover.COLLEGE), (Status.PRE_REJECT, Status.FREE, Mover.AUTHORITY),
])
def test_nobody_is_turned_away_without_a_reason(
    present: Status, wanted: Status, by: Mover, reason: str | None
) -> None:
    with pytest.raises(ReasonWanted):
        check_move(present, wanted, by=by, reason=reason)
