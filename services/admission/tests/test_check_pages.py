"""The check, and written decisions about held candidates, in officers' browsers."""

import pytest

from services.admission.domain.status import Held
from services.admission.tests.officer import Officer
from services.admission.tests.play import BACK, MINUTE, SEASON, Play
from shared.security.access import Role

X, Y = ("5001", "01"), ("5002", "02")
ROUND = f"/admission/board/{SEASON.code}/rounds/1"
CHECK, COLLEGE = f"{ROUND}/check", f"{ROUND}/colleges/5001"


@pytest.fixture
def sent(play: Play) -> Play:
    """Two candidates at one college, one at the other."""
    play.plan({X: 2, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}, "b": {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])},
                "c": {"A": (Y[0], [Y[1]])}})
    play.send("1")
    return play


@pytest.fixture
def one(play: Play) -> Officer:
    return Officer(play.home, "officer-1")


@pytest.fixture
def two(play: Play) -> Officer:
    return Officer(play.home, "officer-2")


def test_what_was_returned_is_checked_and_signed_by_two(sent: Play, one: Officer, two: Officer) -> None:
    sent.returns("1", {"a": "01", "b": None})
    read = one.open(f"{CHECK}/colleges/5001")
    assert sent.numbers["a"] in read
    assert "综合考查未达到要求" in read
    one.open(CHECK)
    assert "待签批名单已生成" in one.send(f"{CHECK}/proposal")
    one.send(f"{CHECK}/signatures")
    two.open(CHECK)
    assert "录取名册已生成" in two.send(f"{CHECK}/signatures")
    assert (sent.status("a", "1"), sent.status("b", "1")) == ("ADMITTED", "FREE")


def test_who_is_not_approved_goes_back_after_a_second_look(sent: Play, one: Officer) -> None:
    sent.returns("1", {"a": "01", "b": None})
    address = f"{CHECK}/colleges/5001"
    one.open(address)
    read = one.send(address)
    assert (one.status, "请选择要退回院校的考生" in read) == (422, True)
    read = one.send(address, send_back="b")
    assert "核对：退回院校重新处理" in read
    assert (sent.numbers["b"] in read, sent.numbers["a"] in read) == (True, False)
    assert sent.status("b", "1") == "PRE_REJECT"  # nothing is done by looking
    assert "已退回院校重新处理" in one.send(f"{CHECK}/proposal")
    assert (sent.status("a", "1"), sent.status("b", "1")) == ("PENDING_STAMP", "READING")


def test_one_person_who_signs_a_check_twice_is_refused_in_words(sent: Play, one: Officer) -> None:
    sent.returns("1", {"a": "01"})
    one.open(CHECK)
    one.send(f"{CHECK}/proposal")
    fields = one.fields(f"{CHECK}/signatures")
    one.post(f"{CHECK}/signatures", **fields)
    assert "须由两名不同的工作人员分别签批" in one.post(f"{CHECK}/signatures", **fields)
    assert sent.status("a", "1") == "PENDING_STAMP"


def test_a_silent_college_is_named_and_ruled_on_by_two(sent: Play, one: Officer, two: Officer) -> None:
    sent.at(BACK["1"] + MINUTE)
    assert "逾期未返回2名考生的结果，系统未代为录取，也未代为退回" in one.open(COLLEGE)
    one.open(f"{COLLEGE}/ruling")
    read = one.send(f"{COLLEGE}/ruling", number="渝考〔2024〕2号", reason="")
    assert (one.status, "请选择处理决定" in read) == (422, True)
    assert one.fields(f"{COLLEGE}/ruling")["number"] == "渝考〔2024〕2号"  # what was typed stays
    read = one.send(f"{COLLEGE}/ruling", verdict="refuse", reason="经集体研究决定")
    assert "核对处理决定" in read
    assert "2人" not in one.open(COLLEGE) or not one.offers(f"{COLLEGE}/ruling/signatures")
    one.open(f"{COLLEGE}/ruling")
    one.send(f"{COLLEGE}/ruling", verdict="refuse", number="渝考〔2024〕2号", reason="经集体研究决定")
    assert "处理决定已登记" in one.send(f"{COLLEGE}/ruling", step="confirmed")
    two.open(COLLEGE)
    assert "已生效" in two.send(f"{COLLEGE}/ruling/signatures")
    assert sent.status("a", "1") == "FREE"


def test_nothing_that_came_is_not_accepted(sent: Play, one: Officer) -> None:
    sent.at(BACK["1"] + MINUTE)
    one.open(f"{COLLEGE}/ruling")
    read = one.send(f"{COLLEGE}/ruling", verdict="accept", number="渝考〔2024〕2号", reason="经集体研究决定")
    assert (one.status, "不能接受" in read) == (409, True)
    assert "经集体研究决定" in read


def test_a_late_return_that_is_accepted_counts(sent: Play, one: Officer, two: Officer) -> None:
    sent.at(BACK["1"] + MINUTE)
    sent.returns("1", {"a": "01", "b": None}, held=Held.LATE)
    one.open(f"{COLLEGE}/ruling")
    one.send(f"{COLLEGE}/ruling", verdict="accept", number="渝考〔2024〕2号", reason="经集体研究决定")
    one.send(f"{COLLEGE}/ruling", step="confirmed")
    two.open(COLLEGE)
    two.send(f"{COLLEGE}/ruling/signatures")
    assert "待签批名单" in one.open(CHECK)
    assert sent.facts("file", account="a")[0]["held"] is None


def test_an_auditor_reads_and_has_no_button(sent: Play) -> None:
    sent.returns("1", {"a": "01", "b": None})
    auditor = Officer(sent.home, "auditor-1", role=Role.AUDITOR)
    for path in (CHECK, f"{CHECK}/colleges/5001", COLLEGE):
        auditor.open(path)
        assert "<form" not in auditor.page.text.partition("<main")[2]
    auditor.open(f"{COLLEGE}/ruling", status=403)
