"""A candidate's results: as much as is released, of oneself, in words."""

import pytest

from services.admission.tests.browser import Browser
from services.admission.tests.play import API, BACK, CLOSES, DOWN, MINUTE, SEASON, Play

X, Y = ("5001", "01"), ("5002", "02")
TEST = {"mode": "线上", "at": "4月15日9:00", "place": "学校线上考查平台", "equipment": "两台可摄像的设备"}
VISIBLE = SEASON.rounds[0].result_visible_at
EXTRA = next(each for each in SEASON.windows if each.to_be_announced)
CODES = ("DISPATCHED", "dispatched", "not_admitted", "VETERAN", "unplaced")


@pytest.fixture
def sent(play: Play) -> Play:
    """a and b filed X first; b filed Y second; X has published its test; round 1 is down."""
    staff = play.home.as_role("admission_college", service="admission", subject="staff", scope="5001")
    assert staff.put(f"{API}/colleges/5001/profile", json={"season": SEASON.code, "test": TEST}).status_code == 200
    play.plan({X: 1, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}, "b": {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])}})
    play.send("1")
    return play


def seen(play: Play, account: str) -> str:
    browser = Browser(play.home, "candidate", subject=account, intake=SEASON.intake)
    assert browser.open("/admission/results").status_code == 200
    main = browser.text.partition("录取结果")[2]
    assert not [each for each in (*CODES, account * 3) if each in main]
    return browser.text


def test_before_dispatch_one_reads_when_it_comes(play: Play) -> None:
    play.candidate("a")
    text = seen(play, "a")
    assert "您的志愿尚未下发" in text
    assert "第一志愿数据将于 4月12日14:00 下发招生院校" in text


def test_dispatched_with_the_test_s_time_and_place_and_no_college(sent: Play) -> None:
    text = seen(sent, "a")
    for said in ("您的第一志愿已下发招生院校", "下发不等于录取", "4月15日9:00", "学校线上考查平台", "5月8日10:00"):
        assert said in text
    assert "样例大学" not in text


def test_nothing_of_a_decision_is_seen_before_its_moment(sent: Play) -> None:
    before = seen(sent, "a")
    sent.returns("1", {"a": "01", "b": None})
    sent.at(BACK["1"])
    sent.check("1")
    for account in "ab":
        text = seen(sent, account)
        assert "您的第一志愿已下发招生院校" in text
        assert not [each for each in ("样例大学", "综合考查未达到要求", "您已被") if each in text]
    assert before.replace("4月12日14:00", "") .count("已下发") == seen(sent, "a").count("已下发")


def test_admitted_and_not_admitted_as_released(sent: Play) -> None:
    sent.returns("1", {"a": "01", "b": None})
    sent.at(BACK["1"])
    sent.check("1")
    sent.at(VISIBLE)
    text = seen(sent, "a")
    for said in ("您已被样例大学专业01录取", "（第一志愿， 5月8日 ）", "录取通知书由学校寄发", "010-00000000",
                 "未按期取得专科毕业证书的，按规定取消录取资格"):
        assert said in text
    assert "综合考查未达到要求" not in text
    text = seen(sent, "b")
    assert "您目前未被录取" in text
    assert "原因：综合考查未达到要求" in text
    assert "样例大学" not in text


def test_who_waits_for_the_next_choice_is_told_when(sent: Play) -> None:
    sent.returns("1", {"a": "01", "b": None})
    sent.at(BACK["1"])
    sent.check("1")
    with sent.home.services["admission"].db.begin(actor="season") as tx:
        tx.conn.exec_driver_sql(
            "INSERT INTO releases SELECT season, account, round, 'not_admitted', released_at, visible_at, again"
            " FROM releases WHERE account = 'b'")
    text = seen(sent, "b")
    assert "您的第二志愿将于 4月23日12:00 下发招生院校，您无需操作" in text


def test_the_supplementary_filing_is_for_who_is_not_admitted(sent: Play) -> None:
    sent.plan({X: 2, Y: 1})
    sent.returns("1", {"a": "01", "b": None})
    sent.at(BACK["1"])
    sent.check("1")
    for no in "23":
        sent.send(no)
    sent.returns("2", {"b": None})
    sent.check("2")
    sent.at(DOWN["3"] + MINUTE)
    sent.agreed("/vacancies", {"number": "3号"})
    sent.at(EXTRA.opens_at)
    text = seen(sent, "b")
    assert "填报征集志愿" in text
    assert "征集志愿须重新填报" in text
    assert "距截止" in text
    assert "填报征集志愿" not in seen(sent, "a")
    sent.at(CLOSES["S1"])
    assert "征集志愿填报已于 5月8日16:00 截止" in seen(sent, "b")


def test_a_file_that_was_taken_back(sent: Play) -> None:
    sent.stands("a", "revoked")
    text = seen(sent, "a")
    assert "您的档案已由考试院收回" in text
    assert "填报征集志愿" not in text


def test_nobody_else_sees_it(sent: Play) -> None:
    stranger = Browser(sent.home, "candidate", subject="zz", intake="another-intake")
    assert "没有您的录取信息" in (stranger.open("/admission/results"), stranger.text)[1]
    assert Browser(sent.home, "officer").open("/admission/results").status_code == 403
