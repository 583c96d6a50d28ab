"""Who runs the machine sees what is stuck and sets it going, and nobody's name; who audits reads everything and
presses nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from shared import codec
from shared.bus import Message
from shared.contracts import Event
from shared.contracts.registration import ContactChanged
from shared.kernel import new_id, wall_clock
from shared.security.access import Role
from shared.web.navigation import MENUS
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE

STATE = "sealed"
HOME = "/notify/operations"
SECRET = "13912345678"


def dead(play: Play, account: str, body: bytes) -> Message:
    """A message that stopped a worker again and again."""
    event: type[Event] = ContactChanged
    message = Message(
        id=new_id(), name=event.NAME, publisher="registration", key=f"registration/contact/{account}", version=(1, 1),
        occurred_at=wall_clock(), body=body, intake=play.script.intake,
    )
    play.portal.services["notify"].inbox.bury(message, f"no way to reach {SECRET}")
    return message


def test_a_dead_message_is_replayed_and_one_beyond_help_given_up(window: Window, play: Play) -> None:
    good = ContactChanged(account="stranger", intake=play.script.intake, role="candidate", name="某人", phone=SECRET)
    mended, hopeless = dead(play, "stranger", codec.encode(good)), dead(play, "nobody", b"{")
    with window(who=play.staff.operator, device=PHONE, scripts=False) as page:
        page.goto(HOME)
        says(page, "2条收到的消息处理失败")
        assert SECRET not in page.content()
        open_message(page, mended)
        press(page, "立即重试")
        says(page, "重试成功")
        assert shape(page) == []
    with window(who=play.staff.operator, device=DESKTOP) as page:
        page.goto(HOME)
        says(page, "1条收到的消息处理失败")
        open_message(page, hopeless)
        press(page, "立即重试")
        says(page, "仍未成功")
        fill(page, order_number="渝教考函〔2024〕3号")
        press(page, "下一步")
        says(page, "放弃后不能恢复")
        press(page, "放弃")
        says(page, "已放弃这条消息")
        page.goto(HOME)
        says(page, "没有需要处理的事项")


def open_message(page: Page, message: Message) -> None:
    page.locator(f"main a[href$='{message.id}']").click()
    says(page, message.id)


@pytest.fixture
def private(play: Play) -> list[str]:
    """Names, numbers and telephones of everybody."""
    people = play.demo.played.people
    return [text for each in people for text in (each.name, each.id_number, each.phone)]


def test_an_operator_sees_every_service_and_nobodys_name(window: Window, play: Play, private: list[str]) -> None:
    with window(who=play.staff.operator, device=PHONE, scripts=False) as page:
        for entry in MENUS[Role.OPERATOR]:
            page.goto(entry.href)
            expect(page.locator("h1")).to_have_text(entry.label)
            says(page, "接下来的时点")
            assert [each for each in private if each in page.content()] == []
            assert shape(page) == []
        page.goto("/review/queue")
        expect(page.locator("main table")).to_have_count(0)


def buttons(page: Page) -> Iterator[str]:
    """What may be pressed to change something, or asks for it."""
    yield from page.locator("main a.button").all_inner_texts()
    for form in page.locator("main form").all():
        if (form.get_attribute("method") or "get").lower() == "post":
            yield form.inner_text()


def test_an_auditor_reads_the_logs_and_presses_nothing(window: Window, play: Play) -> None:
    with window(who=play.auditor, device=DESKTOP) as page:
        for entry in MENUS[Role.AUDITOR]:
            page.goto(entry.href)
            expect(page.locator("h1")).to_be_visible()
            assert list(buttons(page)) == []
        page.goto("/admission/audit")
        expect(page.locator("main table tbody tr").first).to_be_visible()
        says(page, "审计链核验通过")
        page.locator("main .filters summary").click()
        fill(page, actor="officer")
        press(page, "筛选")
        expect(page).to_have_url(re.compile("actor=officer"))
        expect(page.locator("main table tbody tr").first).to_contain_text("考试院工作人员")
        page.goto("/admission/board")
        follow(page, "第一志愿")
        assert list(buttons(page)) == []
