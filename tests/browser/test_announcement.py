"""An officer announces something: read once more before it is out, then in everybody's sight and in each inbox."""

from playwright.sync_api import expect

from rehearsal.courses import Course
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE

STATE = "registration"
TITLE, FIRST, SECOND = "关于核对本人报名信息的公告", "请各位考生核对本人报名信息。", "有误的，请与生源院校联系。"


def test_what_an_officer_publishes_everybody_reads(window: Window, play: Play) -> None:
    with window(who=play.staff.officers[0], device=DESKTOP) as page:
        page.goto("/notify/announcements")
        follow(page, "发布公告")
        fill(page, title=TITLE, text=FIRST)
        press(page, "下一步")
        says(page, "公告尚未发布")
        press(page, "返回修改")
        fill(page, text=f"{FIRST}\n{SECOND}")
        press(page, "下一步")
        press(page, "发布")
        says(page, "公告已发布")
    with window(device=PHONE, scripts=False) as page:
        page.goto("/")
        page.goto("/notify/announcements")
        follow(page, TITLE)
        expect(page.locator("h1")).to_have_text(TITLE)
        says(page, FIRST)
        says(page, SECOND)
        expect(page.locator("main .notice.success")).to_have_count(0)
        assert shape(page) == []


def test_a_candidate_finds_what_came_in_the_inbox_and_marks_it_read(window: Window, play: Play) -> None:
    with window(who=play.candidate(Course.STEADY), device=PHONE, scripts=False) as page:
        page.goto("/notify/")
        follow(page, "条未读消息")
        says(page, "您已于")  # 开通报名账号: what was sent as an SMS stands here in full
        expect(page.locator("article.unread").first).to_be_visible()
        assert shape(page) == []
        press(page, "全部标为已读")
        says(page, "已全部标为已读")
        expect(page.locator("article.unread")).to_have_count(0)
        page.go_back()
        page.goto("/notify/")
        expect(page.get_by_role("link", name="条未读消息")).to_have_count(0)
