"""Colleges have returned: one officer makes the list of the provincial check and signs, the other signs; nobody is told
before the moment."""

import re

from playwright.sync_api import expect

from rehearsal.courses import Course
from tests.browser.conftest import Window
from tests.browser.forms import follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE

STATE = "returned"


def test_the_provincial_check_takes_two(window: Window, play: Play) -> None:
    first, second = play.staff.officers
    with window(who=first, device=DESKTOP) as page:
        page.goto("/admission/board")
        follow(page, "录检")
        page.locator("main table a").first.click()
        expect(page.locator("main table")).to_contain_text(re.compile("拟录取|拟退档"))
        follow(page, "返回录检")
        press(page, "生成待签批名单")
        says(page, "待签批名单已生成")
        press(page, "已核对，签批")
        says(page, "还须另一名工作人员签批")
    with window(who=second, device=PHONE, scripts=False) as page:
        page.goto("/")
        says(page, "签批第一志愿录检结果")
        follow(page, "核对并签批")
        says(page, "已签批：")
        assert shape(page) == []
        press(page, "已核对，签批")
        says(page, "录取名册已生成")
        follow(page, "录取名册和结果公布")
        says(page, "结果将于5月8日10:00公布")
        page.locator("main table a").first.click()
        expect(page.locator("main table")).to_be_visible()
        assert shape(page) == []


def test_a_candidate_is_told_nothing_of_it_yet(window: Window, play: Play) -> None:
    with window(who=play.candidate(Course.STEADY), device=PHONE, scripts=False) as page:
        page.goto("/admission/results")
        says(page, "已下发")
        expect(page.locator("main")).not_to_contain_text("录取到")
        expect(page.locator("main")).not_to_contain_text("您已被")
        assert shape(page) == []
