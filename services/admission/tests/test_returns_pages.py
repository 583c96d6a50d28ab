"""A college's return in the browser: checked, signed by two persons who read the same, and what came of it."""

import pytest

from services.admission.tests.browser import Browser
from services.admission.tests.college import College
from services.admission.tests.play import BACK, MINUTE, Play

X, Y = "5001", "5002"
DESK = "/admission/desk/1"
NEW = f"{DESK}/returns/new"


@pytest.fixture
def college(play: Play) -> College:
    """Round 1 is down: a and b at X, and both are decided."""
    play.plan({(X, "01"): 1, (X, "02"): 1, (Y, "01"): 2})
    play.filed({"a": {"A": (X, ["01", "02"])}, "b": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])}})
    play.send("1")
    made = College(play, X)
    made.decide("a", admit="01")
    made.decide("b", reason="综合考查未达到要求")
    return made


def person(college: College, name: str = "zhou", *, scope: str = X) -> Browser:
    return Browser(college.play.home, "admission_college", subject=name, scope=scope)


def test_it_is_returned_when_two_persons_signed_what_they_read(college: College) -> None:
    first, second = person(college), person(college, "wu")
    first.open(DESK)
    assert "全部考生均已填写意见，请核对后生成返回" in first.text
    first.open(NEW)
    assert "拟录取 1人 拟退档 1人" in first.text
    first.send(NEW)
    assert first.path == f"{DESK}/returns/1?news=made"
    assert "待签发，尚未返回" in first.text
    first.send(f"{DESK}/returns/1/sign")
    assert "还须另一名工作人员签发" in first.text
    assert f"{DESK}/returns/1/sign" not in first.page.text
    for here in ("/admission/desk", DESK):
        first.open(here)
        assert "第1次返回您已签发，还须另一名工作人员签发" in first.text
        assert "核对并签发" not in first.text
    second.open("/admission/desk")
    assert "第1次返回还须1人签发" in second.text
    assert "核对并签发" in second.text
    second.open(f"{DESK}/returns/1")
    second.send(f"{DESK}/returns/1/sign")
    assert "录取结果已返回" in second.text
    assert college.get("/rounds/1/returns").json["items"][0]["standing"] == "signed"
    second.open("/admission/desk")
    assert "目前没有须办理的事项" in second.text


def test_one_person_signs_once(college: College) -> None:
    first = person(college)
    first.open(NEW)
    first.send(NEW)
    fields = first.fields(f"{DESK}/returns/1/sign")
    first.post(f"{DESK}/returns/1/sign", fields)
    answer = first.post(f"{DESK}/returns/1/sign", fields)
    assert answer.status_code == 409
    assert "须由贵校两名不同的工作人员分别签发" in first.text


def test_who_has_no_decision_is_named_and_nothing_is_made(college: College) -> None:
    other = Browser(college.play.home, "admission_college", subject="li", scope=Y)
    other.open(NEW)
    assert "还有1名考生未填写意见，不能生成返回" in other.text
    assert college.number("c") in other.text
    token = other.home.as_role("admission_college", service="admission", subject="li", scope=Y)
    answer = token.post(NEW, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert f"{college.number('c')} 缺少该考生的结果" in answer.text


def test_more_than_the_seats_is_said_before_and_held_after(college: College) -> None:
    college.decide("b", admit="01")
    first, second = person(college), person(college, "wu")
    first.open(NEW)
    assert "拟录取人数超过计划" in first.text
    assert "超出1名" in first.text
    first.send(NEW)
    assert "签发后将由考试院处理" in first.text
    first.send(f"{DESK}/returns/1/sign")
    second.open(f"{DESK}/returns/1")
    second.send(f"{DESK}/returns/1/sign")
    assert "已返回，待考试院处理" in second.text
    second.open(f"{DESK}/returns")
    assert "拟录取人数超过计划" in second.text
    assert "over_seats" not in second.page.text


def test_after_the_deadline_it_is_said_and_held(college: College) -> None:
    college.play.at(BACK["1"] + MINUTE)
    first = person(college)
    first.open(NEW)
    assert "已超过返回截止时间；可以签发，签发后由考试院处理" in first.text
    first.send(NEW)
    first.send(f"{DESK}/returns/1/sign")
    second = person(college, "wu")
    second.open(f"{DESK}/returns/1")
    second.send(f"{DESK}/returns/1/sign")
    assert "逾期返回" in second.text


def test_a_decision_changed_meanwhile_wants_a_new_return(college: College) -> None:
    first = person(college)
    first.open(NEW)
    first.send(NEW)
    college.decide("a", admit="02")
    first.open(f"{DESK}/returns/1")
    assert "返回生成后又修改了录取意见" in first.text
    assert f"{DESK}/returns/1/sign" not in first.page.text
    first.open(NEW)
    first.send(NEW)
    assert first.path == f"{DESK}/returns/2?news=made"
    first.open(f"{DESK}/returns")
    assert "已被后一次返回取代" in first.text


def test_what_the_college_s_program_was_answered_is_read_in_words(college: College) -> None:
    receipt = college.submit([{"candidate_number": college.number("a"), "admit": "77"}])
    assert not receipt["accepted"]
    browser = person(college)
    browser.open(f"{DESK}/returns")
    assert "未接受" in browser.text
    assert f"第1行 {college.number('a')} 考生在本志愿未填报专业" in browser.text
    assert f"{college.number('b')} 缺少该考生的结果" in browser.text
    for code in ("candidate_missing", "major_not_filed"):
        assert code not in browser.page.text


def test_another_college_s_return_is_not_there(college: College) -> None:
    first = person(college)
    first.open(NEW)
    first.send(NEW)
    assert person(college, "li", scope=Y).open(f"{DESK}/returns/1").status_code == 404
    assert first.open(f"{DESK}/returns/7").status_code == 404
