"""The moment of results and of the supplementary filing: who is admitted reads where, who is not files once more."""

from playwright.sync_api import Page, expect

from rehearsal.courses import Course
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE

STATE = "supplementary"


def test_results_are_out_at_their_moment(window: Window, play: Play) -> None:
    admitted = sum(each["admitted"] for each in play.company.officers.board("1")["colleges"])
    with window(who=play.people()["officer"], device=DESKTOP, scripts=False) as page:
        page.goto("/admission/results-release")
        row = page.locator("main tbody tr", has_text="第一志愿")
        expect(row).to_contain_text("已公布")
        expect(row.locator("td", has_text=str(admitted)).first).to_be_visible()


def test_who_filed_nothing_reads_the_terms_and_files_for_what_is_left(window: Window, play: Play) -> None:
    late = play.candidate(Course.NOT_FILED)
    with window(who=late, device=PHONE, scripts=False) as page:
        page.goto("/notify/")
        says(page, "您目前未被录取")
        page.goto("/admission/results")
        expect(page.locator("main .notice.success")).to_have_count(0)
        follow(page, "填报征集志愿")
        expect(page.locator(".status-line")).to_contain_text("未保存 A")
        follow(page, "阅读《填报条款和声明》")
        press(page, "我已知晓并同意上述条款")
        follow(page, "填报A志愿")
        save(page)
        page.go_back()
        press(page, "保存A志愿")  # a step back and the same once more
        follow(page, "核对志愿信息")
        expect(page.locator("h1")).to_have_text("志愿信息")
        expect(page.locator(".status-line")).to_contain_text("已保存 A")
        says(page, "保存记录（1次）")
        assert shape(page) == []


def save(page: Page) -> None:
    """The first college and its first major, of what one may file for."""
    assert shape(page) == []
    page.locator("main h2 a, main h3 a, main li a").first.click()
    code = page.locator("[name=major1] option").nth(1).get_attribute("value")
    fill(page, major1=code or "")
    press(page, "保存A志愿")
    says(page, "保存成功")
    says(page, "回执号")
