"""The end: each candidate reads what was released, and what the SMS said stands on the page."""

import re

import pytest
from playwright.sync_api import expect

from rehearsal.applying import Applicant
from rehearsal.colleges import POOR
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


def test_who_has_no_place_reads_so_and_why(window: Window, play: Play) -> None:
    with window(who=play.unplaced, device=PHONE, scripts=False) as page:
        page.goto("/notify/")
        says(page, "未被录取")
        page.goto("/admission/results")
        expect(page.locator("main .notice")).to_contain_text("本次录取已结束，您未被录取")
        expect(page.locator("main .notice.success")).to_have_count(0)
        step = page.locator("main .timeline li")
        expect(step).to_have_count(1)
        expect(step).to_contain_text("第一志愿")
        expect(step).to_contain_text(f"原因：{POOR}")
        expect(page.get_by_role("link", name="填报征集志愿")).to_have_count(0)
        assert shape(page) == []


@pytest.mark.parametrize(("service", "action"), [
    ("registration", "application.submit"), ("review", "case.settle"), ("choices", "terms.accept")])
def test_an_auditor_reads_whose_it_was_by_candidate_number(
    window: Window, play: Play, *, service: str, action: str
) -> None:
    with window(who=play.auditor, device=DESKTOP, scripts=False) as page:
        page.goto(f"/{service}/audit?action={action}")
        said = page.locator("main tbody tr td:nth-child(5)").all_inner_texts()
        numbers = {each.number for each in play.company.registration.applicants.values()}
        shown = {each.split()[-1] for each in said}
        assert shown & numbers
        assert all(len(each) == len(min(numbers)) and each.isdecimal() for each in shown)  # others applied here too


def test_a_claim_that_did_not_hold_is_no_result(window: Window, play: Play) -> None:
    with window(who=play.people()["candidate-bad_claim"], device=PHONE, scripts=False) as page:
        page.goto("/notify/")
        expect(page.locator("main")).not_to_contain_text("您已被录取")
        page.goto("/admission/results")
        expect(page.locator("main .notice.success")).to_have_count(0)
        assert shape(page) == []
