"""A source college hands in its list of students, in a browser without scripts: refused by cell, checked, written."""

from pathlib import Path

from playwright.sync_api import Page

from rehearsal.roster import workbook
from tests.browser.conftest import Window
from tests.browser.forms import follow, press, says
from tests.browser.season import Play
from tests.browser.stage import DESKTOP

STATE = "before-opening"


def upload(page: Page, content: bytes, folder: Path) -> None:
    path = folder / "学籍信息.xlsx"
    path.write_bytes(content)
    page.goto("/registration/rosters")
    page.locator("[name=file]").set_input_files(path)
    press(page, "上传并校验")
    if page.get_by_role("link", name="刷新").count():
        follow(page, "刷新")


def test_a_list_is_refused_by_cell_then_checked_then_written(window: Window, play: Play, tmp_path: Path) -> None:
    college = play.script.source_colleges[0]
    students = [person for person in play.demo.played.people if person.college == college]
    with window(who=play.people()["source-college"], device=DESKTOP, scripts=False) as page:
        upload(page, workbook(students, spoiled=True), tmp_path)
        says(page, "没有写入任何数据")
        assert page.locator("main table tbody tr").count() >= 1
        upload(page, workbook(students), tmp_path)
        says(page, "尚未写入")
        press(page, "确认写入")
        if page.get_by_role("link", name="刷新").count():
            follow(page, "刷新")
        says(page, "写入完成")
