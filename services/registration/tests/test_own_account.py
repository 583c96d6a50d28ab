"""What people change themselves while they are signed in: their password with the old one, a candidate's phone with a
code to the new one. Whoever only finds a browser open changes neither."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.registration.domain.codes import Purpose
from services.registration.tests.browser import Browser
from services.registration.tests.front import Front, problem, wrong_code
from services.registration.tests.people import LI, OTHER_PASSWORD, PASSWORD, ZHANG
from services.registration.tests.staff import Joining, joined
from services.registration.tests.told import Told
from services.registration.usecases.codes import Wanted, request_code
from shared import audit
from shared.contracts.registration import ContactChanged, PasswordChanged
from shared.db import AUDIT
from shared.kernel import wall_clock
from shared.security.throttle import DEVICE_TRIES
from shared.testing.house import Caller
from shared.testing.seasons import INTAKE, sample

NEW = "13900000077"


@pytest.fixture
def zhang(opened: Front) -> Any:
    return opened.candidate(ZHANG)


@pytest.fixture
def me(opened: Front, zhang: Any) -> Caller:
    return opened.holder(zhang["access_token"])


def password(front: Front, me: Caller, own: str = PASSWORD, to: str = OTHER_PASSWORD) -> Any:
    return front.post("/me/password", {"own_password": own, "password": to}, by=me)


def asked(front: Front, me: Caller, phone: str = NEW, own: str = PASSWORD) -> Any:
    return front.post("/me/phone/codes", {"phone": phone, "own_password": own}, by=me)


def moved(front: Front, me: Caller, code: str, phone: str = NEW) -> Any:
    return front.post("/me/phone", {"phone": phone, "code": code}, by=me)


def contacts(told: Told, account: str) -> list[str | None]:
    return [event.phone for event in told.every(ContactChanged) if event.account == account]


class TestPassword:
    def test_the_new_one_stands_and_the_person_is_told(self, opened: Front, zhang: Any, me: Caller) -> None:
        assert password(opened, me).status_code == 204
        assert problem(opened.sign_in(ZHANG.id_number)) == (401, "sign_in_refused")
        assert opened.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 200
        assert [event.account for event in opened.told.every(PasswordChanged)] == [zhang["account"]]

    def test_this_sign_in_goes_on_and_every_other_ends(self, opened: Front, me: Caller) -> None:
        other = opened.sign_in(ZHANG.id_number).json
        password(opened, me)
        assert opened.get("/me", by=me).status_code == 200
        assert problem(opened.get("/me", by=opened.holder(other["access_token"]))) == (401, "session_ended")

    def test_a_wrong_old_one_is_refused_counted_and_soon_waits(self, opened: Front, me: Caller) -> None:
        me.environ_base["HTTP_X_LONGMEN_DEVICE"] = "library"
        tries = [password(opened, me, own=f"guess number {n}") for n in range(DEVICE_TRIES)]
        assert {problem(answer) for answer in tries} == {(422, "own_password_wrong")}
        assert password(opened, me).status_code == 429
        assert opened.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 401

    def test_guessing_here_and_at_the_sign_in_is_counted_together(self, opened: Front, me: Caller) -> None:
        me.environ_base["HTTP_X_LONGMEN_DEVICE"] = "library"
        for n in range(DEVICE_TRIES):
            opened.sign_in(ZHANG.id_number, f"guess {n}", by=opened.anybody("library"))
        assert password(opened, me).status_code == 429

    @pytest.mark.parametrize(("to", "said"), [("short", "password_length"), (ZHANG.phone, "password_personal"),
                                              ("qwertyuiop", "password_common")])
    def test_what_nobody_may_choose_changes_nothing(self, opened: Front, me: Caller, to: str, said: str) -> None:
        assert problem(password(opened, me, to=to)) == (422, said)
        assert opened.sign_in(ZHANG.id_number).status_code == 200

    def test_staff_change_theirs_and_not_to_their_address(self, front: Front) -> None:
        staff: Joining = joined(front, email="chen@example.cn", role="operator")
        staff.join()
        me = front.holder(staff.sign_in().json["access_token"])
        assert problem(password(front, me, to="chen@example.cn")) == (422, "password_personal")
        assert password(front, me).status_code == 204
        assert password(front, me, own=OTHER_PASSWORD, to="third password 5").status_code == 204

    def test_it_is_in_the_audit_log(self, opened: Front, zhang: Any, me: Caller) -> None:
        password(opened, me)
        changes = select(AUDIT.c.actor, AUDIT.c.subject).where(AUDIT.c.action == "password.change")
        with opened.home.services["registration"].db.read() as conn:
            found = conn.execute(changes).all()
        assert found == [(f"candidate:{zhang['account']}", f"account/{zhang['account']}")]
        assert [row["account"] for row in opened.facts("password_change")] == [zhang["account"]]
        audit.chain_step(opened.home.services["registration"].db)
        seen = opened.home.as_role("auditor").get("/registration/audit?action=password.change").text
        own: Any = me.get("/registration/api/v1/me").json
        assert re.search(rf'title="{zhang["account"]}">{own["candidate_number"]}<', seen)


class TestPhone:
    def test_codes_and_notices_go_to_the_new_one(self, opened: Front, zhang: Any, me: Caller) -> None:
        assert asked(opened, me).status_code == 202
        assert moved(opened, me, opened.told.codes(NEW)[-1]).status_code == 204
        assert contacts(opened.told, zhang["account"]) == [ZHANG.phone, NEW]
        assert [row["action"] for row in opened.facts("code_use")] == ["account.open", "phone.change"]
        before = len(opened.told.codes(ZHANG.phone))
        opened.ask_reset(ZHANG.id_number, ZHANG.phone)
        opened.ask_reset(ZHANG.id_number, NEW)
        assert (len(opened.told.codes(ZHANG.phone)), len(opened.told.codes(NEW))) == (before, 2)
        assert opened.get("/me", by=me).json["phone"].endswith(NEW[-4:])

    def test_every_other_sign_in_ends(self, opened: Front, me: Caller) -> None:
        other = opened.sign_in(ZHANG.id_number).json
        asked(opened, me)
        moved(opened, me, opened.told.codes(NEW)[-1])
        assert opened.get("/me", by=me).status_code == 200
        assert problem(opened.get("/me", by=opened.holder(other["access_token"]))) == (401, "session_ended")

    def test_without_the_own_password_no_code_is_sent(self, opened: Front, me: Caller) -> None:
        assert problem(asked(opened, me, own="guessed it")) == (422, "own_password_wrong")
        assert opened.told.codes(NEW) == []

    def test_a_wrong_code_changes_nothing_nor_does_that_of_another(self, opened: Front, zhang: Any, me: Caller) -> None:
        asked(opened, me)
        code = opened.told.codes(NEW)[-1]
        assert problem(moved(opened, me, wrong_code(code))) == (422, "code_wrong")
        assert problem(moved(opened, me, code, phone="13900000078")) == (422, "code_wrong")
        assert contacts(opened.told, zhang["account"]) == [ZHANG.phone]

    def test_somebody_elses_code_changes_nothing(self, opened: Front, zhang: Any, me: Caller) -> None:
        li = opened.holder(opened.candidate(LI)["access_token"])
        asked(opened, li)
        assert problem(moved(opened, me, opened.told.codes(NEW)[-1])) == (422, "code_wrong")

    def test_a_phone_that_is_taken_or_the_same_is_said(self, opened: Front, zhang: Any, me: Caller) -> None:
        opened.candidate(LI)
        assert problem(asked(opened, me, phone=LI.phone)) == (409, "phone_taken")
        assert problem(asked(opened, me, phone=ZHANG.phone)) == (422, "phone_unchanged")

    def test_of_two_who_want_one_phone_the_first_has_it(self, opened: Front, zhang: Any, me: Caller) -> None:
        li = opened.holder(opened.candidate(LI)["access_token"])
        asked(opened, li)
        first = opened.told.codes(NEW)[-1]
        wanted = Wanted(intake=INTAKE, purpose=Purpose.CHANGE_PHONE, subject=zhang["account"], phone=NEW)
        now = wall_clock()
        with opened.home.services["registration"].db.begin(actor="t", now=now, wall=now + timedelta(minutes=2)) as tx:
            request_code(tx, sample(), wanted)
        opened.home.settle()
        assert moved(opened, me, opened.told.codes(NEW)[-1]).status_code == 204
        assert problem(moved(opened, li, first)) == (409, "phone_taken")

    def test_the_public_door_sends_no_such_code(self, opened: Front, zhang: Any) -> None:
        body = {"intake": "x", "purpose": "change_phone", "login": ZHANG.id_number, "phone": NEW}
        assert opened.post("/codes", body).status_code == 422


class TestPages:
    @pytest.fixture
    def browser(self, opened: Front, zhang: Any) -> Browser:
        browser = Browser(opened)
        browser.sign_in(zhang["candidate_number"], PASSWORD)
        return browser

    def test_a_password(self, browser: Browser) -> None:
        browser.open("/account/password")
        assert browser.send("/account/password", own_password="no", password=OTHER_PASSWORD,
                            again=OTHER_PASSWORD).status_code == 422
        assert "现在的登录密码不正确" in browser.page.text
        assert browser.send("/account/password", own_password=PASSWORD, password=OTHER_PASSWORD,
                            again="another 1").status_code == 422
        answer = browser.send("/account/password", own_password=PASSWORD, password=OTHER_PASSWORD, again=OTHER_PASSWORD)
        assert (answer.status_code, answer.location) == (303, "/account?news=password_changed")
        assert "登录密码已修改" in browser.open(answer.location).text

    def test_a_phone(self, browser: Browser) -> None:
        browser.open("/account/phone")
        assert browser.send("/account/phone", phone="139", own_password=PASSWORD).status_code == 422
        assert 'value="139"' in browser.page.text
        assert f"已发往手机号码{NEW}" in browser.send("/account/phone", phone=NEW, own_password=PASSWORD).text
        code = browser.front.told.codes(NEW)[-1]
        assert browser.send("/account/phone/code", code=wrong_code(code)).status_code == 422
        answer = browser.send("/account/phone/code", code=code)
        assert (answer.status_code, answer.location) == (303, "/account?news=phone_changed")
        assert "手机号码已更换" in browser.open(answer.location).text

    def test_the_way_there_stands_on_the_account(self, browser: Browser) -> None:
        text = browser.open("/account").text
        assert 'href="/account/phone"' in text
        assert 'href="/account/password"' in text
