"""Signing in, staying signed in, signing out; and guessing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from services.registration.domain.sessions import RefreshRefused, SignInRefused, SignInWait
from services.registration.tests.front import API, Front, problem
from services.registration.tests.people import LI, PASSWORD, QIAN, ZHANG
from services.registration.usecases.attempts import Caller
from services.registration.usecases.sessions import Proof, Typed, enter, look_up, renew_session, renew_token
from shared.contracts.registration import SessionRevoked
from shared.db import Tx
from shared.kernel import wall_clock
from shared.security.access import Principal, Role
from shared.security.throttle import DEVICE_TRIES

HOUR = timedelta(hours=1)
REFUSED = (401, "sign_in_refused")


@pytest.fixture
def zhang(opened: Front) -> Any:
    """What Zhang was shown, whose account was opened on the device ``home``."""
    return opened.candidate(ZHANG)


@contextmanager
def later(front: Front, ahead: timedelta) -> Iterator[Tx]:
    """A transaction some time from now."""
    wall = wall_clock() + ahead
    with front.home.services["registration"].db.begin(actor="test", now=wall, wall=wall) as tx:
        yield tx


def me(front: Front, tokens: Any) -> Any:
    return front.get("/me", by=front.holder(tokens["access_token"]))


def renew(front: Front, tokens: Any) -> Any:
    return front.post("/session/renewal", {"refresh_token": tokens["refresh_token"]})


class TestSignIn:
    def test_by_candidate_number_or_id_number(self, opened: Front, zhang: Any) -> None:
        for login in (zhang["candidate_number"], ZHANG.id_number, f" {ZHANG.id_number[:6]} {ZHANG.id_number[6:]} "):
            answer = opened.sign_in(login)
            assert answer.status_code == 200, login
            assert me(opened, answer.json).json["account"] == zhang["account"]

    def test_a_check_character_may_be_written_small(self, opened: Front) -> None:
        assert QIAN.id_number.endswith("X")
        opened.go_to_import()
        opened.import_students([QIAN])
        opened.go_to_registration()
        opened.candidate(QIAN)
        assert opened.sign_in(QIAN.id_number.lower()).status_code == 200

    def test_each_sign_in_is_its_own(self, opened: Front, zhang: Any) -> None:
        sessions = {opened.sign_in(ZHANG.id_number).json["session"] for _ in range(2)} | {zhang["session"]}
        assert len(sessions) == 3

    def test_what_was_wrong_is_not_said(self, opened: Front, zhang: Any) -> None:
        answers = [
            opened.sign_in(ZHANG.id_number, "not the password"), opened.sign_in(LI.id_number),
            opened.sign_in("30500099999999"), opened.sign_in("nobody@example.cn"),
        ]
        assert [problem(answer) for answer in answers] == [REFUSED] * 4
        assert len({answer.json["detail"] for answer in answers}) == 1

    @pytest.mark.parametrize("body", [
        {}, {"login": "x"}, {"login": "", "password": "x"}, {"login": "x", "password": "y" * 201},
        {"login": ["x"], "password": "y"}, {"login": "x", "password": "y", "surprise": 1},
    ])
    def test_a_body_of_another_shape_is_named_field_by_field(self, front: Front, body: Any) -> None:
        answer = front.post("/sign-in", body)
        assert problem(answer) == (422, "invalid_input")
        assert all(error["field"] for error in answer.json["errors"])

    def test_the_candidate_sees_their_numbers_masked(self, opened: Front, zhang: Any) -> None:
        seen = me(opened, zhang)
        assert ZHANG.id_number not in seen.text
        assert ZHANG.phone not in seen.text
        assert (seen.json["phone"], seen.json["source_college"]) == ("139****0001", "90001")

    def test_the_token_carries_no_whole_name(self, zhang: Any) -> None:
        assert len(zhang["access_token"].split(".")) == 3
        assert "张伟" not in zhang["access_token"]


class TestGuessing:
    def test_the_guessing_device_is_locked_even_for_the_right_password(self, opened: Front, zhang: Any) -> None:
        guesser = opened.anybody("guesser")
        tried = [opened.sign_in(ZHANG.id_number, f"guess {n}", by=guesser) for n in range(DEVICE_TRIES)]
        assert [problem(answer) for answer in tried] == [REFUSED] * DEVICE_TRIES
        locked = opened.sign_in(ZHANG.id_number, by=guesser)
        assert problem(locked) == (429, "sign_in_wait")
        assert 0 < int(locked.headers["Retry-After"]) <= 900

    def test_the_owner_still_signs_in_on_their_own_device(self, opened: Front, zhang: Any) -> None:
        guess_until_locked(opened, ZHANG.id_number)
        assert opened.sign_in(ZHANG.id_number, by=opened.anybody("home")).status_code == 200

    def test_a_classmate_at_the_same_address_signs_in(self, opened: Front, zhang: Any) -> None:
        opened.candidate(LI, by=opened.anybody("li"))
        guess_until_locked(opened, ZHANG.id_number)
        assert opened.sign_in(LI.id_number, by=opened.anybody("another of li")).status_code == 200

    def test_the_device_is_locked_for_every_account(self, opened: Front, zhang: Any) -> None:
        opened.candidate(LI, by=opened.anybody("li"))
        guess_until_locked(opened, ZHANG.id_number)
        assert opened.sign_in(LI.id_number, by=opened.anybody("guesser")).status_code == 429

    def test_a_stranger_on_a_new_device_is_slowed_for_this_account_alone(self, opened: Front, zhang: Any) -> None:
        guess_until_locked(opened, ZHANG.id_number)
        slowed = opened.sign_in(ZHANG.id_number, by=opened.anybody("another guesser"))
        assert problem(slowed) == (429, "sign_in_wait")
        assert int(slowed.headers["Retry-After"]) <= 60

    def test_accounts_that_do_not_exist_lock_alike(self, opened: Front) -> None:
        guess_until_locked(opened, "30500012345678")
        assert opened.sign_in("30500012345678", by=opened.anybody("guesser")).status_code == 429

    def test_mistyping_and_then_getting_in_leaves_no_trace(self, opened: Front, zhang: Any) -> None:
        for _ in range(3):
            for n in range(DEVICE_TRIES - 1):
                assert opened.sign_in(ZHANG.id_number, f"mistyped {n}").status_code == 401
            assert opened.sign_in(ZHANG.id_number).status_code == 200

    def test_guesses_made_side_by_side_are_answered_no_more_often(self, opened: Front, zhang: Any) -> None:
        service = opened.home.services["registration"]
        typed = Typed(ZHANG.id_number, None, Caller("guesser", "10.1.1.1"))
        with service.db.read() as conn:
            side_by_side = [
                look_up(conn, service.box, typed, now=wall_clock(), allowed={}) for _ in range(3 * DEVICE_TRIES)
            ]
        answers = []
        for asked in side_by_side:
            with service.db.begin() as tx, pytest.raises((SignInRefused, SignInWait)) as refused:
                enter(tx, asked, Proof(right=False), totp=None)
            answers.append(refused.type)
        assert answers == [SignInRefused] * DEVICE_TRIES + [SignInWait] * 2 * DEVICE_TRIES
        with service.db.begin() as tx, pytest.raises(SignInWait):
            enter(tx, side_by_side[0], Proof(right=True), totp=None)

    def test_an_idempotency_key_hides_no_guess(self, opened: Front, zhang: Any) -> None:
        guesser = opened.anybody("guesser")
        for n in range(DEVICE_TRIES):
            body = {"login": ZHANG.id_number, "password": f"guess {n}"}
            opened.post("/sign-in", body, by=guesser, headers={"Idempotency-Key": "the-same-key-every-time"})
        assert opened.sign_in(ZHANG.id_number, by=guesser).status_code == 429


class TestRenewal:
    def test_each_token_is_good_once_and_gives_the_next(self, opened: Front, zhang: Any) -> None:
        second = renew(opened, zhang).json
        third = renew(opened, second).json
        assert len({each["refresh_token"] for each in (zhang, second, third)}) == 3
        assert {each["session"] for each in (zhang, second, third)} == {zhang["session"]}
        assert me(opened, third).status_code == 200

    def test_a_token_used_again_ends_the_whole_sign_in(self, opened: Front, zhang: Any) -> None:
        second = renew(opened, zhang).json
        assert problem(renew(opened, zhang)) == (401, "refresh_refused")
        assert problem(renew(opened, second)) == (401, "refresh_refused")
        assert problem(me(opened, second)) == (401, "session_ended")
        assert opened.told.every(SessionRevoked)[-1].session == zhang["session"]

    def test_another_sign_in_of_the_person_goes_on(self, opened: Front, zhang: Any) -> None:
        other = opened.sign_in(ZHANG.id_number).json
        renew(opened, zhang)
        renew(opened, zhang)
        assert me(opened, other).status_code == 200

    def test_an_invented_token(self, front: Front) -> None:
        assert problem(renew(front, {"refresh_token": "invented"})) == (401, "refresh_refused")

    def test_a_sign_in_is_not_renewed_for_ever(self, opened: Front, zhang: Any) -> None:
        with later(opened, 12 * HOUR) as tx, pytest.raises(RefreshRefused):
            renew_session(tx, zhang["refresh_token"])
        with later(opened, 11 * HOUR) as tx:
            assert renew_session(tx, zhang["refresh_token"]).session == zhang["session"]

    def test_no_token_outlives_its_sign_in(self, opened: Front, zhang: Any) -> None:
        with later(opened, 11.5 * HOUR) as tx:
            renewed = renew_session(tx, zhang["refresh_token"])
            assert renewed.expires_at - tx.wall <= 0.5 * HOUR + timedelta(seconds=5)

    def test_a_browser_is_renewed_past_half_of_its_tokens_life(self, opened: Front, zhang: Any) -> None:
        who = Principal(subject=zhang["account"], role=Role.CANDIDATE, session=zhang["session"],
                        expires_at=wall_clock() + HOUR)
        with later(opened, 0.4 * HOUR) as tx:
            assert renew_token(tx, who) is None
        with later(opened, 0.6 * HOUR) as tx:
            token, expires_at = renew_token(tx, who) or ("", tx.wall)
            assert HOUR - timedelta(seconds=1) <= expires_at - tx.wall <= HOUR
        renewed = opened.home.services["registration"].identity.verify(token, now=wall_clock() + 0.7 * HOUR)
        assert (renewed.subject, renewed.session) == (who.subject, who.session)


class TestSignOut:
    def test_it_ends_the_sign_in_here_at_once_and_tells_everybody(self, opened: Front, zhang: Any) -> None:
        assert opened.holder(zhang["access_token"]).delete(f"{API}/session").status_code == 204
        assert problem(me(opened, zhang)) == (401, "session_ended")
        assert problem(renew(opened, zhang)) == (401, "refresh_refused")
        assert [each.session for each in opened.told.every(SessionRevoked)] == [zhang["session"]]

    def test_other_sign_ins_stay(self, opened: Front, zhang: Any) -> None:
        other = opened.sign_in(ZHANG.id_number).json
        opened.holder(zhang["access_token"]).delete(f"{API}/session")
        assert me(opened, other).status_code == 200

    def test_nobody_signs_out_nobody(self, front: Front) -> None:
        assert problem(front.anybody().delete(f"{API}/session")) == (401, "sign_in_needed")


def guess_until_locked(front: Front, login: str) -> None:
    """A stranger tries."""
    guesser = front.anybody("guesser")
    while problem(front.sign_in(login, PASSWORD[::-1], by=guesser)) == REFUSED:
        continue
