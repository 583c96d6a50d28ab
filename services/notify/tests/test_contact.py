"""What happens to a person's account is told to that person, where they are reached now."""

from services.notify.store.contact import CONTACTS
from services.notify.tests.told import INTAKE, OPENED_AT, Told
from shared.contracts.registration import PasswordChanged
from shared.testing.house import Home


def changed(home: Home, account: str = "a1", intake: str | None = INTAKE) -> None:
    event = PasswordChanged(account=account, intake=intake, changed_at=OPENED_AT)
    home.hear(event, key=f"registration/account/{account}")


def test_an_account_opened_is_told_with_its_number(home: Home, told: Told) -> None:
    told.person()
    told.opened()
    home.settle()
    assert told.sms() == [
        "【样例省教育考试院】您已开通专升本报名账号，考生号30500000000001。如非本人操作，请立即拨打我院官网公布电话。"
    ]
    [entry] = told.timeline()
    assert entry["title"] == "报名账号已开通"
    assert entry["text"].startswith("您已于1月11日12:00开通报名账号，考生号30500000000001。")
    assert entry["at"] == "2030-01-11T12:00:00+08:00"
    assert entry["personal"] is True


def test_what_is_heard_before_the_contact_waits_for_it(home: Home, told: Told) -> None:
    told.opened()
    home.settle()
    assert told.sms() == []
    told.person()
    home.settle()
    assert len(told.sms()) == 1


def test_a_notice_goes_to_where_the_person_is_reached_when_it_is_sent(home: Home, told: Told) -> None:
    told.person(phone="13800000001")
    told.opened()
    told.person(phone="13900000009")
    home.settle()
    assert any("已开通" in text for text in told.sms("13900000009"))
    assert not any("已开通" in text for text in told.sms("13800000001"))


def test_the_phone_that_was_left_behind_is_told_so(home: Home, told: Told) -> None:
    told.person(phone="13800000001")
    told.person(phone="13800000001")
    told.person(phone="13900000009")
    home.settle()
    [text] = told.sms("13800000001")
    assert text.startswith("【样例省教育考试院】您预留的手机号已于")
    assert told.sms("13900000009") == []
    assert [entry["title"] for entry in told.timeline()] == ["联系手机号已更换"]


def test_a_password_reset_is_told(home: Home, told: Told) -> None:
    told.person()
    changed(home)
    home.settle()
    assert told.sms() == [
        "【样例省教育考试院】您的登录密码已于1月11日12:00更改，已保存的志愿不变。如非本人操作，请立即拨打我院官网公布电话。"
    ]


def test_staff_are_told_by_mail(home: Home, told: Told) -> None:
    told.person("s1", phone=None, role="officer", email="wang@example.cn", intake=None)
    changed(home, "s1", intake=None)
    home.settle()
    assert [mail["subject"] for mail in told.mail("wang@example.cn")] == ["登录密码已更改"]


def test_whom_nothing_reaches_still_reads_it(home: Home, told: Told) -> None:
    told.person(phone=None)
    told.opened()
    home.settle()
    assert told.facts("notice") == []
    assert len(told.timeline()) == 1


def test_contacts_are_sealed(home: Home, told: Told) -> None:
    told.person(phone="13800000001", email="li@example.cn")
    home.settle()
    with home.services["notify"].db.read() as conn:
        row = conn.execute(CONTACTS.select()).one()
    kept = b"".join(value for value in row if isinstance(value, bytes))
    assert b"13800000001" not in kept
    assert b"example" not in kept
    assert "李明".encode() not in kept
