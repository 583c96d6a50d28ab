"""Reviewers: one case a screen, many in a workbook, two stages of a chain with the candidate's correction between."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rehearsal.courses import DOUBTFUL, MISSING
from rehearsal.doors import Account
from rehearsal.reviewing import items
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.sheets import bring_back, fill_in, taken
from tests.browser.stage import DESKTOP, PHONE

STATE = "review"
AUTHORITY = "exam_authority"
WORDS = "退役证编号与照片不一致，请核对后重新填写。"


@pytest.fixture
def registrar(play: Play) -> Account:
    """Of the source college that nobody plays by hand."""
    return play.staff.registrars[play.script.source_colleges[1]]


def sound(registrar: Account, *, authority: str | None = None) -> list[dict[str, Any]]:
    """Cases that are due at the college and could be approved; in whose chain this authority is."""
    due = [registrar.ask("GET", "review", f"/cases/{row['account']}").json()
           for row in items(registrar, "review", "/cases", status="open") if row["stage"] == "college"]
    return [case for case in due if not any(mark in str(case["claim"]) for mark in (DOUBTFUL, MISSING, "honours"))
            and authority in (None, case["chain"][-1]["owner"])]


def approve(page: Page, number: str) -> None:
    """Find this candidate in the queue and approve what is claimed."""
    page.goto("/review/queue")
    page.get_by_role("link", name=number).click()
    page.locator("[name=decision][value=approved]").check()
    press(page, "保存并审核下一份")
    says(page, "审核结论已保存")


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


def test_a_workbook_is_looked_at_by_row_and_what_changed_meanwhile_is_refused(
    window: Window, registrar: Account, tmp_path: Path
) -> None:
    one, stale, third = (case["candidate_number"] for case in sound(registrar)[-3:])
    with window(who=registrar, device=DESKTOP) as page, window(who=registrar, device=PHONE, scripts=False) as other:
        page.goto("/review/queue")
        follow(page, "用Excel审核")
        path = taken(page, tmp_path / "list.xlsx")
        fill_in(path, {one: {"结论": "通过"}, stale: {"结论": "通过"}, third: {"结论": "退回补正"}})
        bring_back(page, path)
        expect(page.locator("main tr", has_text=third)).to_contain_text("须填写原因")
        says(page, "2人可以提交，1行不能保存")
        follow(page, "修改后重新上传")
        fill_in(path, {third: {"理由": WORDS}})
        bring_back(page, path)
        expect(page.locator("main .notice-title").first).to_have_text(re.compile("3人可以提交$"))
        approve(other, stale)
        press(page, "确认提交3人的审核结论")
        says(page, "已保存2人的审核结论，1人未保存")
        expect(page.locator("main tr", has_text=stale)).to_contain_text("本次决定未保存")
        assert shape(page) == []


def test_what_an_authority_returns_is_corrected_by_its_words_and_approved(
    window: Window, play: Play, registrar: Account
) -> None:
    number = sound(registrar, authority=AUTHORITY)[0]["candidate_number"]
    whose = play.owner(number)
    reviewer = play.staff.reviewers[AUTHORITY]
    with window(who=registrar, device=DESKTOP) as college, window(who=reviewer, device=DESKTOP) as authority:
        approve(college, number)
        return_for_correction(authority, number)
        with window(who=whose, device=PHONE, scripts=False) as page:
            correct(page)
        approve(college, number)
        approve_last(authority, number)
    with window(who=whose, device=PHONE, scripts=False) as page:
        page.goto("/review/mine")
        says(page, "各环节审核均已通过")
        expect(page.locator("main .timeline")).to_contain_text("第2次提交")
        assert shape(page) == []


def return_for_correction(page: Page, number: str) -> None:
    """An authority asks for something: the words are read once more before they are the candidate's."""
    page.goto("/review/queue")
    page.get_by_role("link", name=number).click()
    page.locator("[name=decision][value=correction]").check()
    page.locator("[name=reason]").fill(WORDS)
    press(page, "保存并审核下一份")
    says(page, "提交后不能更改")
    press(page, "确认提交")
    says(page, "审核结论已保存")


def correct(page: Page) -> None:
    """From the home page, by what is read there."""
    page.goto("/notify/")
    says(page, "补正报名信息")
    page.goto("/review/mine")
    says(page, WORDS)
    assert shape(page) == []
    follow(page, "去补正")
    says(page, "请补正后重新提交")
    follow(page, "申报内容")
    fill(page, discharge_number="渝退1234567")
    press(page, "保存并继续")
    press(page, "保存并继续")
    page.goto("/registration/application")
    follow(page, "核对并提交")
    says(page, "渝退1234567")
    press(page, "重新提交报名")
    says(page, "报名已提交")


def approve_last(page: Page, number: str) -> None:
    """The second time an authority sees what was asked for before."""
    page.goto("/review/queue")
    page.get_by_role("link", name=number).click()
    says(page, WORDS)
    page.locator("[name=decision][value=approved]").check()
    press(page, "保存并审核下一份")
    says(page, "审核结论已保存")


@pytest.mark.parametrize("who", ["source-college", "reviewer"])
def test_nothing_of_the_queue_is_wider_than_its_window(window: Window, play: Play, who: str) -> None:
    with window(who=play.people()[who]) as page:
        page.goto("/review/queue")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
