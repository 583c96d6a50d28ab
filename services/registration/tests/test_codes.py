"""Codes by SMS: how often, how long, and what becomes of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.registration.domain.codes import CodeExpired, CodeTriedOut, CodeWrong, Purpose
from services.registration.tests.front import Front, problem, wrong_code
from services.registration.tests.people import LI, ZHANG
from services.registration.usecases.codes import Wanted, request_code, try_code, use_code
from shared.contracts.notify import NoticeSettled
from shared.contracts.registration import CodeRequested
from shared.kernel import wall_clock
from shared.season import Season
from shared.testing.house import Home
from shared.testing.seasons import INTAKE, sample

WANTED = Wanted(intake=INTAKE, purpose=Purpose.RESET_PASSWORD, subject="a1", phone=ZHANG.phone)


def test_the_answer_does_not_hold_the_code(opened: Front) -> None:
    answer = opened.ask_code(ZHANG)
    assert set(answer.json) == {"code_id", "expires_at", "resend_after"}
    assert opened.told.codes(ZHANG.phone)[-1] not in answer.text.replace(answer.json["code_id"], "")


def test_it_is_told_once_to_that_phone(opened: Front) -> None:
    opened.ask_code(ZHANG)
    told = opened.told.every(CodeRequested)
    assert [(event.phone, event.purpose, len(event.code)) for event in told] == [(ZHANG.phone, "open_account", 6)]


def test_the_database_does_not_hold_the_code(opened: Front) -> None:
    opened.ask_code(ZHANG)
    code = opened.told.codes(ZHANG.phone)[-1]
    held = b"".join(path.read_bytes() for path in opened.home.folder.glob("registration.db*"))
    assert f'"{code}"'.encode() not in held
    assert ZHANG.phone.encode() not in held


def test_five_an_hour(opened: Front) -> None:
    asked = [opened.ask_code(ZHANG).status_code for _ in range(5)]
    assert asked == [202] * 5
    refused = opened.ask_code(ZHANG)
    assert problem(refused) == (429, "too_many_codes")
    assert 3500 < int(refused.headers["Retry-After"]) <= 3600
    assert opened.ask_code(LI).status_code == 202


def test_a_phone_is_not_rung_for_one_after_another(opened: Front) -> None:
    for _ in range(5):
        opened.ask_code(ZHANG)
    assert problem(opened.ask_code(LI, phone=ZHANG.phone)) == (429, "too_many_codes")


def test_not_again_within_a_minute(bare: Home, opened: Front) -> None:
    bare.publish(sample(), version=2)
    opened.ask_code(ZHANG)
    refused = opened.ask_code(ZHANG)
    assert problem(refused) == (429, "too_many_codes")
    assert 50 < int(refused.headers["Retry-After"]) <= 60


def settled(front: Front, code_id: str) -> None:
    """Notify says what became of a code's message."""
    told = NoticeSettled(notice="n1", intake=INTAKE, account=None, source=f"registration/code/{code_id}", channel="sms",
                         outcome="delivered", settled_at=wall_clock())
    front.home.hear(told, key="notify/notice/n1", intake=INTAKE)
    front.home.settle()


def test_what_became_of_it_is_known(opened: Front) -> None:
    settled(opened, opened.ask_code(ZHANG).json["code_id"])
    assert [row["outcome"] for row in opened.facts("code")] == ["delivered"]


def test_news_of_a_code_that_is_not_here_changes_nothing(opened: Front) -> None:
    settled(opened, "unknown")
    assert [row["status"] for row in opened.facts("heard") if row["name"] == NoticeSettled.NAME] == ["done"]


class TestLife:
    """By the wall clock, which tests give to the use case."""

    @pytest.fixture
    def code(self, front: Front, season: Season) -> str:
        with front.home.services["registration"].db.begin(actor="test", now=wall_clock()) as tx:
            request_code(tx, season, WANTED)
        front.home.settle()
        return front.told.codes(ZHANG.phone)[-1]

    def test_three_minutes(self, front: Front, season: Season, code: str) -> None:
        begin = front.home.services["registration"].db.begin
        ttl = season.account.code.ttl
        with begin(actor="test", now=wall_clock(), wall=wall_clock() + ttl - timedelta(seconds=10)) as tx:
            assert try_code(tx, WANTED, code)
        with begin(actor="test", now=wall_clock(), wall=wall_clock() + ttl) as tx, pytest.raises(CodeExpired):
            try_code(tx, WANTED, code)

    def test_once(self, front: Front, code: str) -> None:
        with front.home.services["registration"].db.begin(actor="test", now=wall_clock()) as tx:
            use_code(tx, WANTED, code)
            with pytest.raises(CodeWrong):
                use_code(tx, WANTED, code)
        assert [(row["used"], row["sent"]) for row in front.facts("code")] == [(1, 1)]

    def test_for_its_purpose_and_person_alone(self, front: Front, code: str) -> None:
        with front.home.services["registration"].db.begin(actor="test", now=wall_clock()) as tx:
            for other in (replace(WANTED, purpose=Purpose.OPEN_ACCOUNT), replace(WANTED, subject="a2"),
                          replace(WANTED, phone=LI.phone), replace(WANTED, intake="another")):
                with pytest.raises(CodeWrong):
                    try_code(tx, other, code)

    def test_as_many_tries_as_the_season_gives(self, front: Front, season: Season, code: str) -> None:
        with front.home.services["registration"].db.begin(actor="test", now=wall_clock()) as tx:
            for _ in range(season.account.code.attempts):
                with pytest.raises(CodeWrong):
                    try_code(tx, WANTED, wrong_code(code))
            with pytest.raises(CodeTriedOut):
                try_code(tx, WANTED, code)
