"""What people do in a browser: sign in, open an account, reset a password, follow an invitation."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from services.registration.adapters.qr import drawn
from services.registration.pages.invitations import QR_TITLE
from services.registration.tests.browser import Browser
from services.registration.tests.front import Front, wrong_code
from services.registration.tests.people import LI, OTHER_PASSWORD, PASSWORD, ZHANG, Student
from services.registration.tests.rich import at
from services.registration.tests.staff import Joining, joined
from shared.contracts.admission import OrderGiven
from shared.season.model import Window
from shared.season.words import WindowKind
from shared.security.throttle import DEVICE_TRIES
from shared.testing.seasons import CODE, INTAKE, sample
from shared.web.navigation import CANDIDATE


@pytest.fixture
def browser(opened: Front) -> Browser:
    return Browser(opened)


@pytest.fixture
def zhang(opened: Front) -> Any:
    return opened.candidate(ZHANG)


def identified(browser: Browser, who: Student = ZHANG, **typed: str) -> Any:
    browser.open("/open-account")
    return browser.send("/open-account", **{"name": who.name, "id_number": who.id_number, "phone": who.phone} | typed)


def code_to(browser: Browser, who: Student = ZHANG) -> str:
    return browser.front.told.codes(who.phone)[-1]


class TestSignIn:
    def test_in_and_out(self, browser: Browser, zhang: Any) -> None:
        answer = browser.sign_in(ZHANG.id_number, PASSWORD)
        assert (answer.status_code, answer.location) == (303, "/")
        assert zhang["candidate_number"] in browser.open("/account").text
        assert ZHANG.id_number not in browser.page.text
        assert browser.send("/sign-out").status_code == 303
        assert browser.cookie() is None
        assert zhang["candidate_number"] not in browser.open("/account").text

    def test_signed_out_is_signed_out_for_a_copied_cookie_too(self, browser: Browser, zhang: Any) -> None:
        browser.sign_in(ZHANG.id_number, PASSWORD)
        copied = browser.cookie()
        browser.open("/account")
        browser.send("/sign-out")
        browser.client.set_cookie("longmen", copied or "")
        assert zhang["candidate_number"] not in browser.open("/account").text

    def test_a_wrong_password_keeps_what_was_typed_but_the_password(self, browser: Browser, zhang: Any) -> None:
        answer = browser.sign_in(zhang["candidate_number"], "mistyped password")
        assert answer.status_code == 422
        assert "账号、密码或动态口令不正确" in answer.text
        assert browser.fields("/sign-in")["login"] == zhang["candidate_number"]
        assert "mistyped password" not in answer.text
        assert browser.send("/sign-in", password=PASSWORD).status_code == 303

    def test_a_guessing_browser_is_locked_and_another_is_not(self, browser: Browser, zhang: Any) -> None:
        owner = Browser(browser.front)
        assert owner.sign_in(ZHANG.id_number, PASSWORD).status_code == 303
        owner.open("/account")
        owner.send("/sign-out")
        for n in range(DEVICE_TRIES):
            browser.sign_in(ZHANG.id_number, f"guess {n}")
        locked = browser.sign_in(ZHANG.id_number, PASSWORD)
        assert (locked.status_code, browser.cookie()) == (429, None)
        assert int(locked.headers["Retry-After"]) > 0
        assert owner.sign_in(ZHANG.id_number, PASSWORD).status_code == 303

    @pytest.mark.parametrize(("wanted", "goes"), [
        ("/notify/timeline?a=1", "/notify/timeline?a=1"), ("https://elsewhere.example", "/"),
        ("//elsewhere.example", "/"), ("/\\elsewhere.example", "/"),
    ])
    def test_it_goes_on_to_where_it_was_asked_for_and_nowhere_else(
        self, browser: Browser, zhang: Any, wanted: str, goes: str
    ) -> None:
        browser.open("/sign-in", query_string={"next": wanted})
        assert browser.send("/sign-in", login=ZHANG.id_number, password=PASSWORD).location == goes

    def test_who_is_signed_in_is_not_asked_again(self, browser: Browser, zhang: Any) -> None:
        browser.sign_in(ZHANG.id_number, PASSWORD)
        assert browser.open("/sign-in").status_code == 303

    def test_more_than_anybody_types(self, browser: Browser) -> None:
        assert browser.sign_in("x" * 201, "y").status_code == 422


class TestSurroundings:
    def test_a_page_says_whose_it_is_and_that_it_is_a_rehearsal(self, browser: Browser) -> None:
        text = browser.open("/").text
        season = sample()
        assert season.authority.name in text
        assert season.title in text
        assert '<p class="rehearsal"' in text
        assert "以服务器时间为准" in text

    def test_the_welcome_says_what_is_open_when(self, browser: Browser) -> None:
        text = browser.open("/").text
        assert '<li class="present" aria-current="step">' in text
        assert "1月11日10:00</time>至" in text
        assert 'href="/admission/calendar"' in text

    def test_a_window_that_is_announced_stands_on_the_welcome_from_then_on(self, browser: Browser) -> None:
        front, season = browser.front, sample()
        extra = Window(id="filing-supplementary", kind=WindowKind.FILING, title="征集志愿填报", categories=("VETERAN",),
                       sample=True, opens_at=at(5, 8), closes_at=at(5, 9), to_be_announced=True)
        front.home.publish(replace(season, windows=(*season.windows, extra)), version=2)
        assert "征集志愿填报" not in browser.open("/").text
        for kind, stands in (("announcement", True), ("cancellation", False)):
            front.home.hear(OrderGiven(
                intake=INTAKE, season=CODE, order=f"o-{kind}", number="渝教考函〔2030〕1号", kind=kind, target=extra.id,
                officers=["officer-1", "officer-2"], given_at=front.home.now(INTAKE),
            ), key=f"admission/order/o-{kind}", intake=INTAKE, season=CODE)
            assert ("征集志愿填报" in browser.open("/").text) is stands

    def test_who_is_signed_in_is_led_on_from_the_front_page(self, browser: Browser, zhang: Any) -> None:
        browser.sign_in(ZHANG.id_number, PASSWORD)
        answer = browser.open("/")
        assert (answer.status_code, answer.location) == (303, CANDIDATE[0].href)


class TestOpenAccount:
    def test_two_steps_and_the_number_is_shown(self, browser: Browser) -> None:
        answer = identified(browser)
        assert (answer.status_code, f"验证码已发往手机号码{ZHANG.phone}，3分钟内有效" in answer.text) == (200, True)
        answer = browser.send("/open-account/code", code=code_to(browser), password=PASSWORD, again=PASSWORD)
        assert (answer.status_code, answer.location) == (303, "/account?news=opened")
        opened = browser.open("/account?news=opened").text
        assert "30500000000001" in opened
        assert "报名账号已开通" in opened
        assert 'href="/registration/application">填写报名信息</a>' in opened
        assert "填写报名信息" not in browser.open("/account").text

    def test_what_was_typed_stays_when_the_name_is_wrong(self, browser: Browser) -> None:
        answer = identified(browser, name="张维")
        assert (answer.status_code, "姓名或证件号码与学籍信息不一致" in answer.text) == (422, True)
        held = browser.fields("/open-account")
        assert (held["name"], held["id_number"], held["phone"]) == ("张维", ZHANG.id_number, ZHANG.phone)
        assert browser.send("/open-account", name=ZHANG.name).status_code == 200

    def test_what_was_typed_cannot_become_part_of_the_page(self, browser: Browser) -> None:
        answer = identified(browser, name='"><script>alert(1)</script>')
        assert answer.status_code == 422
        assert "<script>" not in answer.text

    def test_a_wrong_code_asks_for_the_code_again(self, browser: Browser) -> None:
        identified(browser)
        typed = {"password": PASSWORD, "again": PASSWORD}
        answer = browser.send("/open-account/code", code=wrong_code(code_to(browser)), **typed)
        assert (answer.status_code, "验证码不正确" in answer.text) == (422, True)
        assert browser.send("/open-account/code", code=code_to(browser), **typed).status_code == 303

    def test_two_different_passwords_use_up_nothing(self, browser: Browser) -> None:
        identified(browser)
        answer = browser.send("/open-account/code", code=code_to(browser), password=PASSWORD, again=OTHER_PASSWORD)
        assert (answer.status_code, "两次输入的密码不一致" in answer.text) == (422, True)
        assert PASSWORD not in answer.text
        typed = {"password": PASSWORD, "again": PASSWORD}
        assert browser.send("/open-account/code", code=code_to(browser), **typed).status_code == 303

    def test_who_asks_again_too_early_still_types_the_code_that_came(self, browser: Browser) -> None:
        for _ in range(5):
            identified(browser)
        assert identified(browser).status_code == 429
        assert "获取验证码过于频繁" in browser.page.text
        assert "验证码已发往" not in browser.page.text
        answer = browser.send("/open-account/code", code=code_to(browser), password=PASSWORD, again=PASSWORD)
        assert answer.status_code == 303

    def test_another_code_may_be_asked_for(self, browser: Browser) -> None:
        identified(browser)
        assert browser.send("/open-account").status_code == 200
        assert len(browser.front.told.codes(ZHANG.phone)) == 2

    def test_outside_registration(self, browser: Browser) -> None:
        assert "网上报名尚未开始" not in browser.open("/open-account").text
        browser.front.go_to_import()
        assert "网上报名尚未开始" in browser.open("/open-account").text
        answer = identified(browser)
        assert (answer.status_code, "网上报名尚未开始" in answer.text) == (409, True)


class TestForgottenPassword:
    def test_two_steps_and_the_new_password_signs_in(self, browser: Browser, zhang: Any) -> None:
        browser.open("/forgotten-password")
        browser.send("/forgotten-password", login=ZHANG.id_number, phone=ZHANG.phone)
        answer = browser.send(
            "/forgotten-password/reset", code=code_to(browser), password=OTHER_PASSWORD, again=OTHER_PASSWORD
        )
        assert (answer.status_code, answer.location) == (303, "/sign-in?news=password_reset")
        assert "密码已重设" in browser.open(answer.location).text
        assert browser.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 303

    def test_who_asks_again_too_early_still_types_the_code_that_came(self, browser: Browser, zhang: Any) -> None:
        for _ in range(5):
            browser.open("/forgotten-password")
            browser.send("/forgotten-password", login=ZHANG.id_number, phone=ZHANG.phone)
        assert browser.page.status_code == 429
        typed = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
        assert browser.send("/forgotten-password/reset", code=code_to(browser), **typed).status_code == 303

    def test_an_unknown_account_is_answered_alike(self, browser: Browser, zhang: Any) -> None:
        said = []
        for login, phone in ((ZHANG.id_number, ZHANG.phone), (LI.id_number, LI.phone)):
            browser.open("/forgotten-password")
            answer = browser.send("/forgotten-password", login=login, phone=phone)
            said.append(re.sub(r'value="[^"]*"', "", answer.text))
        assert said[0] == said[1]

    def test_a_wrong_code(self, browser: Browser, zhang: Any) -> None:
        browser.open("/forgotten-password")
        browser.send("/forgotten-password", login=ZHANG.id_number, phone=ZHANG.phone)
        typed = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
        answer = browser.send("/forgotten-password/reset", code=wrong_code(code_to(browser)), **typed)
        assert answer.status_code == 422
        assert browser.send("/forgotten-password/reset", code=code_to(browser), **typed).status_code == 303

    def test_no_intake_yet(self, front: Front) -> None:
        browser = Browser(front)
        browser.open("/forgotten-password")
        fields = browser.fields("/forgotten-password") | {"intake": "unknown", "login": "x", "phone": ZHANG.phone}
        assert browser.post("/forgotten-password", fields).status_code == 422


class TestInvitation:
    @pytest.fixture
    def joining(self, front: Front) -> Joining:
        return joined(front, email="chen@example.cn", role="reviewer", scope="exam_authority")

    def test_password_authenticator_and_in(self, front: Front, joining: Joining) -> None:
        browser = Browser(front)
        assert "chen@example.cn" in browser.open(joining.path).text
        page = browser.send(joining.path, name="陈静", password=PASSWORD, again=PASSWORD).text
        secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
        assert secret
        told = re.search(r'href="(otpauth://totp/[^"]+)"', page)
        assert told
        assert drawn(unescape(told[1]), title=QR_TITLE) in page
        joining.hold(secret[1])
        answer = browser.send(f"{joining.path}/confirmation", totp=joining.code())
        assert (answer.status_code, answer.location) == (303, "/sign-in?news=staff_ready")
        assert "账号已启用" in browser.open(answer.location).text
        assert browser.sign_in("chen@example.cn", PASSWORD, totp=joining.code(steps=1)).status_code == 303
        account = browser.open("/account").text
        assert "资格审查人员" in account
        assert ("样例省教育考试院" in account.partition("<main")[2], "exam_authority" in account) == (True, False)

    def test_the_secret_is_shown_once(self, front: Front, joining: Joining) -> None:
        browser = Browser(front)
        browser.open(joining.path)
        browser.send(joining.path, name="陈静", password=PASSWORD, again=PASSWORD)
        page = browser.send(f"{joining.path}/confirmation", totp="12345")
        assert (page.status_code, "密钥不再显示" in page.text) == (422, True)
        assert "otpauth" not in page.text

    def test_a_password_that_nobody_may_choose(self, front: Front, joining: Joining) -> None:
        browser = Browser(front)
        browser.open(joining.path)
        page = browser.send(joining.path, name="陈静", password="chen@example.cn", again="chen@example.cn")
        assert page.status_code == 422
        assert browser.fields(joining.path)["name"] == "陈静"

    def test_a_link_that_serves_no_longer(self, front: Front, joining: Joining) -> None:
        joining.join()
        page = Browser(front).open(joining.path)
        assert (page.status_code, "邀请链接无效或已失效" in page.text) == (404, True)
