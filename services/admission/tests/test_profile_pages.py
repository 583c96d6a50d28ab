"""A college fills in what it publishes of itself: looked at first, never over a colleague's, nothing typed is lost."""

import pytest

from services.admission.tests.browser import Browser
from services.admission.tests.officer import Officer
from services.admission.tests.play import SEASON, Play

PAGE, PLANS = "/admission/profile", "/admission/plans"
TYPED = {
    "phones": "010-00000000\n023-12345678", "charter": "https://college.example/charter", "min_tier": "NAT2",
    "honours": "priority", "test.mode": "线上", "at": "4月15日9:00", "place": "学校线上考查平台", "equipment": "",
}


@pytest.fixture
def browser(play: Play) -> Browser:
    return Browser(play.home, "admission_college", subject="zhou", scope="5001")


def confirm(browser: Browser) -> None:
    browser.post(PAGE, browser.fields(PAGE) | {"step": "confirmed"})


def test_filled_in_looked_at_saved_and_published_with_the_plan(play: Play, browser: Browser) -> None:
    browser.open(PAGE)
    assert "尚未填写" in browser.text
    browser.send(PAGE, **TYPED)
    for said in ("核对院校信息", "二等奖", "同等条件下优先录取", "学校线上考查平台", "023-12345678"):
        assert said in browser.text
    browser.post(PAGE, browser.fields(PAGE) | {"step": "change"})
    assert browser.fields(PAGE)["place"] == "学校线上考查平台"
    browser.send(PAGE)
    confirm(browser)
    assert browser.path == f"{PAGE}?news=saved"
    assert "已保存，尚未公布" in browser.text
    play.plan()
    browser.open(PAGE)
    assert "已公布。修改后须由考试院重新公布方才生效" in browser.text
    assert Browser(play.home).open("/admission/colleges/5001").text.count("学校线上考查平台") == 1


@pytest.mark.parametrize(("changed", "said"), [
    ({"charter": "college.example"}, "请填写以 https:// 或 http:// 开头的网址"), ({"min_tier": "XX"}, "获奖等级须为"),
    ({"test.mode": "邮寄"}, "考查方式须为"), ({"at": ""}, "请填写考查时间"), ({"test.mode": ""}, "请选择考查方式"),
    ({"honours": "x"}, "请选择立功受奖考生的办法"), ({"phones": "1\n" * 21}, "每行一个号码"),
    ({"place": "长" * 201}, "最多200个字符"),
])
def test_a_refusal_keeps_what_was_typed(browser: Browser, changed: dict[str, str], said: str) -> None:
    browser.open(PAGE)
    answer = browser.send(PAGE, **{**TYPED, **changed})
    assert answer.status_code == 422
    assert said in browser.text
    kept = {**TYPED, **changed}
    assert browser.fields(PAGE)["phones"].strip() == kept["phones"].strip()
    assert browser.fields(PAGE)["place"] == kept["place"]


def test_nobody_overwrites_what_a_colleague_saved(play: Play, browser: Browser) -> None:
    browser.open(PAGE)
    browser.send(PAGE, **TYPED)
    other = Browser(play.home, "admission_college", subject="wu", scope="5001")
    other.open(PAGE)
    other.send(PAGE, **TYPED | {"place": "教学楼"})
    confirm(other)
    answer = browser.post(PAGE, browser.fields(PAGE) | {"step": "confirmed"})
    assert answer.status_code == 412
    assert "内容已被更新" in browser.text
    assert browser.fields(PAGE)["place"] == "学校线上考查平台", "what was typed stays"
    other.open(PAGE)
    assert other.fields(PAGE)["place"] == "教学楼"


def test_after_the_plan_it_is_filled_in_too_and_officers_publish_it(play: Play, browser: Browser) -> None:
    play.plan()
    one, two = Officer(play.home, "officer-1"), Officer(play.home, "officer-2")
    majors = play.get("/plan").json["majors"]
    assert "院校信息不全的院校：2所" in one.open("/admission/board"), "published, and still not whole"
    browser.open(PAGE)
    browser.send(PAGE, **TYPED)
    confirm(browser)
    assert "须由考试院重新签批公布后，考生方可看到" in browser.text
    said = "请按现行计划重新起草并签批公布：5001 样例大学"
    assert (said in one.open("/admission/board"), said in one.open(PLANS)) == (True, True)
    assert "专业和人数没有变化，仅更新院校信息" in one.send(f"{PLANS}/{SEASON.code}/renewal")
    one.send(f"{PLANS}/{SEASON.code}/signatures")
    assert "您已签批本次招生计划" in one.open("/admission/board")
    assert "修改后的招生计划（含院校信息）待签批公布" in two.open("/admission/board")
    two.open(PLANS)
    assert "5001 样例大学：缺" not in two.send(f"{PLANS}/{SEASON.code}/signatures")
    assert (play.get("/plan").json["revision"], play.get("/plan").json["majors"]) == (2, majors)
    assert "学校线上考查平台" in Browser(play.home).open("/admission/colleges/5001").text
    assert "重新起草并签批公布" not in one.open("/admission/board")


def test_what_is_saved_while_a_plan_waits_for_signatures_is_named_there(play: Play, browser: Browser) -> None:
    one = Officer(play.home, "officer-1")
    one.open(PLANS)
    one.send(f"{PLANS}/{SEASON.code}/draft")
    browser.open(PAGE)
    browser.send(PAGE, **TYPED)
    confirm(browser)
    assert "未列入待签批的招生计划。须列入的，请重新起草：5001 样例大学" in one.open(PLANS)
    one.send(f"{PLANS}/{SEASON.code}/draft")
    assert "未列入" not in one.open(PLANS)
