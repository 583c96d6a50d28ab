"""Codes and invitations: once, in time, and gone from the row once settled."""

from datetime import timedelta

from sqlalchemy import select

from services.notify.store.notice import NOTICES
from services.notify.tests.told import Told
from shared.kernel import new_id
from shared.season import Season
from shared.testing.house import Home


def test_a_code_comes_to_the_phone_that_it_was_asked_for(home: Home, told: Told) -> None:
    told.code()
    home.settle()
    assert told.sms() == [
        "【样例省教育考试院】验证码048392，用于注册专升本报名账号，3分钟内有效。请勿告知他人，工作人员不会向您索要验证码。"
    ]
    assert home.phone("13800000001").last_code() == "048392"
    assert told.outcomes() == {"registration/code/c1": "delivered"}


def test_a_code_heard_of_twice_is_sent_once(home: Home, told: Told) -> None:
    event_id = new_id()
    told.code(event_id=event_id)
    told.code(event_id=event_id)
    told.code()  # another event about the same code
    home.settle()
    assert len(told.sms()) == 1
    assert len(told.settled()) == 1


def test_two_codes_are_two_messages(home: Home, told: Told) -> None:
    told.code("c1")
    told.code("c2")
    home.settle()
    assert len(told.sms()) == 2


def test_a_code_for_what_this_release_does_not_know_waits_and_holds_up_no_other(home: Home, told: Told) -> None:
    told.code("c1", purpose="change_address")
    told.code("c2")
    home.settle()
    assert told.outcomes() == {"registration/code/c2": "delivered"}
    assert told.standing("registration.code_requested.v1") == {"waiting": 1, "done": 1}


def test_a_code_that_expired_on_its_way_here_is_dropped(home: Home, told: Told) -> None:
    told.code(lives=timedelta(seconds=-1))
    home.settle()
    assert told.sms() == []
    assert told.outcomes() == {"registration/code/c1": "expired"}
    assert len(told.settled()) == 1


def test_a_code_that_expired_before_it_was_sent_is_dropped(told: Told) -> None:
    told.code()
    assert told.send(later=timedelta(minutes=4))
    assert told.sms() == []
    assert told.outcomes() == {"registration/code/c1": "expired"}


def test_a_code_says_how_long_it_still_opens(home: Home, told: Told) -> None:
    told.code(lives=timedelta(seconds=70))
    home.settle()
    assert "，1分钟内有效" in told.sms()[0]


def test_a_code_waits_until_it_is_known_whether_it_may_leave_the_house(bare: Home, season: Season) -> None:
    told = Told(bare)
    told.code()
    bare.settle()
    assert told.sms() == []
    bare.publish(season)
    bare.settle()
    assert told.send(later=timedelta(seconds=3))
    assert len(told.sms()) == 1


def test_nothing_of_a_code_is_kept_once_it_is_settled(home: Home, told: Told) -> None:
    told.code("sent")
    told.code("late", phone="13800000002", lives=timedelta(seconds=-1))
    with home.services["notify"].db.read() as conn:
        waiting = {row.source: row for row in conn.execute(select(NOTICES))}
    sealed, late = waiting["registration/code/sent"], waiting["registration/code/late"]
    assert sealed.params
    assert b"048392" not in sealed.params
    assert b"13800000001" not in sealed.address
    assert (late.params, late.address) == (None, None)
    home.settle()
    with home.services["notify"].db.read() as conn:
        after = conn.execute(select(NOTICES.c.params, NOTICES.c.address)).all()
    assert [tuple(row) for row in after] == [(None, None), (None, None)]


def test_an_invitation_is_one_mail_with_its_link(home: Home, told: Told) -> None:
    told.invited()
    told.invited()
    home.settle()
    [mail] = told.mail("wang@example.cn")
    assert "https://example.cn/invitations/i1" in mail["text"]
    assert "招生考试机构工作人员" in mail["text"]
    assert mail["subject"] == "专升本招生管理平台账号邀请"
    assert told.outcomes() == {"registration/invitation/i1": "delivered"}


def test_an_invitation_needs_no_season(bare: Home) -> None:
    told = Told(bare)
    told.invited()
    bare.settle()
    assert len(told.mail("wang@example.cn")) == 1


def test_an_invitation_that_nobody_can_accept_any_more_is_dropped(told: Told) -> None:
    told.invited()
    told.send(later=timedelta(hours=25))
    assert told.mail("wang@example.cn") == []
    assert told.outcomes() == {"registration/invitation/i1": "expired"}
