"""The browser door: forms as a person without scripts sends them."""

import re
from base64 import b32decode
from datetime import timedelta
from typing import Any

import pytest

from services.registration.tests.front import Front, wrong_code
from services.registration.tests.people import OTHER_PASSWORD, PASSWORD, WANG, ZHANG
from shared.contracts.registration import SessionRevoked
from shared.kernel import wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import CANDIDATE_LIFETIME, issue
from shared.security.totp import code_at
from shared.testing.house import Caller
from shared.testing.seasons import INTAKE

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PERSON = {"intake": INTAKE, "name": ZHANG.name, "id_number": ZHANG.id_number, "phone": ZHANG.phone}


def hidden(answer: Any) -> dict[str, str]:
    """What a form brings along by itself."""
    return dict(HIDDEN.findall(answer.text))


def now_shown(secret: str) -> str:
    """What an authenticator shows that was given this secret."""
    return code_at(b32decode(secret + "=" * (-len(secret) % 8)), wall_clock())


class Browser:
    """One browser, with its own cookies."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.client: Caller = front.home.anybody()

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def send(self, path: str, form: Any, fields: dict[str, str], *, site: str = "same-origin") -> Any:
        """Fill a form in and send it."""
        answer = self.client.post(path, data=hidden(form) | fields, headers={"Sec-Fetch-Site": site})
        self.front.home.settle()
        return answer

    def sign_in(self, login: str, password: str = PASSWORD, *, then: str = "/") -> Any:
        return self.send("/sign-in", self.get(f"/sign-in?next={then}"), {"login": login, "password": password})


@pytest.fixture
def browser(opened: Front) -> Browser:
    return Browser(opened)


class TestAccount:
    def test_two_steps_to_an_account_and_signed_in(self, browser: Browser) -> None:
        second = browser.send("/open-account", browser.get("/open-account"), PERSON)
        assert "验证码已发送" in second.text
        code = browser.front.told.codes(ZHANG.phone)[-1]
        done = browser.send("/open-account", second, {"code": code, "password": PASSWORD})
        assert done.status_code == 201
        assert "30500000000001" in done.text
        home = browser.get("/").text
        assert "张伟" in home
        assert "30500000000001" in home
        assert ZHANG.id_number not in home
        assert ZHANG.phone not in home

    def test_what_was_typed_stays_when_it_is_refused(self, browser: Browser) -> None:
        answer = browser.send("/open-account", browser.get("/open-account"), {**PERSON, "name": "张维"})
        assert answer.status_code == 422
        assert "与学籍信息不一致" in answer.text
        assert f'value="{ZHANG.id_number}"' in answer.text

    def test_a_wrong_code_stays_at_the_code(self, browser: Browser) -> None:
        second = browser.send("/open-account", browser.get("/open-account"), PERSON)
        code = browser.front.told.codes(ZHANG.phone)[-1]
        again = browser.send("/open-account", second, {"code": wrong_code(code), "password": PASSWORD})
        assert again.status_code == 422
        assert 'id="code-error"' in again.text
        assert browser.send("/open-account", again, {"code": code, "password": PASSWORD}).status_code == 201

    def test_what_is_typed_is_text(self, browser: Browser) -> None:
        answer = browser.send("/open-account", browser.get("/open-account"), {**PERSON, "name": '"><script>x</script>'})
        assert "<script>" not in answer.text


class TestSignIn:
    def test_in_and_out(self, browser: Browser) -> None:
        number = browser.front.candidate(ZHANG)["candidate_number"]
        entered = browser.sign_in(number)
        assert (entered.status_code, entered.headers["Location"]) == (303, "/")
        home = browser.get("/")
        assert "退出登录" in home.text
        assert browser.send("/sign-out", home, {}).status_code == 303
        assert "退出登录" not in browser.get("/").text
        assert browser.front.told.every(SessionRevoked)

    def test_back_to_where_the_person_came_from(self, browser: Browser) -> None:
        browser.front.candidate(ZHANG)
        assert browser.sign_in(ZHANG.id_number, then="/notify/timeline").headers["Location"] == "/notify/timeline"

    @pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
    def test_never_to_another_site(self, browser: Browser, elsewhere: str) -> None:
        browser.front.candidate(ZHANG)
        assert browser.sign_in(ZHANG.id_number, then=elsewhere).headers["Location"] == "/"

    def test_a_wrong_password_shows_the_form_without_it(self, browser: Browser) -> None:
        browser.front.candidate(ZHANG)
        answer = browser.sign_in(ZHANG.id_number, "not this one 99")
        assert answer.status_code == 422
        assert "账号、密码或动态口令不正确" in answer.text
        assert "not this one 99" not in answer.text

    def test_the_guessing_browser_waits_and_the_owner_comes_in(self, browser: Browser) -> None:
        owner, number = Browser(browser.front), browser.front.candidate(ZHANG)["candidate_number"]
        assert owner.sign_in(number).status_code == 303
        assert [browser.sign_in(number, f"guess {turn} 4711").status_code for turn in range(5)] == [422] * 5
        locked = browser.sign_in(number)
        assert locked.status_code == 429
        assert int(locked.headers["Retry-After"]) > 600
        assert owner.sign_in(number).status_code == 303

    def test_a_form_sent_by_another_site(self, browser: Browser) -> None:
        browser.front.candidate(ZHANG)
        form = browser.get("/sign-in")
        answer = browser.send("/sign-in", form, {"login": ZHANG.id_number, "password": PASSWORD}, site="cross-site")
        assert answer.status_code == 403
        assert "退出登录" not in browser.get("/").text

    def test_a_form_without_its_token(self, browser: Browser) -> None:
        answer = browser.client.post("/sign-in", data={"login": "x", "password": "y"},
                                     headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 403


class TestRenewal:
    def held(self, browser: Browser, *, age: timedelta) -> str:
        """Sign in, and let the browser hold a token of this age in the same sign-in."""
        shown = browser.front.candidate(ZHANG)
        home, wall = browser.front.home, wall_clock()
        who = Principal(subject=shown["account"], role=Role.CANDIDATE, session=shown["session"], intake=INTAKE,
                        expires_at=wall)
        home.as_role("candidate")  # every service takes this house's key
        token = issue(who, home.token_key, now=wall - age, lifetime=CANDIDATE_LIFETIME).text
        browser.client.set_cookie("longmen", token)
        return token

    def cookie(self, browser: Browser) -> str:
        held = browser.client.get_cookie("longmen")
        assert held is not None
        return held.value

    def test_past_half_of_its_life_the_cookie_is_renewed(self, browser: Browser) -> None:
        token = self.held(browser, age=timedelta(minutes=31))
        answer = browser.get("/renew")
        assert (answer.status_code, answer.mimetype) == (200, "image/gif")
        assert self.cookie(browser) != token
        assert "退出登录" in browser.get("/").text

    def test_a_young_one_stays(self, browser: Browser) -> None:
        token = self.held(browser, age=timedelta(minutes=29))
        browser.get("/renew")
        assert self.cookie(browser) == token

    def test_nobody_gets_nothing(self, browser: Browser) -> None:
        assert browser.get("/renew").status_code == 200
        assert browser.client.get_cookie("longmen") is None

    def test_every_page_of_somebody_signed_in_asks_for_it(self, browser: Browser) -> None:
        assert 'src="/renew"' not in browser.get("/").text
        self.held(browser, age=timedelta(minutes=1))
        assert 'src="/renew"' in browser.get("/").text


class TestForgotten:
    def test_two_steps_to_a_new_password(self, browser: Browser) -> None:
        browser.front.candidate(ZHANG)
        first = {"intake": INTAKE, "login": ZHANG.id_number, "phone": ZHANG.phone}
        second = browser.send("/forgotten-password", browser.get("/forgotten-password"), first)
        code = browser.front.told.codes(ZHANG.phone)[-1]
        done = browser.send("/forgotten-password", second, {"code": code, "password": OTHER_PASSWORD})
        assert "密码已重置" in done.text
        assert browser.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 303

    def test_the_first_answer_tells_nothing(self, browser: Browser) -> None:
        browser.front.candidate(ZHANG)
        known, unknown = (
            browser.send("/forgotten-password", browser.get("/forgotten-password"),
                         {"intake": INTAKE, "login": who.id_number, "phone": who.phone})
            for who in (ZHANG, WANG)
        )
        assert known.status_code == unknown.status_code
        assert "验证码已发送到该手机" in known.text
        assert "验证码已发送到该手机" in unknown.text


def test_an_invitation_becomes_an_account_of_staff(browser: Browser) -> None:
    front = browser.front
    front.post("/invitations", {"email": "chen@example.org", "role": "auditor"}, by=front.officer)
    path = front.told.link("chen@example.org").split("8080", 1)[1]
    first = browser.get(path)
    assert "chen@example.org" in first.text.lower()
    second = browser.send(path, first, {"name": "陈静", "password": PASSWORD})
    secret = hidden(second)["totp_secret"]
    refused = browser.send(path, second, {"totp": "000000" if now_shown(secret) != "000000" else "111111"})
    assert refused.status_code == 422
    assert hidden(refused)["totp_secret"] == secret
    done = browser.send(path, refused, {"totp": now_shown(secret)})
    assert (done.status_code, done.headers["Location"]) == (303, "/sign-in")
    assert browser.get(path).status_code == 404
