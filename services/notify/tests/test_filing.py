"""Saved choices: an entry each, and one SMS for those close together; no content anywhere."""

from datetime import datetime, timedelta

import pytest

from services.notify.tests.told import INTAKE, Told, with_supplementary
from shared.kernel import BEIJING
from shared.season import Season
from shared.testing.house import Home

SAVED_AT = datetime(2030, 4, 11, 16, 41, tzinfo=BEIJING)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TWO_HOURS_BEFORE = datetime(2030, 4, 11, 15, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def person(told: Told) -> None:
    told.person()


def test_saves_close_together_on_a_known_device_make_one_sms_with_the_last_time(home: Home, told: Told) -> None:
    home.advance(INTAKE, SAVED_AT)
    for after, label in ((0, "A"), (3, "B"), (9, "A")):
        told.saved(SAVED_AT + after * MINUTE, label=label)
    home.advance(INTAKE, SAVED_AT + 9 * MINUTE)
    assert told.sms() == []
    home.advance(INTAKE, SAVED_AT + 10 * MINUTE)
    assert told.sms() == [(
        "【样例省教育考试院】您的志愿于4月11日16:50保存。如非本人操作，请立即登录我院官网修改密码并核对志愿，"
        "或拨打官网公布电话。")]
    assert told.titles() == ["A志愿已保存", "B志愿已保存", "A志愿已保存"]


@pytest.mark.parametrize(("cleared", "said"), [
    ([True, True], "清空。"), ([False, True], "修改。"), ([True, False, False], "修改。"),
])
def test_what_was_only_cleared_is_not_called_saved(
    home: Home, told: Told, cleared: list[bool], said: str
) -> None:
    home.advance(INTAKE, SAVED_AT)
    for n, each in enumerate(cleared):
        told.saved(SAVED_AT + n * MINUTE, cleared=each)
    home.advance(INTAKE, SAVED_AT + 10 * MINUTE)
    [sms] = told.sms()
    assert sms.startswith(f"【样例省教育考试院】您的志愿于4月11日16:{40 + len(cleared)}{said}如非本人操作")


def test_a_choice_cleared_on_a_new_device_is_told_at_once_and_as_such(home: Home, told: Told) -> None:
    home.advance(INTAKE, SAVED_AT)
    told.saved(SAVED_AT, known=False, cleared=True)
    assert ["清空。" in sms for sms in told.sms()] == [True]


def test_later_saves_make_an_sms_of_their_own(home: Home, told: Told) -> None:
    home.advance(INTAKE, SAVED_AT)
    told.saved(SAVED_AT)
    home.advance(INTAKE, SAVED_AT + 10 * MINUTE)
    told.saved(SAVED_AT + 11 * MINUTE)
    home.advance(INTAKE, SAVED_AT + 60 * MINUTE)
    assert [sms[15:25] for sms in told.sms()] == ["4月11日16:41", "4月11日16:52"]


def test_what_came_late_is_not_told_with_what_happened_hours_later(home: Home, told: Told) -> None:
    home.advance(INTAKE, SAVED_AT + 5 * HOUR)
    for after in (0, 5):
        told.home.hear(told.save_at(SAVED_AT + after * HOUR), key="choices/filing/a1/MAIN", intake=INTAKE)
    home.advance(INTAKE, SAVED_AT + 6 * HOUR)
    assert sorted(sms[15:25] for sms in told.sms()) == ["4月11日16:41", "4月11日21:41"]


def test_a_new_device_is_told_at_once(home: Home, told: Told) -> None:
    home.advance(INTAKE, SAVED_AT)
    told.saved(SAVED_AT, known=False)
    assert len(told.sms()) == 1


def test_a_cleared_choice_is_an_entry(told: Told) -> None:
    told.saved(SAVED_AT, cleared=True)
    assert told.titles() == ["A志愿已清空"]


def test_a_choice_of_the_supplementary_filing_is_called_so(home: Home, told: Told, season: Season) -> None:
    home.publish(with_supplementary(season), version=2)
    told.saved(SAVED_AT, batch="S1")
    told.saved(SAVED_AT, batch="S1", cleared=True)
    assert told.titles() == ["征集志愿已清空", "征集志愿已保存"]


def test_what_waits_survives_the_worker(home: Home, told: Told) -> None:
    home.advance(INTAKE, SAVED_AT)
    told.saved(SAVED_AT)
    home.stop("notify")
    home.start("notify")
    home.advance(INTAKE, SAVED_AT + 10 * MINUTE)
    assert len(told.sms()) == 1


@pytest.mark.parametrize(("saved", "reminded"), [([], True), (["A"], False)])
def test_who_is_eligible_and_has_nothing_saved_is_reminded(
    home: Home, told: Told, saved: list[str], reminded: bool
) -> None:
    told.settled_as("eligible")
    told.progressed(saved)
    home.advance(INTAKE, TWO_HOURS_BEFORE)
    assert any("尚未保存志愿" in text for text in told.sms()) is reminded


def test_who_is_not_eligible_is_not_reminded_to_file(home: Home, told: Told) -> None:
    told.settled_as("not_eligible")
    home.advance(INTAKE, TWO_HOURS_BEFORE)
    assert not any("志愿填报" in text for text in told.sms())
