"""Rounds are over: two officers announce what is left, and everybody reads it; results are still to be released."""

from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE

STATE = "vacancies"
NUMBER = "渝教考函〔2024〕9号"


def test_what_is_left_is_announced_by_two(window: Window, play: Play) -> None:
    first, second = play.staff.officers
    with window(who=first, device=PHONE, scripts=False) as page:
        page.goto("/")
        follow(page, "缺额计划")
        fill(page, number=NUMBER)
        press(page, "统计缺额")
        says(page, "缺额计划已统计")
        press(page, "已核对，签批")
        says(page, "还须另一名工作人员签批")
        assert shape(page) == []
    with window(device=PHONE, scripts=False) as page:
        page.goto("/admission/vacancies")
        says(page, "缺额计划尚未公布")
    with window(who=second, device=DESKTOP) as page:
        page.goto("/")
        follow(page, "核对并签批")
        says(page, NUMBER)
        press(page, "已核对，签批")
        says(page, "缺额计划已经两人签批并公布")


def test_everybody_reads_what_is_left_and_from_when_it_is_filed_for(window: Window, play: Play) -> None:
    with window(device=PHONE, scripts=False) as page:
        page.goto("/admission/vacancies")
        says(page, NUMBER)
        expect(page.locator(".status-line")).to_contain_text("5月8日10:00开始")
        row = page.locator("main tbody tr").first
        fill(page, q=row.locator("a").inner_text()[:4])
        press(page, "查找")
        expect(page.locator("main tbody tr").first).to_be_visible()
        assert shape(page) == []


def test_nobody_is_sent_to_a_form_that_is_not_open(window: Window, play: Play) -> None:
    with window(who=play.people()["candidate-not_filed"], device=PHONE, scripts=False) as page:
        page.goto("/admission/vacancies")
        says(page, NUMBER)
        expect(page.get_by_role("link", name="填报征集志愿")).to_have_count(0)
