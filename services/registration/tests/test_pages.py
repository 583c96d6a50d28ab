"""The browser door: forms without scripts, tokens in each, and nothing lost."""

import re
from datetime import timedelta
from typing import Any

import pytest

from services.registration.tests.browser import Browser
from services.registration.tests.front import Front, wrong_code
from services.registration.tests.people import LI, OTHER_PASSWORD, PASSWORD, ZHANG, Student
from services.registration.tests.staff import Joining, joined
from shared.security.throttle import DEVICE_TRIES

MINUTE = timedelta(minutes=1)
FORMS = ["/sign-in", "/open-account", "/forgotten-password"]


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


class TestEveryPage:
    @pytest.mark.parametrize("path", ["/", *FORMS])
    def test_it_needs_no_script_and_nothing_from_elsewhere(self, browser: Browser, path: str) -> None:
        text = browser.open(path).text
        assert browser.page.status_code == 200
        assert not re.search(r"<script|onclick|javascript:|https?://", text)
        assert '<html lang="zh-CN">' in text

    def test_the_first_page_gives_the_browser_a_device_id_that_stays(self, browser: Browser) -> None:
        first = browser.open("/").headers.getlist("Set-Cookie")
        assert len(first) == 1
        assert all(part in first[0] for part in ("longmen_device=", "HttpOnly", "SameSite=Lax", "Path=/"))
        assert browser.open("/sign-in").headers.getlist("Set-Cookie") == []

    def test_a_signed_in_page_carries_the_image_that_renews(self, browser: Browser, zhang: Any) -> None:
        assert "/renew" not in browser.open("/").text
        browser.sign_in(ZHANG.id_number, PASSWORD)
        assert '<img src="/renew"' in browser.open("/").text


