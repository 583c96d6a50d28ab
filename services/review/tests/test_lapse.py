"""What nobody completed in time is settled when its time has passed; silence of the reviewers is not."""

from datetime import timedelta

from services.review.tests.desk import (
    CONFIRMATION,
    CONFIRMATION_CLOSED,
    INTAKE,
    OTHER_COLLEGE,
    REVIEW_CLOSED,
    Desk,
)
from services.review.timers import EVERY, Lapser
from shared.contracts.admission import ClockSet
from shared.contracts.parts import ClockSegment
from shared.kernel import wall_clock

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DAY = timedelta(days=1)
FILING = CONFIRMATION_CLOSED + timedelta(days=30)


def close(desk: Desk) -> None:
    """The confirmation's window closes, and no worker is there to see it."""
    segment = ClockSegment(wall_at=wall_clock(), season_at=CONFIRMATION_CLOSED, speed=0.0)
    desk.home.hear(ClockSet(intake=INTAKE, clock_version=99, segments=[segment]), key=f"admission/clock/{INTAKE}")


def test_who_is_not_confirmed_when_the_window_closes_is_not_eligible(desk: Desk) -> None:
    desk.submitted("approved")
    desk.submitted("undecided")
    desk.submitted("refused")
    desk.approved("approved")
    desk.confirmed("refused", confirmed=False)
    desk.go_to(CONFIRMATION_CLOSED - SECOND)
    assert {row["standing"] for row in desk.facts()} == {"open"}
    desk.go_to(CONFIRMATION_CLOSED)
    assert {row["standing"] for row in desk.facts()} == {"not_eligible"}
    for account in ("approved", "undecided", "refused"):
        [told] = desk.settled(account)
        assert (told.standing, told.settled_at, told.reason) == (
            "not_eligible", CONFIRMATION_CLOSED, "生源院校未在规定时间内确认报名。")


def test_who_is_confirmed_and_not_decided_stays_open(desk: Desk) -> None:
    desk.submitted()
    desk.confirmed()
    version = desk.case()["version"]
    desk.go_to(CONFIRMATION_CLOSED)
    assert (desk.standing(), desk.case()["version"]) == ("open", version)
    assert desk.settled() == []
    assert 'review_cases{season="sample-2030-exempt",service="review",standing="open"} 1.0' in (
        desk.home.anybody().get("/metrics").text)


def test_a_case_left_undecided_may_be_decided_under_an_order(desk: Desk) -> None:
    desk.submitted()
    desk.confirmed()
    desk.go_to(CONFIRMATION_CLOSED)
    assert desk.decide(desk.college(), "college").json["code"] == "review_closed"
    desk.ordered("review", CONFIRMATION_CLOSED + DAY, kind="reopening", opens_at=CONFIRMATION_CLOSED, candidate="a1")
    desk.approved()
    assert desk.standing() == "eligible"


def test_a_confirmation_that_is_heard_late_counts(desk: Desk) -> None:
    desk.submitted()
    desk.approved()
    desk.go_to(CONFIRMATION_CLOSED)
    desk.confirmed(at=CONFIRMATION_CLOSED - SECOND)
    assert [event.standing for event in desk.settled()] == ["not_eligible", "eligible"]


def test_a_dossier_that_is_heard_after_the_close_is_settled_too(desk: Desk) -> None:
    desk.go_to(CONFIRMATION_CLOSED)
    desk.submitted()
    desk.go_to(FILING)
    assert (desk.standing(), desk.settled()[0].settled_at) == ("not_eligible", CONFIRMATION_CLOSED)


def test_an_extension_for_a_college_is_waited_for(desk: Desk) -> None:
    desk.submitted("own")
    desk.submitted("other", college=OTHER_COLLEGE)
    extended = CONFIRMATION_CLOSED + DAY
    desk.ordered("confirmation", extended, college=OTHER_COLLEGE)
    desk.go_to(CONFIRMATION_CLOSED)
    assert (desk.standing("own"), desk.standing("other")) == ("not_eligible", "open")
    desk.go_to(FILING)
    assert (desk.standing("other"), desk.settled("other")[0].settled_at) == ("not_eligible", extended)


def test_a_dossier_not_handed_in_again_is_not_eligible_when_its_time_has_passed(desk: Desk) -> None:
    desk.submitted()
    desk.go_to(CONFIRMATION)
    desk.confirmed()
    desk.decide(desk.college(), "college", "correction", reason="照片不清")
    assert desk.case()["until"] == "2030-03-05T17:00:00+08:00"
    desk.go_to(REVIEW_CLOSED - SECOND)
    assert desk.standing() == "returned"
    desk.go_to(REVIEW_CLOSED)
    [told] = desk.settled()
    assert (told.standing, told.settled_at, told.reason) == (
        "not_eligible", REVIEW_CLOSED, "未在规定时间内补正并重新提交申报材料。")


def test_an_extension_of_the_review_is_one_of_the_correction_too(desk: Desk) -> None:
    desk.submitted()
    desk.go_to(CONFIRMATION)
    desk.confirmed()
    desk.decide(desk.college(), "college", "correction", reason="照片不清")
    desk.ordered("review", REVIEW_CLOSED + DAY, candidate="a1")
    desk.go_to(REVIEW_CLOSED)
    assert (desk.standing(), desk.settled()) == ("returned", [])
    assert desk.case()["until"] == "2030-03-06T17:00:00+08:00"
    desk.go_to(FILING)
    [told] = desk.settled()
    assert (told.standing, told.settled_at) == ("not_eligible", REVIEW_CLOSED + DAY)


def test_a_review_opened_again_afterwards_moves_no_correction(desk: Desk) -> None:
    desk.submitted()
    desk.go_to(CONFIRMATION)
    desk.confirmed()
    desk.decide(desk.college(), "college", "correction", reason="照片不清")
    desk.ordered("review", REVIEW_CLOSED + 2 * DAY, kind="reopening", opens_at=REVIEW_CLOSED + DAY, candidate="a1")
    desk.go_to(REVIEW_CLOSED)
    assert [told.standing for told in desk.settled()] == ["not_eligible"]


def test_a_dossier_handed_in_again_in_time_and_heard_late_is_open_again(desk: Desk) -> None:
    desk.submitted()
    desk.go_to(CONFIRMATION)
    desk.confirmed()
    desk.decide(desk.college(), "college", "correction", reason="照片不清")
    desk.go_to(REVIEW_CLOSED)
    desk.submitted(revision=2, submitted_at=REVIEW_CLOSED - SECOND)
    assert (desk.standing(), desk.case()["stage"], desk.case()["until"]) == ("open", "college", None)


def test_what_was_told_in_time_is_heard_first(desk: Desk) -> None:
    desk.submitted("late")
    desk.submitted("never")
    desk.approved("late")
    db = desk.home.services["review"].db
    lapser = Lapser(grace=MINUTE)
    began = wall_clock()
    assert lapser(db, began) is False
    close(desk)
    assert lapser(db, began + MINUTE - SECOND) is False
    desk.hear_confirmed("late", at=CONFIRMATION_CLOSED - SECOND)
    assert lapser(db, wall_clock() + MINUTE) is True
    assert (desk.standing("late"), desk.standing("never")) == ("eligible", "not_eligible")
    assert lapser(db, wall_clock() + MINUTE + EVERY) is False


def test_who_withdrew_is_told_nothing_when_the_time_passes(desk: Desk) -> None:
    desk.submitted()
    desk.voided()
    desk.go_to(FILING)
    assert desk.standing() == "withdrawn"
    assert desk.settled() == []
