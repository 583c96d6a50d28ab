"""An officer and the staff in a browser: inviting after a check page, ending, setting an authenticator anew."""

from typing import Any

import pytest

from services.registration.tests.front import COLLEGE, Front
from services.registration.tests.staff import joined
from shared.testing.house import Caller
from shared.testing.seasons import sample

HOME = "/registration/staff"
WHOM = {"role": "source_college", "email": "chen@example.cn", "scope": COLLEGE}


@pytest.fixture
def officer(front: Front) -> Caller:
    return front.officer


def invited(officer: Caller, **typed: Any) -> Any:
    return officer.post(f"{HOME}/invitation", data=WHOM | typed)


class TestInviting:
    def test_role_then_person_then_check_page_then_mail(self, front: Front, officer: Caller) -> None:
        assert "生源院校管理员" in officer.get(f"{HOME}/invitation").text
        assert COLLEGE in officer.get(f"{HOME}/invitation?role=source_college").text
        checked = invited(officer)
        assert ("chen@example.cn" in checked.text, "发出邀请" in checked.text) == (True, True)
        assert "chen@example.cn" not in officer.get(HOME).text
        assert invited(officer, step="confirmed").location == f"{HOME}?news=invited"
        front.home.settle()
        assert "/invitations/" in front.told.link("chen@example.cn")
        assert "chen@example.cn" in officer.get(HOME).text

    def test_who_is_invited_reads_for_which_college_by_its_name(self, front: Front, officer: Caller) -> None:
        invited(officer, step="confirmed")
        front.home.settle()
        page = front.home.anybody("registration").get(front.told.link("chen@example.cn")).text
        named = next(each.name for each in sample().source_colleges.items if each.code == COLLEGE)
        assert (f"{COLLEGE} {named}" in page, "单位代码" in page) == (True, False)

    @pytest.mark.parametrize(("typed", "said"), [
        ({"email": "no address"}, "请填写正确的邮箱地址"), ({"scope": ""}, "请选择所属单位"),
    ])
    def test_what_was_typed_stays(self, officer: Caller, typed: dict[str, str], said: str) -> None:
        answer = invited(officer, **typed)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert typed.get("email", WHOM["email"]) in answer.text

    def test_back_to_change(self, officer: Caller) -> None:
        assert 'value="chen@example.cn"' in invited(officer, step="change").text


class TestAnAccount:
    @pytest.fixture
    def chen(self, front: Front) -> str:
        return joined(front, **WHOM).join()

    def test_it_is_ended_after_a_check_page(self, front: Front, officer: Caller, chen: str) -> None:
        assert "停用账号" in officer.get(f"{HOME}/{chen}/end").text
        assert "使用中" in officer.get(f"{HOME}/{chen}").text
        assert officer.post(f"{HOME}/{chen}/end").status_code == 303
        assert "已停用" in officer.get(f"{HOME}/{chen}").text

    def test_a_lost_authenticator_is_an_end_and_a_new_invitation(
        self, front: Front, officer: Caller, chen: str
    ) -> None:
        link = front.told.link("chen@example.cn")
        assert "重置动态口令" in officer.get(f"{HOME}/{chen}/authenticator").text
        assert officer.post(f"{HOME}/{chen}/authenticator").status_code == 303
        front.home.settle()
        assert front.told.link("chen@example.cn") != link
        assert "已停用" in officer.get(f"{HOME}/{chen}").text
        again = officer.post(f"{HOME}/{chen}/authenticator")
        assert (again.status_code, "该账号已停用" in again.text) == (409, True)

    def test_a_rehearsal_says_that_accounts_have_real_times(self, officer: Caller, chen: str) -> None:
        for address in (HOME, f"{HOME}/{chen}"):
            assert "本页时间均为实际时间，不是演练时间。" in officer.get(address).text

    def test_nobody_ends_the_own_account(self, front: Front, chen: str) -> None:
        own = front.home.as_role("officer", subject=chen)
        assert "这是您自己的账号" in own.get(f"{HOME}/{chen}").text
        assert own.post(f"{HOME}/{chen}/end").status_code == 409
        assert own.post(f"{HOME}/{chen}/authenticator").status_code == 409
