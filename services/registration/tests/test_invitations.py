"""Becoming staff: the first officer by command, everybody else by an officer."""

from datetime import timedelta
from typing import Any

import pytest

from services.registration.domain.invitations import InvitationEnded
from services.registration.tests.front import Front, problem
from services.registration.tests.people import OTHER_PASSWORD, PASSWORD
from services.registration.tests.staff import Joining, invite_first, joined
from services.registration.usecases.invitations import look_at_invitation
from shared.contracts.registration import ContactChanged, InvitationIssued
from shared.kernel import wall_clock

EMAIL = "chen@example.cn"
ENDED = (404, "invitation_ended")


@pytest.fixture
def mailed(front: Front) -> Joining:
    """A reviewer's invitation in the mail."""
    return joined(front, email=EMAIL, role="reviewer", scope="exam_authority")


def invite(front: Front, **body: Any) -> Any:
    return front.post("/invitations", body, by=front.officer)


class TestFirstOfficer:
    def test_comes_by_the_command_and_invites_the_next(self, front: Front) -> None:
        ran = invite_first(front.home)
        assert ran.exit_code == 0, ran.output
        first = Joining(front, ran.stdout.strip())
        assert first.look().json["role"] == "officer"
        first.join()
        signed_in = front.sign_in(EMAIL, totp=first.code(steps=1))
        officer = front.holder(signed_in.json["access_token"])
        assert front.post("/invitations", {"email": "b@example.cn", "role": "officer"}, by=officer).status_code == 201

    def test_the_link_is_mailed_to_nobody(self, front: Front) -> None:
        invite_first(front.home)
        front.home.settle()
        assert front.told.every(InvitationIssued) == []

    def test_the_newest_link_alone_serves(self, front: Front) -> None:
        links = [invite_first(front.home, email).stdout.strip() for email in ("a@a.cn", "b@a.cn")]
        older, newer = (Joining(front, link) for link in links)
        assert problem(older.look()) == ENDED
        assert newer.look().status_code == 200

    def test_the_command_is_refused_once_there_is_one(self, front: Front) -> None:
        Joining(front, invite_first(front.home).stdout.strip()).join()
        ran = invite_first(front.home, "other@example.cn")
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert "已有考试院工作人员账号" in ran.stderr

    @pytest.mark.parametrize("email", ["chen", "chen@", "chen@example.cn\nwang@example.cn", ""])
    def test_an_address_that_nobody_could_sign_in_with_is_refused(self, front: Front, email: str) -> None:
        """Once there is an officer the command serves no longer: a slip here would lock everybody out."""
        ran = invite_first(front.home, email)
        assert (ran.exit_code, ran.stdout) == (2, "")

    def test_other_roles_do_not_come_this_way(self, front: Front) -> None:
        assert invite_first(front.home, role="operator").exit_code == 2


