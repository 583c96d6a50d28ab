"""Reminders: at their moment, to their audience, once each."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from services.notify.jobs.reminder import SLICE
from services.notify.tests.told import INTAKE, OPENED_AT, SEASON, Told
from shared.contracts.registration import ApplicationChanged
from shared.db import AUDIT
from shared.kernel import BEIJING
from shared.season import Season
from shared.season.moments import moments
from shared.testing.house import Home

CLOSING = datetime(2030, 1, 17, 17, tzinfo=BEIJING)
MOMENTS = 12


def audited(home: Home) -> list[tuple[str, str]]:
    with home.services["notify"].db.read() as conn:
        rows = conn.execute(select(AUDIT.c.action, AUDIT.c.subject).where(AUDIT.c.action.like("reminder.%"))).all()
    return sorted((row.action, row.subject.rpartition("/")[2]) for row in rows)


def test_everybody_in_the_audience_is_reminded_once(home: Home, told: Told) -> None:
    told.person("a1", phone="13800000001")
    told.person("a2", phone="13800000002")
    told.person("s1", phone=None, role="source_college", email="wang@example.cn", intake=None)
    told.person("x1", phone="13800000003", intake="elsewhere-2030")
    home.advance(INTAKE, CLOSING)
    home.advance(INTAKE, CLOSING + timedelta(hours=1))
    said = "【样例省教育考试院】专升本网上报名1月18日17:00截止，您尚未提交报名。请登录我院官网办理，逾期不再受理。"
    assert told.sms("13800000001") == [said]
    assert told.sms("13800000002") == [said]
    assert told.sms("13800000003") == []
    assert [mail["subject"] for mail in told.mail("wang@example.cn")] == ["学籍信息导入即将截止"]


def test_a_reminder_is_on_the_timeline_of_whom_it_reminds(home: Home, told: Told) -> None:
    told.person()
    home.advance(INTAKE, CLOSING)
    [entry] = [entry for entry in told.timeline() if entry["personal"]]
    assert entry["title"] == "网上报名即将截止"
    assert entry["at"] == "2030-01-17T17:00:00+08:00"


def test_before_its_moment_nobody_is_reminded(home: Home, told: Told) -> None:
    told.person()
    home.advance(INTAKE, CLOSING - timedelta(seconds=1))
    assert told.sms() == []


@pytest.mark.parametrize("status", ["submitted", "returned", "withdrawn"])
def test_who_has_handed_in_is_not_told_that_they_have_not(home: Home, told: Told, status: str) -> None:
    told.person()
    told.hear(ApplicationChanged(account="a1", intake=INTAKE, season=SEASON, status=status, revision=1,
                                 changed_at=OPENED_AT), "registration/application/a1")
    home.advance(INTAKE, CLOSING)
    assert not any("尚未提交报名" in text for text in told.sms())


def test_an_audience_of_whom_nothing_was_heard_is_nobody(home: Home, told: Told) -> None:
    told.person()
    home.advance(INTAKE, datetime(2030, 4, 11, 15, tzinfo=BEIJING))
    assert not any("志愿填报" in text for text in told.sms())


def test_nobody_is_told_to_do_what_can_no_longer_be_done(home: Home, told: Told) -> None:
    told.person()
    home.advance(INTAKE, CLOSING + timedelta(days=1))
    assert told.sms() == []
    assert ("reminder.pass_over", "registration-closing") in audited(home)


def test_the_round_that_is_due_next_is_named(home: Home, told: Told) -> None:
    told.person("s1", phone=None, role="admission_college", email="zhao@example.cn", intake=None)
    home.advance(INTAKE, datetime(2030, 4, 21, 18, tzinfo=BEIJING))
    assert ["第一志愿录取结果应于4月22日18:00前返回" in mail["text"] for mail in told.mail("zhao@example.cn")] == [True]


def test_a_round_whose_title_no_sms_has_room_for_is_reminded_of_all_the_same(
    home: Home, told: Told, season: Season
) -> None:
    document = season.document()
    document["rounds"][0]["title"] = "免试推荐生第一志愿录取工作（首轮）"
    reminder = next(each for each in document["reminders"] if each["template"] == "returns_due")
    reminder["channels"] = ["sms", "email"]
    home.publish(Season.from_document(document), version=2)
    told.person("s1", phone="13800000001", role="admission_college", email="zhao@example.cn", intake=None)
    home.advance(INTAKE, datetime(2030, 4, 21, 18, tzinfo=BEIJING))
    assert [sms[10:22] for sms in told.sms()] == ["贵校本轮录取结果应于4月"]
    assert ["免试推荐生第一志愿录取工作（首轮）录取结果应于4月22日18:00前返回" in mail["text"]
            for mail in told.mail("zhao@example.cn")] == [True]


def test_an_audience_of_many_slices_is_reminded_whole(home: Home, told: Told) -> None:
    people = SLICE + 1
    for number in range(people):
        told.person(f"a{number:04}", phone=f"138{number:08}")
    home.advance(INTAKE, CLOSING)
    assert len(list((home.folder / "phones").iterdir())) == people
    assert {row["lines"] for row in told.facts("carried")} == {1}


def test_a_worker_that_was_down_reminds_when_it_is_back(home: Home, told: Told) -> None:
    told.person()
    home.stop("notify")
    home.start("notify")
    home.advance(INTAKE, CLOSING)
    home.stop("notify")
    home.start("notify")
    home.settle()
    assert len(told.sms()) == 1


def test_a_reminder_moved_to_another_instant_reminds_again(home: Home, told: Told, season: Season) -> None:
    told.person()
    home.advance(INTAKE, CLOSING)
    document = season.document()
    later = datetime(2030, 1, 20, 17, tzinfo=BEIJING).isoformat()
    document["windows"][0]["closes_at"] = later
    home.publish(Season.from_document(document), version=2)
    home.advance(INTAKE, datetime(2030, 1, 19, 17, tzinfo=BEIJING))
    assert [text[17:27] for text in told.sms()] == ["1月18日17:00", "1月20日17:00"]


@pytest.mark.parametrize("again", [False, True])
def test_moments_are_handled_once_each(home: Home, season: Season, again: bool) -> None:
    home.advance(INTAKE, datetime(2030, 6, 1, tzinfo=BEIJING))
    if again:
        home.stop("notify")
        home.start("notify")
        home.settle()
    handled = [row["moment"] for row in Told(home).facts("moment")]
    assert sorted(handled) == sorted(moment.name for moment in moments(season))
    assert len(handled) == MOMENTS
