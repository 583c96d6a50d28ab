"""Files have gone down: a college's desk decides them one by one and in a workbook, and two return them; the board; an
order that gives a college more time."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from rehearsal.colleges import FULL, Rows, decide
from rehearsal.desk import Desk
from rehearsal.doors import Account
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.sheets import bring_back, fill_in, taken
from tests.browser.stage import DESKTOP, PHONE

STATE = "dispatched"
HERE = "/admission/desk/1"
ORDER = "渝教考函〔2024〕5号"


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


def wanted(play: Play, college: str, staff: list[Account]) -> Rows:
    """What the college decides of each file that is not decided: as many as there are seats are admitted."""
    task = Desk(college, play.script.plan, staff).fetch("1")
    return decide(task, college, seed=play.script.seed)


def in_words(rows: Rows) -> Mapping[str, Mapping[str, str]]:
    """The same as it is written into the list."""
    return {row["candidate_number"]: {"结论": "录取", "专业": row["admit"]} if row["admit"] else
            {"结论": "退档", "理由": row["reason"]} for row in rows}


def test_a_college_decides_by_file_and_by_workbook_and_two_return_it(
    window: Window, play: Play, tmp_path: Path
) -> None:
    college, (first, second) = desk_with_files(play)
    by_file, *by_list = wanted(play, college, [first, second])
    with window(who=first, device=DESKTOP) as page:
        page.goto("/")
        follow(page, "填写下一名考生的意见")
        choose(page, by_file["admit"])
        says(page, "已保存")
        decide_in_a_list(page, by_list, tmp_path / "list.xlsx")
        follow(page, "核对并生成返回")
        press(page, "生成返回")
        says(page, "尚须两名工作人员签发")
        press(page, "已核对，签发")
        says(page, "您已签发。还须另一名工作人员签发")
        expect(page.get_by_role("button", name="已核对，签发")).to_have_count(0)
    with window(who=second, device=PHONE, scripts=False) as page:
        page.goto("/")
        says(page, "还须1人签发")
        follow(page, "核对并签发")
        expect(page.locator("main tr", has_text=by_file["candidate_number"])).to_be_visible()
        assert shape(page) == []
        press(page, "已核对，签发")
        says(page, "录取结果已返回")
        says(page, "以服务器时间为准")
        page.goto(HERE)
        says(page, "本轮录取结果已返回")
    assert next(each for each in play.company.officers.board("1")["colleges"]
                if each["college"] == college)["missing"] == 0


def choose(page: Page, major: str | None) -> None:
    """The decision about one file."""
    page.locator(f"[name=admit][value='{major or 'reject'}']").check()
    if major is None:
        page.locator("[name=reason]").fill(FULL)
    page.locator("#decision button").click()


def decide_in_a_list(page: Page, rows: Rows, path: Path) -> None:
    """All the others: one row is wrong at first, and what is kept is what was looked at."""
    page.goto(HERE)
    follow(page, "用Excel批量填写")
    taken(page, path)
    said, last = in_words(rows), rows[-1]["candidate_number"]
    fill_in(path, {**said, last: {"结论": "退档"}})
    bring_back(page, path)
    expect(page.locator("main tr", has_text=last)).to_contain_text("退档的须填写理由")
    follow(page, "修改后重新上传")
    fill_in(path, {last: {"专业": "", "理由": "", **said[last]}})
    bring_back(page, path)
    press(page, f"保存{len(rows)}名考生的意见")
    says(page, f"已保存{len(rows)}名考生的意见")
    says(page, "全部考生均已填写意见")


def test_a_college_gets_more_time_by_two_signatures(window: Window, play: Play) -> None:
    college, (desk, _) = desk_with_files(play)
    first, second = play.staff.officers
    with window(who=first, device=PHONE, scripts=False) as page:
        page.goto("/admission/board")
        follow(page, "批准事项")
        follow(page, "批准一所院校或一名考生延时")
        fill(page, target="round.2", college=college, closes_at="2024-04-29T22:00")
        press(page, "下一步：核对")
        page.locator("[name=number]").fill(ORDER)
        press(page, "下一步：核对")
        says(page, "4月29日22:00")
        press(page, "提交并签批")
        says(page, "另一名工作人员签批后生效")
        assert shape(page) == []
    with window(who=second, device=DESKTOP) as page:
        page.goto("/admission/board")
        follow(page, "批准事项")
        follow(page, ORDER)
        says(page, "已签批：")
        press(page, "已核对，签批")
        says(page, "已经两人签批，已生效")
    with window(who=desk, device=PHONE, scripts=False) as page:
        page.goto("/")
        says(page, "4月29日22:00（已批准延时）")
