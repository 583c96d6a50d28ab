"""Files have gone down: a college's desk decides one in a browser without scripts, an officer looks at the board."""

import re

from playwright.sync_api import expect

from rehearsal.doors import Account
from tests.browser.conftest import Window
from tests.browser.forms import says
from tests.browser.season import Play
from tests.browser.stage import DESKTOP

STATE = "dispatched"


def desk_with_files(play: Play) -> tuple[str, list[Account]]:
    """The college with most files, and the two who sign for it."""
    board = play.company.officers.board("1")
    busiest = max(board["colleges"], key=lambda each: int(each["files"]))
    return str(busiest["college"]), play.staff.desks[busiest["college"]]


def test_a_desk_decides_a_file_and_reasons_are_asked_for(window: Window, play: Play) -> None:
    _, (first, _second) = desk_with_files(play)
    with window(who=first, device=DESKTOP, scripts=False) as page:
        page.goto("/admission/desk")
        says(page, "第一志愿")
        page.goto("/admission/desk/1")
        page.locator("main table a").first.click()
        page.locator("[name=admit][value=reject]").check()
        page.locator("#decision button").click()
        expect(page.locator(".errors")).to_contain_text("原因")
        page.locator("[name=admit]").first.check()
        page.locator("#decision button").click()
        says(page, "已保存")


def test_an_officer_reads_on_the_board_what_is_missing(window: Window, play: Play) -> None:
    college, _ = desk_with_files(play)
    with window(who=play.people()["officer"], device=DESKTOP, scripts=False) as page:
        page.goto("/admission/board")
        row = page.locator("main tr", has_text=college).first
        expect(row).to_contain_text(re.compile(r"\d"))
        row.get_by_role("link").first.click()
        expect(page.locator("h1")).to_contain_text(college)