class TestInvited:
    def test_the_link_is_in_the_mail_alone(self, front: Front) -> None:
        answer = invite(front, email=EMAIL, role="operator")
        assert answer.status_code == 201
        assert front.told.link(EMAIL).rpartition("/")[2] not in answer.text

    def test_they_see_for_what(self, mailed: Joining) -> None:
        seen = mailed.look().json
        assert (seen["role"], seen["scope"], seen["email"], seen["accepted"]) == (
            "reviewer", "exam_authority", EMAIL, False,
        )

    def test_they_join_and_are_known(self, front: Front, mailed: Joining) -> None:
        account = mailed.join()
        contact = front.told.every(ContactChanged)[-1]
        assert (contact.account, contact.role, contact.email, contact.name) == (account, "reviewer", EMAIL, "陈静")
        me = front.get("/me", by=front.holder(mailed.sign_in().json["access_token"])).json
        assert (me["account"], me["role"], me["scope"]) == (account, "reviewer", "exam_authority")

    def test_the_address_is_theirs_however_it_is_written(self, front: Front, mailed: Joining) -> None:
        mailed.join()
        assert front.sign_in(" Chen@Example.CN ", totp=mailed.code(steps=1)).status_code == 200

    def test_a_link_serves_once(self, mailed: Joining) -> None:
        mailed.join()
        assert [problem(answer) for answer in (mailed.look(), mailed.accept(), mailed.confirm())] == [ENDED] * 3

    def test_an_invented_link_looks_like_an_ended_one(self, front: Front) -> None:
        assert problem(Joining(front, "https://example.cn/invitations/invented").look()) == ENDED

    def test_a_link_serves_a_day(self, front: Front, mailed: Joining) -> None:
        db, token = front.home.services["registration"].db, mailed.path.rpartition("/")[2]
        with db.read() as conn:
            look_at_invitation(conn, db.box, token, now=wall_clock() + timedelta(hours=23))
            with pytest.raises(InvitationEnded):
                look_at_invitation(conn, db.box, token, now=wall_clock() + timedelta(hours=24, seconds=1))

    def test_a_second_invitation_ends_the_first(self, front: Front, mailed: Joining) -> None:
        newer = joined(front, email=EMAIL, role="operator")
        assert problem(mailed.look()) == ENDED
        assert newer.look().json["role"] == "operator"

    def test_an_address_with_an_account_is_not_invited_again(self, front: Front, mailed: Joining) -> None:
        mailed.join()
        assert problem(invite(front, email=EMAIL.upper(), role="operator")) == (409, "staff_exists")

    def test_one_mailbox_is_not_two_officers(self, front: Front) -> None:
        first, second = (joined(front, email=each, role="officer") for each in ("li+1@example.cn", "Li+2@Example.cn"))
        first.join()
        second.accept()
        assert problem(second.confirm()) == (409, "mailbox_taken")
        assert problem(invite(front, email="li@example.cn", role="officer")) == (409, "mailbox_taken")
        assert invite(front, email="li+3@example.cn", role="auditor").status_code == 201
        assert invite(front, email="lin@example.cn", role="officer").status_code == 201

    @pytest.mark.parametrize(("role", "scope"), [
        ("candidate", None), ("emperor", None), ("source_college", None), ("reviewer", ""), ("officer", "90001"),
        ("admission_college", "a b"),
    ])
    def test_roles_that_nobody_is_invited_to(self, front: Front, role: str, scope: str | None) -> None:
        assert problem(invite(front, email=EMAIL, role=role, scope=scope)) == (422, "role_unfit")

    @pytest.mark.parametrize("email", ["", "chen", "chen@", "@example.cn", "a@b@c"])
    def test_what_is_no_address(self, front: Front, email: str) -> None:
        answer = invite(front, email=email, role="operator")
        assert problem(answer) == (422, "invalid_input")
        assert answer.json["errors"][0]["field"] == "email"