class TestForgedForms:
    @pytest.mark.parametrize("path", [*FORMS, "/open-account/code", "/forgotten-password/reset", "/sign-out"])
    def test_without_a_token_nothing_is_done(self, browser: Browser, zhang: Any, path: str) -> None:
        browser.sign_in(ZHANG.id_number, PASSWORD)
        assert browser.post(path, {"login": "x"}).status_code == 403
        assert "页面已过期" in browser.page.text

    @pytest.mark.parametrize("path", FORMS)
    def test_from_another_site_nothing_is_done(self, browser: Browser, path: str) -> None:
        browser.open(path)
        fields = browser.fields(path)
        assert browser.post(path, fields, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403

    def test_the_token_of_another_form(self, browser: Browser) -> None:
        browser.open("/sign-in")
        token = browser.fields("/sign-in")["_form"]
        assert browser.post("/open-account", {"_form": token}).status_code == 403

    def test_the_token_of_another_person(self, browser: Browser, zhang: Any) -> None:
        browser.sign_in(ZHANG.id_number, PASSWORD)
        browser.open("/")
        token = browser.fields("/sign-out")["_form"]
        browser.front.candidate(LI)
        other = Browser(browser.front)
        other.sign_in(LI.id_number, PASSWORD)
        assert other.post("/sign-out", {"_form": token}).status_code == 403
        assert LI.name[0] in other.open("/").text

    def test_an_invitation(self, front: Front) -> None:
        joining = joined(front, email="chen@example.cn", role="operator")
        assert Browser(front).post(joining.path, {"password": PASSWORD, "again": PASSWORD}).status_code == 403
        assert Browser(front).post(f"{joining.path}/confirmation", {"totp": "123456"}).status_code == 403


class TestSignIn:
    def test_in_and_out(self, browser: Browser, zhang: Any) -> None:
        answer = browser.sign_in(ZHANG.id_number, PASSWORD)
        assert (answer.status_code, answer.location) == (303, "/")
        assert zhang["candidate_number"] in browser.open("/").text
        assert ZHANG.id_number not in browser.page.text
        assert browser.send("/sign-out").status_code == 303
        assert browser.cookie() is None
        assert zhang["candidate_number"] not in browser.open("/").text

    def test_signed_out_is_signed_out_for_a_copied_cookie_too(self, browser: Browser, zhang: Any) -> None:
        browser.sign_in(ZHANG.id_number, PASSWORD)
        copied = browser.cookie()
        browser.open("/")
        browser.send("/sign-out")
        browser.client.set_cookie("longmen", copied or "")
        assert zhang["candidate_number"] not in browser.open("/").text

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
        owner.open("/")
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


class TestRenew:
    def test_the_image_is_one(self, browser: Browser) -> None:
        answer = browser.open("/renew")
        assert (answer.status_code, answer.mimetype, answer.data[:4]) == (200, "image/png", b"\x89PNG")

    def test_a_young_token_stays(self, browser: Browser, zhang: Any) -> None:
        browser.hold_token(zhang["account"], zhang["session"], age=20 * MINUTE)
        before = browser.cookie()
        browser.open("/renew")
        assert browser.cookie() == before

    def test_past_half_of_its_life_it_is_replaced(self, browser: Browser, zhang: Any) -> None:
        browser.hold_token(zhang["account"], zhang["session"], age=40 * MINUTE)
        before = browser.cookie()
        browser.open("/renew")
        assert browser.cookie() != before
        assert zhang["candidate_number"] in browser.open("/").text

    def test_an_ended_sign_in_is_not_renewed(self, browser: Browser, zhang: Any) -> None:
        browser.hold_token(zhang["account"], zhang["session"], age=40 * MINUTE)
        before = browser.cookie()
        browser.front.holder(zhang["access_token"]).delete("/registration/api/v1/session")
        assert browser.open("/renew").status_code == 200
        assert browser.cookie() == before


class TestExpiredSignIn:
    """What was typed while the token ran out is taken."""

    def test_a_form_for_everybody(self, browser: Browser, zhang: Any) -> None:
        browser.hold_token(zhang["account"], zhang["session"], age=MINUTE)
        browser.open("/open-account")
        browser.hold_token(zhang["account"], zhang["session"], age=70 * MINUTE)
        answer = browser.send("/open-account", name=LI.name, id_number=LI.id_number, phone=LI.phone)
        assert answer.status_code == 200
        assert browser.front.told.codes(LI.phone)

    def test_a_form_for_the_signed_in(self, browser: Browser, zhang: Any) -> None:
        browser.hold_token(zhang["account"], zhang["session"], age=MINUTE)
        browser.open("/")
        browser.hold_token(zhang["account"], zhang["session"], age=70 * MINUTE)
        assert browser.send("/sign-out").status_code == 303
        assert browser.front.get("/me", by=browser.front.holder(zhang["access_token"])).status_code == 401


class TestOpenAccount:
    def test_two_steps_and_the_number_is_shown(self, browser: Browser) -> None:
        assert identified(browser).status_code == 200
        answer = browser.send("/open-account/code", code=code_to(browser), password=PASSWORD, again=PASSWORD)
        assert (answer.status_code, answer.location) == (303, "/")
        assert "30500000000001" in browser.open("/").text

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

    def test_another_code_may_be_asked_for(self, browser: Browser) -> None:
        identified(browser)
        assert browser.send("/open-account").status_code == 200
        assert len(browser.front.told.codes(ZHANG.phone)) == 2

    def test_outside_registration(self, browser: Browser) -> None:
        browser.front.go_to_import()
        answer = identified(browser)
        assert (answer.status_code, "网上报名尚未开始" in answer.text) == (409, True)


class TestForgottenPassword:
    def test_two_steps_and_the_new_password_signs_in(self, browser: Browser, zhang: Any) -> None:
        browser.open("/forgotten-password")
        browser.send("/forgotten-password", login=ZHANG.id_number, phone=ZHANG.phone)
        answer = browser.send(
            "/forgotten-password/reset", code=code_to(browser), password=OTHER_PASSWORD, again=OTHER_PASSWORD
        )
        assert (answer.status_code, answer.location) == (303, "/sign-in")
        assert browser.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 303

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
        assert "otpauth://totp/" in page
        joining.hold(secret[1])
        answer = browser.send(f"{joining.path}/confirmation", totp=joining.code())
        assert (answer.status_code, answer.location) == (303, "/sign-in")
        assert browser.sign_in("chen@example.cn", PASSWORD, totp=joining.code(steps=1)).status_code == 303
        assert "审核人员" in browser.open("/").text

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

