"""Orders and vacancies in officers' browsers: typed, read once more, signed by two; nothing typed is lost."""

from datetime import timedelta

import pytest

from services.admission.tests.officer import Officer
from services.admission.tests.play import API, BACK, DOWN, MINUTE, SEASON, Play
from shared.kernel import in_beijing
from shared.security.access import Role

X, Y = ("5001", "01"), ("5002", "02")
HERE = f"/admission/board/{SEASON.code}"
ORDERS, NEW, VACANCIES = f"{HERE}/orders", f"{HERE}/orders/new", f"{HERE}/vacancies"
NUMBER = "渝考〔2024〕1号"


@pytest.fixture
def sent(play: Play) -> Play:
    play.plan({X: 2, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}})
    play.send("1")
    return play


@pytest.fixture
def one(play: Play) -> Officer:
    return Officer(play.home, "officer-1")


@pytest.fixture
def two(play: Play) -> Officer:
    return Officer(play.home, "officer-2")


def longer(no: str, hours: int = 3) -> str:
    """So much after a round's deadline, as a field of a form has it."""
    return f"{in_beijing(BACK[no] + timedelta(hours=hours)):%Y-%m-%dT%H:%M}"


def test_a_college_s_deadline_is_extended_by_two(sent: Play, one: Officer, two: Officer) -> None:
    form = f"{NEW}/extension"
    one.open(f"{form}?target=round.1&college=5001")
    assert one.fields(form)["college"] == "5001"
    read = one.send(form, number=NUMBER, closes_at=longer("1"))
    assert "核对批准事项" in read
    assert "5001 样例大学" in read
    assert "尚无批准事项" in two.open(ORDERS)  # nothing is done by looking
    one.open(f"{form}?target=round.1&college=5001")
    one.send(form, number=NUMBER, closes_at=longer("1"))
    assert "批准事项已登记" in one.send(form, step="confirmed")
    assert not one.offers(f"{one.path.partition('?')[0]}/signatures")
    two.open(one.path.partition("?")[0])
    assert "已生效" in two.send(f"{two.path}/signatures")
    sent.at(BACK["1"] + MINUTE)
    assert "4月22日21:00" in one.open(f"{HERE}/rounds/1/colleges/5001")
    assert "待处理的考生" not in one.text


def test_what_was_typed_stays_when_it_is_refused(sent: Play, one: Officer) -> None:
    form = f"{NEW}/extension"
    one.open(form)
    read = one.send(form, target="round.1", college="5001", number=NUMBER, closes_at="2030-04-01T10:00")
    assert (one.status, "新的截止时间须晚于" in read) == (422, True)
    held = one.fields(form)
    assert (held["number"], held["closes_at"], held["college"]) == (NUMBER, "2030-04-01T10:00", "5001")
    assert "请填写正确的日期和时间" in one.send(form, closes_at="明天")


def test_a_candidate_is_named_by_number(play: Play, one: Officer) -> None:
    play.filed({"a": {"A": (X[0], [X[1]])}})
    form = f"{NEW}/reopening"
    one.open(form)
    given = {"target": "filing-first", "number": NUMBER, "opens_at": "2030-04-12T08:00",
             "closes_at": "2030-04-12T12:00"}
    assert "没有该考生号的报名信息" in one.send(form, candidate="30500000009999", **given)
    read = one.send(form, candidate=play.numbers["a"], **given)
    assert f"{play.numbers['a']} 考生a" in read


def test_the_one_who_gave_it_does_not_sign_it_again(sent: Play, one: Officer) -> None:
    form = f"{NEW}/extension"
    one.open(f"{form}?target=round.1&college=5001")
    one.send(form, number=NUMBER, closes_at=longer("1"))
    one.send(form, step="confirmed")
    [given] = sent.get(f"{API}/orders?season={SEASON.code}").json["items"]
    refused = sent.first.post(f"{ORDERS}/{given['subject']}/signatures", data={"digest": given["digest"]},
                              headers={"Accept": "text/html"})
    assert (refused.status_code, "须由两名不同的工作人员分别签批" in refused.text) == (409, True)


def test_vacancies_are_counted_and_announced_by_two(sent: Play, one: Officer, two: Officer) -> None:
    one.open(VACANCIES)
    read = one.send(VACANCIES, number=NUMBER)
    assert (one.status, "方可统计并公布缺额" in read) == (409, True)
    assert one.fields(VACANCIES)["number"] == NUMBER
    sent.at(DOWN["3"])
    assert "请填写批准文号" in one.send(VACANCIES, number="")
    read = one.send(VACANCIES, number=NUMBER)
    assert "5001 样例大学 01 专业01 退役大学生士兵 1" in read
    one.send(f"{VACANCIES}/signatures")
    two.open(VACANCIES)
    assert "已经两人签批并公布" in two.send(f"{VACANCIES}/signatures")
    assert sent.get("/vacancies").json["held"]


def test_an_auditor_reads_and_has_no_button(sent: Play) -> None:
    sent.order(kind="extension", target="round.1", college="5001", closes_at=(BACK["1"] + 60 * MINUTE).isoformat())
    auditor = Officer(sent.home, "auditor-1", role=Role.AUDITOR)
    for path in (ORDERS, VACANCIES):
        auditor.open(path)
        assert "<form" not in auditor.page.text.partition("<main")[2]
    assert NUMBER in auditor.open(ORDERS)
    auditor.open(f"{NEW}/extension", status=403)
    auditor.open(f"{ORDERS}/unknown", status=404)
