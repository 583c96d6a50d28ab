"""Registration in a browser without scripts: an account by a code, an application with a photographed certificate."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rehearsal.courses import Candidate
from rehearsal.papers import photograph
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.season import Play
from tests.browser.stage import PHONE, Device

STATE = "registration"
MINE = "/registration/application"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "证书照片.png"
    path.write_bytes(photograph("certificate", times=3))
    return path


def open_account(page: Page, play: Play, candidate: Candidate) -> None:
    """With the code that comes to the phone."""
    person = candidate.person
    page.goto("/")
    follow(page, "考生开通账号")
    fill(page, name=person.name, id_number=person.id_number, phone=person.phone)
    before = len(play.desk.post.sms(person.phone))
    press(page, "获取验证码")
    says(page, "设置密码")
    code = play.desk.post.next_code(person.phone, before)
    fill(page, code=code, password=person.password)
    again = page.locator("main [name='password_again'], main [name='repeated'], main [name='again']")
    if again.count():
        again.first.fill(person.password)
    press(page, "开通账号")


def hand_in(page: Page, candidate: Candidate, photo: Path) -> None:
    """Category, claim, papers, the check page, and in."""
    page.goto(f"{MINE}/category")
    page.locator(f"main [name=category][value={candidate.category}]").check()
    press(page, "保存并继续")
    for name, value in candidate.claim.items():
        if not isinstance(value, list):
            fill(page, **{name: str(value)})
    press(page, "保存并继续")
    if page.url.endswith("/honours"):
        press(page, "保存并继续")
    for kind in candidate.papers[:1]:
        page.goto(f"{MINE}/papers/{kind}")
        page.locator("[name=file]").set_input_files(photo)
        press(page, "上传")
        says(page, "上传成功")
    page.goto(f"{MINE}/check")
    press(page, "提交报名")


@pytest.mark.parametrize(("place", "scripts", "device"), [(0, False, PHONE)])
def test_from_the_welcome_to_an_application_that_is_handed_in(
    play: Play, window: Window, photo: Path, *, place: int, scripts: bool, device: Device
) -> None:
    candidate = play.by_hand[place]
    with window(scripts=scripts, device=device) as page:
        open_account(page, play, candidate)
        page.goto("/notify/")
        expect(page.locator("h1")).to_be_visible()
        hand_in(page, candidate, photo)
        says(page, "报名已提交")
        page.goto("/review/mine")
        says(page, "正在审核")
        page.goto("/account")
        press(page, "退出登录")
        page.goto("/sign-in")
        fill(page, login=candidate.person.id_number, password=candidate.person.password)
        press(page, "登录")
        page.goto(MINE)
        says(page, "已提交")


def test_what_was_typed_stays_when_the_names_do_not_fit(window: Window, play: Play) -> None:
    with window(scripts=False) as page:
        page.goto("/open-account")
        fill(page, name="查无此人", id_number=play.by_hand[1].person.id_number, phone="13800000000")
        press(page, "获取验证码")
        expect(page).to_have_title(re.compile("^有误："))
        expect(page.locator(".errors")).to_be_visible()
        expect(page.locator("[name=name]")).to_have_value("查无此人")
        expect(page.locator("[name=phone]")).to_have_value("13800000000")
