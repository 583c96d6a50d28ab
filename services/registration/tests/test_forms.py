"""Every page: no scripts, a token in each form, a device id, the image that renews; and nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest

from services.registration.tests.browser import Browser
from services.registration.tests.front import Front
from services.registration.tests.people import LI, PASSWORD, ZHANG
from services.registration.tests.staff import joined

MINUTE = timedelta(minutes=1)
FORMS = ["/sign-in", "/open-account", "/forgotten-password"]


@pytest.fixture
def browser(opened: Front) -> Browser:
    return Browser(opened)


@pytest.fixture
def zhang(opened: Front) -> Any:
    return opened.candidate(ZHANG)


class TestEveryPage:
    @pytest.mark.parametrize("path", ["/", *FORMS])
    def test_it_needs_no_script_and_nothing_from_elsewhere(self, browser: Browser, path: str) -> None:
        text = browser.open(path).text
        assert browser.page.status_code == 200
        assert not re.search(r'<script(?! src="/static/)|onclick|javascript:|https?://', text)
        assert '<html lang="zh-CN"' in text

    def test_the_first_page_gives_the_browser_a_device_id_that_stays(self, browser: Browser) -> None:
        first = browser.open("/").headers.getlist("Set-Cookie")
        assert len(first) == 1
        assert all(part in first[0] for part in ("longmen_device=", "HttpOnly", "SameSite=Lax", "Path=/"))
        assert browser.open("/sign-in").headers.getlist("Set-Cookie") == []

    def test_a_signed_in_page_carries_the_image_that_renews(self, browser: Browser, zhang: Any) -> None:
        assert "/renew" not in browser.open("/account").text
        browser.sign_in(ZHANG.id_number, PASSWORD)
        assert '<img src="/renew"' in browser.open("/account").text


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
        browser.open("/account")
        token = browser.fields("/sign-out")["_form"]
        browser.front.candidate(LI)
        other = Browser(browser.front)
        other.sign_in(LI.id_number, PASSWORD)
        assert other.post("/sign-out", {"_form": token}).status_code == 403
        assert LI.name[0] in other.open("/account").text

    def test_an_invitation(self, front: Front) -> None:
        joining = joined(front, email="chen@example.cn", role="operator")
        assert Browser(front).post(joining.path, {"password": PASSWORD, "again": PASSWORD}).status_code == 403
        assert Browser(front).post(f"{joining.path}/confirmation", {"totp": "123456"}).status_code == 403


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
        assert zhang["candidate_number"] in browser.open("/account").text

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
        browser.open("/account")
        browser.hold_token(zhang["account"], zhang["session"], age=70 * MINUTE)
        assert browser.send("/sign-out").status_code == 303
        assert browser.front.get("/me", by=browser.front.holder(zhang["access_token"])).status_code == 401
