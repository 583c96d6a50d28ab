"""A forgotten password: a code to the registered phone, and every sign-in ends."""

from typing import Any

import pytest

from services.registration.tests.front import Front, problem, wrong_code
from services.registration.tests.people import LI, OTHER_PASSWORD, PASSWORD, ZHANG
from services.registration.tests.staff import joined
from shared.contracts.registration import PasswordChanged, SessionRevoked
from shared.security.throttle import DEVICE_TRIES

REFUSED = (422, "reset_refused")


@pytest.fixture
def zhang(opened: Front) -> Any:
    return opened.candidate(ZHANG)


def code_for(front: Front, login: str) -> str:
    assert front.ask_reset(login, ZHANG.phone).status_code == 202
    return front.told.codes(ZHANG.phone)[-1]


def test_the_new_password_stands_and_the_old_does_not(opened: Front, zhang: Any) -> None:
    assert opened.reset(ZHANG.id_number, code_for(opened, ZHANG.id_number), OTHER_PASSWORD).status_code == 204
    assert opened.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 200
    assert problem(opened.sign_in(ZHANG.id_number, PASSWORD)) == (401, "sign_in_refused")


def test_code_and_reset_may_name_the_account_in_different_ways(opened: Front, zhang: Any) -> None:
    code = code_for(opened, ZHANG.id_number)
    assert opened.reset(zhang["candidate_number"], code, OTHER_PASSWORD).status_code == 204


def test_every_sign_in_ends(opened: Front, zhang: Any) -> None:
    tokens = [zhang, *(opened.sign_in(ZHANG.id_number).json for _ in range(2))]
    opened.reset(ZHANG.id_number, code_for(opened, ZHANG.id_number), OTHER_PASSWORD)
    for each in tokens:
        assert problem(opened.get("/me", by=opened.holder(each["access_token"]))) == (401, "session_ended")
        assert opened.post("/session/renewal", {"refresh_token": each["refresh_token"]}).status_code == 401
    assert {event.session for event in opened.told.every(SessionRevoked)} == {each["session"] for each in tokens}


def test_the_person_is_told(opened: Front, zhang: Any) -> None:
    opened.reset(ZHANG.id_number, code_for(opened, ZHANG.id_number), OTHER_PASSWORD)
    assert [event.account for event in opened.told.every(PasswordChanged)] == [zhang["account"]]


def test_it_works_after_registration_has_closed(opened: Front, zhang: Any) -> None:
    from_now_on = opened.home.now("sample-2030").replace(month=4)
    opened.go_to(from_now_on)
    assert opened.reset(ZHANG.id_number, code_for(opened, ZHANG.id_number), OTHER_PASSWORD).status_code == 204


def test_a_locked_device_of_the_owner_is_free_again_for_this_account(opened: Front, zhang: Any) -> None:
    for n in range(DEVICE_TRIES):
        opened.sign_in(ZHANG.id_number, f"forgotten {n}")
    assert opened.sign_in(ZHANG.id_number).status_code == 429
    opened.reset(ZHANG.id_number, code_for(opened, ZHANG.id_number), OTHER_PASSWORD)
    assert opened.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 200


class TestAlike:
    """Nobody learns from the answers whether there is an account, or which phone is its."""

    def test_asking(self, opened: Front, zhang: Any) -> None:
        answers = [
            opened.ask_reset(ZHANG.id_number, ZHANG.phone), opened.ask_reset(ZHANG.id_number, "13911111111"),
            opened.ask_reset(LI.id_number, ZHANG.phone), opened.ask_reset("30500099999999", "13922222222"),
            opened.ask_reset("nobody@example.cn", "13933333333"),
        ]
        assert [answer.status_code for answer in answers] == [202] * 5
        assert len({frozenset(answer.json) for answer in answers}) == 1
        assert len(opened.told.codes(ZHANG.phone)) == 2  # to open, to reset
        assert all(opened.told.codes(phone) == [] for phone in ("13911111111", "13922222222", "13933333333"))

    def test_asking_too_often(self, opened: Front, zhang: Any) -> None:
        for login, phone in ((LI.id_number, "13911111111"), ("30500099999999", "13922222222")):
            asked = [opened.ask_reset(login, phone).status_code for _ in range(6)]
            assert asked == [202] * 5 + [429]

    def test_trying(self, opened: Front, zhang: Any) -> None:
        code = code_for(opened, ZHANG.id_number)
        tried = [(ZHANG.id_number, wrong_code(code)), (LI.id_number, code), ("30500099999999", code),
                 ("nobody@example.cn", code)]
        answers = [opened.reset(login, given, OTHER_PASSWORD) for login, given in tried]
        assert [problem(answer) for answer in answers] == [REFUSED] * 4
        assert len({answer.json["detail"] for answer in answers}) == 1

    def test_strangers_use_up_nobodys_codes(self, opened: Front, zhang: Any) -> None:
        stranger = opened.anybody("stranger")
        for n in range(6):
            opened.ask_reset(f"3050009999999{n}", ZHANG.phone, by=stranger)
            opened.ask_reset(ZHANG.id_number, f"1391111111{n}", by=stranger)
        assert opened.reset(ZHANG.id_number, code_for(opened, ZHANG.id_number), OTHER_PASSWORD).status_code == 204

    def test_somebody_elses_asking_does_not_end_the_owners_code(self, opened: Front, zhang: Any) -> None:
        code = code_for(opened, ZHANG.id_number)
        opened.ask_reset(ZHANG.id_number, "13911111111")
        assert opened.reset(ZHANG.id_number, code, OTHER_PASSWORD).status_code == 204


def test_a_used_code_resets_nothing(opened: Front, zhang: Any) -> None:
    code = code_for(opened, ZHANG.id_number)
    opened.reset(ZHANG.id_number, code, OTHER_PASSWORD)
    assert problem(opened.reset(ZHANG.id_number, code, "third password 5")) == REFUSED
    assert opened.sign_in(ZHANG.id_number, OTHER_PASSWORD).status_code == 200


def test_the_code_that_opened_the_account_resets_nothing(opened: Front, zhang: Any) -> None:
    assert problem(opened.reset(ZHANG.id_number, opened.told.codes(ZHANG.phone)[-1], OTHER_PASSWORD)) == REFUSED


@pytest.mark.parametrize(("password", "said"), [
    ("short", "password_length"), (ZHANG.phone, "password_personal"), ("张伟张伟张伟张伟", "password_personal"),
    ("qwertyuiop", "password_common"),
])
def test_a_password_that_nobody_may_choose_keeps_the_code(
    opened: Front, zhang: Any, password: str, said: str
) -> None:
    code = code_for(opened, ZHANG.id_number)
    assert problem(opened.reset(ZHANG.id_number, code, password)) == (422, said)
    assert opened.reset(ZHANG.id_number, code, OTHER_PASSWORD).status_code == 204


def test_staff_are_invited_anew_and_reset_nothing(front: Front) -> None:
    staff = joined(front, email="chen@example.cn", role="operator")
    staff.join()
    assert front.ask_reset("chen@example.cn", ZHANG.phone).status_code == 202
    assert front.told.codes(ZHANG.phone) == []
    assert problem(front.reset("chen@example.cn", "123456", OTHER_PASSWORD)) == REFUSED
