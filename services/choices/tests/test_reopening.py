"""One person's reopening is a batch of its own, under the rules of the batch whose window it reopens."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.choices.tests.desk import CLOSES, LI, S1, SUPPLEMENTARY, ZHANG, Desk, problem
from services.choices.tests.test_window import VACANT
from shared.contracts.parts import Seats

HOUR = timedelta(hours=1)


def reopen(desk: Desk, target: str, batch: str, *, at: datetime) -> None:
    """For 张伟, from now on for an hour."""
    desk.order("reopening", target, candidate=ZHANG, batch=batch, opens_at=at, closes_at=at + HOUR)
    desk.home.settle()


@pytest.fixture
def reopened(desk: Desk) -> Desk:
    """The supplementary filing was announced with its vacancies; 张伟 has a reopening of it."""
    desk.order("announcement", "filing-supplementary")
    desk.vacancies(VACANT)
    desk.go_to(SUPPLEMENTARY)
    reopen(desk, "filing-supplementary", "S1-R1", at=SUPPLEMENTARY)
    return desk


def test_a_reopened_supplementary_filing_offers_the_vacancies_and_nothing_else(reopened: Desk) -> None:
    assert [each["major"] for each in reopened.get("/plan?batch=S1-R1").json["items"]] == ["03"]
    assert problem(reopened.save("A", "10001", ["01"], batch="S1-R1")) == (422, "no_seats_for_category")
    assert reopened.save("A", "10002", ["03"], batch="S1-R1").status_code == 200
    assert problem(reopened.save("A", "10002", ["03"], batch="S1-R1", account=LI)) == (404, "not_found")


def test_source_colleges_do_not_hear_of_a_reopened_supplementary_filing(reopened: Desk) -> None:
    reopened.save("A", "10002", ["03"], batch="S1-R1")
    reopened.home.settle()
    assert {each.batch for each in reopened.told.events("filing_progressed")} == {"MAIN"}


def test_a_reopening_before_the_vacancies_are_heard_waits_for_them(desk: Desk) -> None:
    desk.go_to(SUPPLEMENTARY)
    reopen(desk, "filing-supplementary", "S1-R1", at=SUPPLEMENTARY)
    assert problem(desk.save("A", "10002", ["03"], batch="S1-R1")) == (409, "filing_unannounced")


def test_what_was_cancelled_is_not_reopened_since_nothing_of_it_is_sealed(desk: Desk) -> None:
    desk.order("cancellation", "filing-supplementary")
    desk.go_to(SUPPLEMENTARY)
    reopen(desk, "filing-supplementary", "S1-R1", at=SUPPLEMENTARY)
    assert problem(desk.save("A", "10002", ["03"], batch="S1-R1")) == (409, "filing_cancelled")


def test_of_anothers_reopening_nothing_is_told_to_ones_source_college(desk: Desk) -> None:
    desk.go_to(CLOSES)
    reopen(desk, "filing", "MAIN-R1", at=CLOSES)
    desk.settle("0193-wang")
    desk.home.settle()
    assert desk.accept("0193-wang").status_code == 200
    desk.home.settle()
    told: list[Any] = [each for each in desk.told.events("filing_progressed") if each.account == "0193-wang"]
    assert {each.batch for each in told} == {"MAIN"}


def test_vacancies_announced_anew_at_the_same_instant_are_the_ones_that_count(reopened: Desk) -> None:
    assert reopened.save("A", "10002", ["03"], batch=S1).status_code == 200
    reopened.vacancies([Seats(college="10001", major="01", category="VETERAN", seats=1)])
    reopened.home.settle()
    assert reopened.save("A", "10001", ["01"], batch=S1).status_code == 200
    assert problem(reopened.save("A", "10002", ["03"], batch=S1)) == (422, "no_seats_for_category")
