"""Codes and invitations: once, in time, and gone from the row once settled."""


from services.notify.tests.told import Told
from shared.testing.house import Home


def test_a_code_comes_to_the_phone_that_it_was_asked_for(home: Home, told: Told) -> None:
    told.code()
    home.settle()
    assert told.sms() == [
        "【样例省教育考试院】验证码048392，用于注册专升本报名账号，3分钟内有效。请勿告知他人，工作人员不会向您索要验证码。"
    ]
    assert home.phone("13800000001").last_code() == "048392"
