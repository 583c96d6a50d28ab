"""Two officers, without scripts: one makes the dry run of a round and signs what he read, the other signs the same."""

from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.forms import follow, press, says
from tests.browser.season import Play
from tests.browser.stage import DESKTOP

STATE = "sealed"


def test_a_round_goes_down_by_two_signatures(window: Window, play: Play) -> None:
    first, second = play.staff.officers
    with window(who=first, device=DESKTOP, scripts=False) as page:
        page.goto("/admission/board")
        page.locator("main h2").get_by_role("link", name="第一志愿").click()
        press(page, "试投档")
        if page.get_by_role("link", name="待签批或待下发的名单").count():
            follow(page, "待签批或待下发的名单")
        says(page, "尚无人签批")
        press(page, "已核对，签批")
        list_of = page.url.partition("?")[0].removesuffix("/signatures")
        page.goto(list_of if list_of.endswith("/preview") else f"{list_of}/preview")
        says(page, "请另一名工作人员登录后核对并签批")
        expect(page.get_by_role("button", name="已核对，签批")).to_have_count(0)
    with window(who=second, device=DESKTOP, scripts=False) as page:
        page.goto("/admission/board")
        page.locator("main h2").get_by_role("link", name="第一志愿").click()
        follow(page, "待签批或待下发的名单")
        press(page, "已核对，签批")
        page.goto("/admission/board")
        page.locator("main h2").get_by_role("link", name="第一志愿").click()
        follow(page, "待签批或待下发的名单")
        says(page, "两人已签批")