class TestPasswordAndAuthenticator:
    @pytest.mark.parametrize(("password", "code"), [
        ("short", "password_length"), ("x" * 65, "password_length"), (f"my {EMAIL}", "password_personal"),
        ("password", "password_common"), ("aaaaaaaaaa", "password_common"),
    ])
    def test_passwords_that_nobody_may_choose(self, mailed: Joining, password: str, code: str) -> None:
        assert problem(mailed.accept(password)) == (422, code)
        assert mailed.look().json["accepted"] is False

    def test_the_authenticator_comes_after_the_password(self, mailed: Joining) -> None:
        assert problem(mailed.confirm("123456")) == (409, "invitation_not_accepted")

    def test_the_uri_carries_the_secret_and_the_address(self, mailed: Joining) -> None:
        shown = mailed.accept().json
        assert shown["totp_uri"].startswith("otpauth://totp/")
        assert f"secret={shown['totp_secret']}" in shown["totp_uri"]

    def test_accepting_again_gives_another_secret_and_the_first_serves_no_more(self, mailed: Joining) -> None:
        mailed.accept()
        first = mailed.code()
        mailed.accept(OTHER_PASSWORD)
        assert problem(mailed.confirm(first)) == (422, "totp_wrong")
        assert mailed.confirm().status_code == 201
        assert mailed.sign_in(password=PASSWORD).status_code == 401

    def test_codes_cannot_be_tried_out(self, mailed: Joining) -> None:
        mailed.accept()
        tried = [problem(mailed.confirm(mailed.wrong_code())) for _ in range(10)]
        assert tried == [(422, "totp_wrong")] * 10
        assert problem(mailed.confirm()) == ENDED

    def test_the_code_that_confirmed_signs_nobody_in(self, mailed: Joining) -> None:
        mailed.accept()
        used = mailed.code()
        mailed.confirm(used)
        assert problem(mailed.sign_in(totp=used)) == (401, "sign_in_refused")

    def test_a_code_signs_in_once(self, mailed: Joining) -> None:
        mailed.join()
        code = mailed.code(steps=1)
        assert mailed.sign_in(totp=code).status_code == 200
        assert problem(mailed.sign_in(totp=code)) == (401, "sign_in_refused")

    @pytest.mark.parametrize("totp", [None, "", "abcdef", "１２３４５６"])
    def test_staff_without_a_code_stay_outside(self, mailed: Joining, totp: str | None) -> None:
        mailed.join()
        assert problem(mailed.front.sign_in(EMAIL, totp=totp)) == (401, "sign_in_refused")


class TestEnded:
    def test_an_officer_ends_an_account_and_its_sign_ins(self, front: Front, mailed: Joining) -> None:
        account = mailed.join()
        reviewer = front.holder(mailed.sign_in().json["access_token"])
        assert front.get("/me", by=reviewer).status_code == 200
        assert front.officer.delete(f"/registration/api/v1/staff/{account}").status_code == 204
        assert problem(front.get("/me", by=reviewer)) == (401, "session_ended")
        assert problem(mailed.sign_in(totp=mailed.code(steps=1))) == (401, "sign_in_refused")

    def test_nobody_ends_themselves(self, front: Front, mailed: Joining) -> None:
        account = mailed.join()
        officer = front.home.as_role("officer", subject=account)
        assert problem(officer.delete(f"/registration/api/v1/staff/{account}")) == (409, "own_account")

    def test_whoever_lost_their_phone_is_ended_and_invited_anew_with_the_same_address(
        self, front: Front, mailed: Joining
    ) -> None:
        ended = mailed.join()
        assert front.officer.delete(f"/registration/api/v1/staff/{ended}").status_code == 204
        again = joined(front, email=EMAIL, role="reviewer", scope="exam_authority")
        account = again.join()
        assert problem(front.sign_in(EMAIL, totp=mailed.code(steps=1))) == (401, "sign_in_refused")
        me = front.get("/me", by=front.holder(again.sign_in().json["access_token"])).json
        assert (me["account"], me["role"]) == (account, "reviewer")
        assert account != ended
        assert problem(invite(front, email=EMAIL, role="operator")) == (409, "staff_exists")

    def test_whose_account_ended_is_written_to_no_more(self, front: Front, mailed: Joining) -> None:
        account = mailed.join()
        for _ in range(2):
            front.officer.delete(f"/registration/api/v1/staff/{account}")
        front.home.settle()
        contacts = [told.email for told in front.told.every(ContactChanged) if told.account == account]
        assert contacts == [EMAIL, None]

    def test_an_account_that_is_not_there(self, front: Front) -> None:
        assert problem(front.officer.delete("/registration/api/v1/staff/nobody")) == (404, "not_found")

    def test_officers_see_who_there_is(self, front: Front, mailed: Joining) -> None:
        account = mailed.join()
        items = front.get("/staff", by=front.officer).json["items"]
        assert [(row["account"], row["email"], row["ended_at"]) for row in items] == [(account, EMAIL, None)]
