"""A college fills in what it publishes of itself: looked at first, never over a colleague's, nothing typed is lost."""

import pytest

from services.admission.tests.browser import Browser
from services.admission.tests.play import Play

PAGE = "/admission/profile"
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
