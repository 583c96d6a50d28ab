"""The end: each candidate reads what was released, and what the SMS said stands on the page."""

import re

import pytest
from playwright.sync_api import expect

from rehearsal.applying import Applicant
from rehearsal.courses import ELIGIBLE_NEVER
from tests.browser.conftest import Window
from tests.browser.forms import says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE, Device

STATE = "results"
PLACED = re.compile("您已被(.+?)录取")


def told(play: Play, applicant: Applicant) -> str | None:
    """The college that admitted this candidate, as their phone has it."""
    said = (PLACED.search(each["text"]) for each in play.desk.post.sms(applicant.candidate.person.phone))
    return next((found[1] for found in said if found), None)


@pytest.fixture
def eligible(play: Play) -> list[Applicant]:
    return [each for each in play.company.registration.applicants.values()
            if each.candidate.course not in ELIGIBLE_NEVER]


@pytest.mark.parametrize(("device", "scripts"), [(PHONE, False), (DESKTOP, True)])
def test_who_was_told_of_a_place_reads_where(
    window: Window, play: Play, eligible: list[Applicant], *, device: Device, scripts: bool
) -> None:
    applicant = next(each for each in (eligible if device is PHONE else eligible[::-1]) if told(play, each))
    with window(who=play.owner(applicant.number), device=device, scripts=scripts) as page:
        page.goto("/notify/")
        says(page, "您已被录取")
        page.goto("/admission/results")
        expect(page.locator("main .notice.success")).to_contain_text(f"您已被{told(play, applicant)}")
        expect(page.locator("main a[href^='tel:']")).to_have_count(1)
        assert shape(page) == []


def test_a_claim_that_did_not_hold_is_no_result(window: Window, play: Play) -> None:
    with window(who=play.people()["candidate-bad_claim"], device=PHONE, scripts=False) as page:
        page.goto("/notify/")
        expect(page.locator("main")).not_to_contain_text("您已被录取")
        page.goto("/admission/results")
        expect(page.locator("main .notice.success")).to_have_count(0)
        assert shape(page) == []
