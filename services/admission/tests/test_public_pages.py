"""What everybody may read: the calendar, the colleges, the plan and the vacancies."""

import pytest

from services.admission.tests.browser import Browser
from services.admission.tests.play import API, BACK, CLOSES, DOWN, MINUTE, SEASON, Play
from services.admission.usecases.college import dial_of

X, Y = ("5001", "01"), ("5002", "02")
TEST = {"mode": "线上", "at": "4月15日9:00", "place": "学校线上考查平台", "equipment": "两台可摄像的设备"}
PROFILE = {"season": SEASON.code, "test": TEST, "charter": "https://college.example/charter", "min_tier": "NAT2",
           "honours": "priority", "phones": ["010-00000000", "023-12345678转801"]}


@pytest.fixture
def browser(play: Play) -> Browser:
    return Browser(play.home)


def published(play: Play) -> None:
    staff = play.home.as_role("admission_college", service="admission", subject="staff", scope="5001")
    assert staff.put(f"{API}/colleges/5001/profile", json=PROFILE).status_code == 200
    play.plan()


def test_the_calendar_says_what_is_under_way_and_what_comes(play: Play, browser: Browser) -> None:
    filing = next(each for each in SEASON.windows if each.id == "filing-first")
    play.at(filing.opens_at)
    browser.open("/admission/calendar")
    assert f"正在进行：{filing.title}（ 4月11日17:00 截止）" in browser.text
    assert "距截止" in browser.text
    assert "征集志愿填报 ! 以公告为准" in browser.text
    assert "第一志愿" in browser.text
    play.at(DOWN["1"])
    browser.open("/admission/calendar")
    assert "第一志愿 ● 进行中" in browser.text


def test_a_season_that_is_not_there_is_not_found(browser: Browser) -> None:
    for path in ("calendar", "plan", "colleges", "vacancies"):
        assert browser.open(f"/admission/{path}?season=none").status_code == 404
    assert browser.open("/admission/colleges/9999").status_code == 404


def test_a_college_is_as_it_was_published(play: Play, browser: Browser) -> None:
    browser.open("/admission/colleges/5001")
    assert "尚未随招生计划公布" in browser.text
    published(play)
    browser.open("/admission/colleges?q=样例大")
    assert ("样例大学" in browser.text, "样例学院" in browser.text) == (True, False)
    assert 'href="tel:+861000000000"' in browser.page.text
    browser.open("/admission/colleges/5001")
    for said in ("招生章程", "二等奖", "同等条件下优先录取", "线上", "4月15日9:00", "学校线上考查平台",
                 "两台可摄像的设备", "软件工程"):
        assert said in browser.text
    for code in ("NAT2", "priority", "VETERAN"):
        assert code not in browser.text
    assert 'href="tel:02312345678"' in browser.page.text
    assert 'href="https://college.example/charter"' in browser.page.text


@pytest.mark.parametrize(("printed", "dial"), [
    ("023-12345678", "02312345678"), ("+86 10 0000 0000", "+861000000000"), ("023-62769494转801", "02362769494"),
    ("(023)61691059", "02361691059"), ("12", ""), ("招生办", "")])
def test_a_telephone_dials_digits(printed: str, dial: str) -> None:
    assert dial_of(printed) == dial


def test_the_plan_is_found_by_words_and_category(play: Play, browser: Browser) -> None:
    browser.open("/admission/plan")
    assert "招生计划尚未公布" in browser.text
    published(play)
    browser.open("/admission/plan")
    assert "共2所院校、2个专业" in browser.text
    browser.open("/admission/plan?q=护理")
    assert ("护理学" in browser.text, "软件工程" in browser.text) == (True, False)
    browser.open("/admission/plan?q=没有")
    assert "没有符合条件的院校和专业" in browser.text
    assert browser.open("/admission/plan?q=%00&category=x").status_code == 200
    browser.open("/admission/plan?category=VETERAN")
    assert "共2所院校" in browser.text


def test_vacancies_are_shown_once_two_officers_announced_them(play: Play, browser: Browser) -> None:
    play.plan({X: 2, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}})
    play.send("1")
    play.returns("1", {"a": "01"})
    play.at(BACK["1"])
    play.check("1")
    play.at(BACK["3"])
    made = play.post("/vacancies", {"number": "渝考〔2030〕3号"}).json
    browser.open("/admission/vacancies")
    assert "缺额计划尚未公布" in browser.text
    play.both("/vacancies", made["digest"])
    browser.open("/admission/vacancies")
    assert "渝考〔2030〕3号" in browser.text
    assert "征集志愿须重新填报" in browser.text
    assert "5001 样例大学" in browser.text
    assert ("5月8日10:00 开始" in browser.text, "距截止" in browser.text) == (True, False)
    browser.open("/admission/vacancies?q=没有")
    assert "没有符合条件的缺额" in browser.text
    candidate = Browser(play.home, "candidate", subject="b", intake=SEASON.intake)
    candidate.open("/admission/vacancies")
    assert "填报征集志愿" not in candidate.text
    play.at(CLOSES["S1"] - MINUTE)
    candidate.open("/admission/vacancies")
    assert "填报征集志愿" in candidate.text
    play.at(CLOSES["S1"] + MINUTE)
    candidate.open("/admission/vacancies")
    assert "填报征集志愿" not in candidate.text
