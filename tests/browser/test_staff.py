"""Staff come, lose their phone and go: an officer on a phone without scripts, whoever is invited at a desk."""

import re
import time

import pyotp
from playwright.sync_api import Page, expect

from rehearsal.cast import STEP
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE

STATE = "before-opening"
HOME = "/registration/staff"
PASSWORD = "Long-enough-2024"
UNIT = "重庆市教育委员会"


def join(page: Page, play: Play, email: str, *, name: str) -> pyotp.TOTP:
    """Follow the newest invitation to this address: own name, own password, an authenticator and its first code."""
    page.goto(f"/invitations/{play.desk.post.invitation(email)}")
    says(page, email)
    fill(page, name=name, password=PASSWORD, again=PASSWORD)
    press(page, "下一步")
    says(page, "绑定动态口令")
    expect(page.locator("main svg")).to_be_visible()
    own = pyotp.TOTP(page.locator("main code").inner_text())
    fill(page, totp=own.now())
    press(page, "启用账号")
    says(page, "账号已启用，请登录")
    return own


def sign_in(page: Page, email: str, own: pyotp.TOTP) -> None:
    """With the code after the one that was used a moment ago."""
    fill(page, login=email, password=PASSWORD, totp=own.generate_otp(int(time.time()) // STEP + 1))
    press(page, "登录")


def test_who_is_invited_joins_and_signs_in_with_a_code(window: Window, play: Play) -> None:
    email = "newcomer@rehearsal.example"
    with window(who=play.staff.officers[0], device=PHONE, scripts=False) as page:
        page.goto(HOME)
        follow(page, "邀请工作人员")
        page.get_by_label("资格审查人员").check()
        press(page, "下一步")
        page.locator("[name=scope]").select_option(label=UNIT)
        fill(page, email=email)
        press(page, "下一步：核对")
        says(page, UNIT)
        press(page, "发出邀请")
        says(page, "邀请邮件已发出")
        says(page, "已邀请、尚未启用")
        assert shape(page) == []
    with window(device=DESKTOP) as page:
        page.goto(f"/invitations/{play.desk.post.invitation(email)}")
        says(page, UNIT)
        assert shape(page) == []
        own = join(page, play, email, name="孟新来")
        sign_in(page, email, own)
        expect(page).to_have_url(re.compile("/review/queue"))
        expect(page.locator("h1")).to_contain_text("资格审查")


def test_a_lost_authenticator_ends_every_sign_in_and_a_new_one_is_bound(window: Window, play: Play) -> None:
    first, second = play.staff.officers
    email = "forgetful@rehearsal.example"
    whose = play.demo.cast.invite(second, role="operator", name="forgetful")
    with window(who=first, device=PHONE, scripts=False) as page, window(who=whose, device=DESKTOP) as own:
        own.goto("/registration/operations")
        says(own, "报名服务")
        page.goto(HOME)
        follow(page, "forgetful")
        follow(page, "重置动态口令")
        press(page, "重置动态口令")
        says(page, "新的邀请邮件已发往本人邮箱")
        own.goto("/registration/operations")
        expect(own).to_have_url(re.compile("/sign-in"))
        sign_in(own, email, join(own, play, email, name="柳再来"))
        says(own, "报名服务")


def test_who_is_ended_is_out_at_once(window: Window, play: Play) -> None:
    first, second = play.staff.officers
    leaving = play.demo.cast.invite(second, role="auditor", name="leaving")
    with window(who=leaving, device=PHONE, scripts=False) as own, window(who=first, device=DESKTOP) as page:
        own.goto("/admission/audit")
        says(own, "审计日志")
        page.goto(HOME)
        follow(page, "leaving")
        follow(page, "停用账号")
        press(page, "停用账号")
        says(page, "账号已停用，其所有登录已失效")
        expect(page.locator("main .head")).to_contain_text("已停用")
        expect(page.get_by_role("link", name="停用账号")).to_have_count(0)
        own.goto("/admission/audit")
        expect(own).to_have_url(re.compile("/sign-in"))
