"""The one next step: a table of every state that a candidate can be in, and of every instant that changes it."""

from datetime import datetime, timedelta

import pytest

from services.notify.domain.step import CORRECTION, Act, Calendar, Opening, Step, as_mark, next_step
from shared.kernel import BEIJING


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2030, month, day, hour, tzinfo=BEIJING)


RESULTS = at(5, 8)
CALENDAR = Calendar(
    registration=[Opening(opens_at=at(1, 11), closes_at=at(1, 18)), Opening(opens_at=at(2, 26), closes_at=at(3, 1))],
    confirmation=[Opening(opens_at=at(3, 2), closes_at=at(3, 11))],
    filing=[Opening(opens_at=at(4, 10), closes_at=at(4, 11), batch="MAIN")],
    results=[RESULTS],
)
EXTRA = Calendar(filing=[*CALENDAR.filing, Opening(opens_at=at(5, 9), closes_at=at(5, 10), batch="S1", extra=True)],
                 registration=CALENDAR.registration, results=[RESULTS, at(5, 20)])
NONE: dict[str, str] = {}
SUBMITTED = {"application": "submitted"}
CONFIRMED = SUBMITTED | {"confirmed": "yes"}
RETURNED = {"application": "returned", CORRECTION: as_mark(at(2, 20))}
ELIGIBLE = CONFIRMED | {"eligibility": "eligible"}
FILED = ELIGIBLE | {"saved/MAIN": "some"}
CLEARED = ELIGIBLE | {"saved/MAIN": "none"}
REFUSED = FILED | {"outcome": "not_admitted"}


@pytest.mark.parametrize(("marks", "now", "step"), [
    (NONE, at(1, 10), Step(act=Act.WAIT_APPLY, begins=at(1, 11))),
    (NONE, at(1, 11), Step(act=Act.APPLY, until=at(1, 18))),
    (NONE, at(1, 18), Step(act=Act.WAIT_APPLY, begins=at(2, 26))),
    (NONE, at(2, 27), Step(act=Act.APPLY, until=at(3, 1))),
    (NONE, at(3, 1), Step(act=Act.NOT_APPLIED, until=at(3, 1))),
    (SUBMITTED, at(2, 27), Step(act=Act.WAIT_REVIEW, begins=at(3, 2))),
    (SUBMITTED, at(3, 2), Step(act=Act.CONFIRM, until=at(3, 11))),
    (SUBMITTED, at(3, 11), Step(act=Act.CONFIRM_OVER, until=at(3, 11))),
    (SUBMITTED | {"confirmed": "no"}, at(3, 2), Step(act=Act.CONFIRM, until=at(3, 11))),
    (CONFIRMED, at(3, 2), Step(act=Act.WAIT_REVIEW)),
    (RETURNED, at(2, 19), Step(act=Act.CORRECT, until=at(2, 20))),
    (RETURNED, at(2, 20), Step(act=Act.CORRECTION_OVER, until=at(2, 20))),
    ({"application": "returned"}, at(2, 20), Step(act=Act.CORRECT)),
    ({"application": "withdrawn", "eligibility": "not_eligible"}, at(3, 2), Step(act=Act.WITHDRAWN)),
    (CONFIRMED | {"eligibility": "not_eligible"}, at(3, 2), Step(act=Act.NOT_ELIGIBLE)),
    (FILED | {"eligibility": "revoked"}, at(4, 10), Step(act=Act.REVOKED)),
    (ELIGIBLE, at(4, 9), Step(act=Act.WAIT_FILING, begins=at(4, 10))),
    (ELIGIBLE, at(4, 10), Step(act=Act.FILE, until=at(4, 11))),
    (CLEARED, at(4, 10), Step(act=Act.FILE, until=at(4, 11))),
    (FILED, at(4, 10), Step(act=Act.CHECK, until=at(4, 11))),
    (FILED, at(4, 11), Step(act=Act.WAIT_RESULTS, begins=RESULTS)),
    (REFUSED, at(4, 20), Step(act=Act.WAIT_RESULTS, begins=RESULTS)),
    (FILED, at(5, 9), Step(act=Act.WAIT_RESULTS)),
    (ELIGIBLE, at(4, 11), Step(act=Act.NOTHING_FILED, until=at(4, 11))),
    (FILED | {"outcome": "admitted"}, at(5, 9), Step(act=Act.ADMITTED)),
    (FILED | {"outcome": "admitted", "eligibility": "revoked"}, at(5, 9), Step(act=Act.REVOKED)),
    (FILED | {"outcome": "unplaced"}, at(5, 9), Step(act=Act.UNPLACED)),
])
def test_the_step_of_a_state(marks: dict[str, str], now: datetime, step: Step) -> None:
    assert next_step(marks, CALENDAR, now) == step


@pytest.mark.parametrize(("marks", "now", "step"), [
    (FILED, at(4, 20), Step(act=Act.WAIT_RESULTS, begins=RESULTS)),
    (REFUSED, at(5, 8), Step(act=Act.WAIT_EXTRA, begins=at(5, 9))),
    (ELIGIBLE, at(4, 20), Step(act=Act.WAIT_EXTRA, begins=at(5, 9))),
    (REFUSED, at(5, 9), Step(act=Act.FILE_EXTRA, until=at(5, 10))),
    (REFUSED | {"saved/S1": "some"}, at(5, 9), Step(act=Act.CHECK, until=at(5, 10))),
    (REFUSED | {"saved/S1": "some"}, at(5, 11), Step(act=Act.WAIT_RESULTS, begins=at(5, 20))),
    (FILED | {"outcome": "admitted"}, at(5, 9), Step(act=Act.ADMITTED)),
])
def test_the_step_where_a_supplementary_filing_is_held(marks: dict[str, str], now: datetime, step: Step) -> None:
    assert next_step(marks, EXTRA, now) == step


def test_a_filing_opened_once_more_for_one_person_comes_first() -> None:
    again = Opening(opens_at=at(4, 10), closes_at=at(4, 10, 12), batch="MAIN-R1")
    calendar = Calendar(filing=[*CALENDAR.filing, again])
    assert next_step(FILED, calendar, at(4, 10)) == Step(act=Act.FILE, until=again.closes_at)
    done = FILED | {"saved/MAIN-R1": "some"}
    assert next_step(done, calendar, at(4, 10)) == Step(act=Act.CHECK, until=at(4, 11))


def test_the_last_moment_of_a_window_is_inside_and_its_close_is_not() -> None:
    blink = timedelta(microseconds=1)
    assert next_step(ELIGIBLE, CALENDAR, at(4, 11) - blink).act is Act.FILE
    assert next_step(ELIGIBLE, CALENDAR, at(4, 10) - blink).act is Act.WAIT_FILING


@pytest.mark.parametrize("marks", [NONE, ELIGIBLE])
def test_nothing_is_asked_for_while_nothing_is_announced(marks: dict[str, str]) -> None:
    assert next_step(marks, Calendar(), at(4, 10)) == Step(act=Act.WAIT_SEASON)
