"""A forgotten password: a code by SMS, another password, and every other device is out."""

import re

import pytest
from playwright.sync_api import Page, expect

from rehearsal.people import Person
from tests.browser.conftest import Window
from tests.browser.forms import fill, follow, press, says
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE

STATE = "registration"
NEW = "Another-one-2024"


@pytest.fixture
def forgetful(play: Play) -> Person:
    """Somebody with an account whom nobody simulates."""
    person = play.by_hand[1].person
    play.desk.open_account(person, person)
    return person


def sign_in(page: Page, person: Person, password: str) -> None:
    page.goto("/sign-in")
    fill(page, login=person.id_number, password=password)
    press(page, "登录")


def reset(page: Page, play: Play, person: Person) -> None:
    """By the phone: a wrong code, which is refused with what was typed before it, then the right one."""
    page.goto("/sign-in")
    follow(page, "忘记密码")
    fill(page, login=person.id_number, phone=person.phone)
    before = len(play.desk.post.sms(person.phone))
    press(page, "获取验证码")
    while page.locator(".errors").count():  # a second after the code that opened the account at the earliest
        press(page, "重新获取验证码")
    says(page, "验证码已发出")
    code = play.desk.post.next_code(person.phone, before)
    fill(page, code=f"{(int(code) + 1) % 1_000_000:06d}", password=NEW, again=NEW)
    press(page, "重设密码")
    expect(page.locator(".errors")).to_contain_text("验证码")
    assert shape(page) == []
    fill(page, code=code, password=NEW, again=NEW)
    press(page, "重设密码")
    says(page, "密码已重设")


def test_by_a_code_on_one_device_while_another_is_signed_in(window: Window, play: Play, forgetful: Person) -> None:
    with window(device=DESKTOP) as desk, window(device=PHONE, scripts=False) as phone:
        sign_in(desk, forgetful, forgetful.password)
        expect(desk).to_have_url(re.compile("/notify/"))
        reset(phone, play, forgetful)
        sign_in(phone, forgetful, forgetful.password)
        expect(phone.locator(".errors")).to_be_visible()
        sign_in(phone, forgetful, NEW)
        expect(phone).to_have_url(re.compile("/notify/"))
        desk.goto("/registration/me")
        expect(desk).to_have_url(re.compile("/sign-in"))
        assert any("登录密码已于" in each["text"] for each in play.desk.post.sms(forgetful.phone))
