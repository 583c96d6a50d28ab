"""A candidate at the close: two windows, a line that is cut, a sign-in that ended, a deadline passing on the way."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from rehearsal.courses import Course
from rehearsal.doors import Account
from tests.browser.conftest import Window
from tests.browser.forms import fill, press, says
from tests.browser.season import Play
from tests.browser.stage import DESKTOP

STATE = "last-minutes"
FORM = "/choices/filing/MAIN/A"
SECOND = timedelta(seconds=1)


@pytest.fixture
def filer(play: Play) -> Account:
    """Somebody who has saved all choices."""
    found = play.candidate(Course.STEADY)
    assert found is not None
    return found


def kept(who: Account) -> tuple[int, list[str]]:
    """What storage holds of the first choice: the filing's revision, the majors."""
    filing = who.ask("GET", "choices", "/filings/MAIN").json()
    first = next(each for each in filing["choices"] if each["label"] == "A")
    return filing["revision"], [each["code"] for each in first["majors"]]


def reorder(page: Page) -> list[str]:
    """Another order of majors than the one that is saved, typed and not sent."""
    wanted = options(page)[1:3][::-1] if chosen(page) != options(page)[1:3][::-1] else options(page)[1:3]
    for place in (3, 2, 1):
        field = page.locator(f"[name=major{place}]")
        if field.count():
            field.select_option(wanted[place - 1] if place <= len(wanted) else "")
    return wanted


def options(page: Page) -> list[str]:
    found: list[str] = page.locator("[name=major1] option").evaluate_all("all => all.map(each => each.value)")
    return found


def chosen(page: Page) -> list[str]:
    found: list[str] = page.locator("select[name^=major]").evaluate_all("all => all.map(each => each.value)")
    return [each for each in found if each]


def test_the_first_line_says_what_is_saved_and_how_long_there_is(window: Window, filer: Account) -> None:
    with window(who=filer, scripts=False) as page:
        page.goto("/choices/filing")
        expect(page.locator(".status-line")).to_contain_text("已保存 A")
        expect(page.locator(".status-line")).to_contain_text("距截止 08:12")
        expect(page.locator("nav.menu .group")).to_contain_text("信息查看")
        expect(page.locator("nav.menu .group a")).to_have_count(3)


def test_without_scripts_a_choice_is_saved_and_read_back(window: Window, filer: Account) -> None:
    before, _ = kept(filer)
    with window(who=filer, scripts=False) as page:
        page.goto(FORM)
        wanted = reorder(page)
        press(page, "保存A志愿")
        says(page, "保存成功")
        assert kept(filer) == (before + 1, wanted)
        page.go_back()
        assert page.url.endswith(FORM)
        press(page, "保存A志愿")
        assert kept(filer) == (before + 1, wanted), "a step back and the same button wrote something"


def test_of_two_windows_the_second_is_shown_both_versions(window: Window, filer: Account) -> None:
    with window(who=filer) as phone, window(who=filer, device=DESKTOP) as desk:
        phone.goto(FORM)
        desk.goto(FORM)
        first = reorder(phone)
        press(phone, "保存A志愿")
        says(phone, "保存成功")
        fill(desk, major1=first[-1])
        for field in desk.locator("select[name^=major]").all()[1:]:
            field.select_option("")
        press(desk, "保存A志愿")
        says(desk, "已在另一处修改")
        assert kept(filer)[1] == first
        assert chosen(desk) == first[-1:]
        press(desk, "仍保存我填写的内容")
        says(desk, "保存成功")
        assert kept(filer)[1] == first[-1:]


def test_a_line_that_is_cut_loses_nothing_typed(window: Window, filer: Account) -> None:
    with window(who=filer) as page:
        page.goto(FORM)
        wanted = reorder(page)
        page.context.set_offline(True)
        press(page, "保存A志愿")
        says(page, "暂时无法连接")
        assert chosen(page) == wanted
        page.context.set_offline(False)
        press(page, "保存A志愿")
        says(page, "保存成功")
        assert kept(filer)[1] == wanted


def test_a_sign_in_that_ended_shows_what_was_typed_and_it_is_saved_after_signing_in(
    window: Window, play: Play, filer: Account
) -> None:
    before = kept(filer)
    with window(who=filer, scripts=False) as page:
        page.goto(FORM)
        wanted = reorder(page)
        page.context.clear_cookies()
        press(page, "保存A志愿")
        expect(page.locator("main")).to_contain_text("未保存")
        for code in wanted:
            expect(page.locator("main")).to_contain_text(code)
        assert kept(filer) == before
        filer.ask("GET", "registration", "/me")
        page.context.add_cookies([{"name": "longmen", "value": filer.access, "url": play.portal.base}])
        page.locator("main form button").first.click()
        if page.get_by_role("button", name="保存A志愿").count():
            press(page, "保存A志愿")
        says(page, "保存成功")
        assert kept(filer)[1] == wanted


def test_what_comes_through_after_the_seal_is_refused_and_stays_in_the_form(
    window: Window, play: Play, filer: Account
) -> None:
    closes = play.calendar.instant("window.filing-first.closes")
    before = kept(filer)
    with window(who=filer) as page, window(who=filer) as late:
        page.goto(FORM)
        late.goto(FORM)
        under_way = reorder(page)
        play.portal.once_received(FORM, lambda: play.calendar.to((closes + SECOND).isoformat()))
        press(page, "保存A志愿")
        says(page, "未能在封存前送达，未保存")
        assert chosen(page) == under_way
        too_late = reorder(late)
        press(late, "保存A志愿")
        says(late, "17:00:01到达，未保存")
        for code in too_late:
            says(late, code)
        assert kept(filer) == before
