"""A reviewer at the queue, in a browser without scripts: one case a screen, the check page, the next one."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.forms import press, says
from tests.browser.season import Play
from tests.browser.stage import DESKTOP

STATE = "review"


def test_a_source_college_decides_a_case_and_the_candidate_reads_it(window: Window, play: Play) -> None:
    registrar = play.people()["source-college"]
    with window(who=registrar, device=DESKTOP, scripts=False) as page:
        page.goto("/review/queue?state=open")
        page.locator("main table a").first.click()
        expect(page.locator("h1")).to_be_visible()
        page.locator("[name=decision][value=correction]").check()
        press(page, "保存并审核下一份")
        expect(page.locator(".errors")).to_contain_text("原因")
        page.locator("[name=reason]").fill("证书照片不完整，请重新拍照上传。")
        press(page, "保存并审核下一份")
        if page.get_by_role("button", name="确认提交").count():
            press(page, "确认提交")
        says(page, "审核结论已保存")


@pytest.mark.parametrize("who", ["source-college", "reviewer"])
def test_nothing_of_the_queue_is_wider_than_its_window(window: Window, play: Play, who: str) -> None:
    with window(who=play.people()[who]) as page:
        page.goto("/review/queue")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
