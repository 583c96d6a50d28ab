"""Results and signed rolls in an officer's browser; nobody else reads them."""

import pytest

from services.admission.tests.officer import Officer
from services.admission.tests.play import BACK, MINUTE, SEASON, Play
from shared.security.access import Role

X, Y = ("5001", "01"), ("5002", "02")
RELEASES = "/admission/results-release"
ROUND = f"{RELEASES}/{SEASON.code}/rounds/1"


@pytest.fixture
def checked(play: Play) -> Play:
    play.plan({X: 2, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}, "b": {"A": (X[0], [X[1]])}, "c": {"A": (Y[0], [Y[1]])}})
    play.send("1")
    play.returns("1", {"a": "01", "b": None})
    play.check("1")
    return play


def test_a_roll_is_read_page_by_page(checked: Play) -> None:
    one = Officer(checked.home)
    assert "第1册（1人，1页）" in one.open(ROUND)
    read = one.open(f"{ROUND}/rolls/5001/1")
    assert f"1 {checked.numbers['a']} 考生a 退役大学生士兵 01 专业01" in read
    assert checked.numbers["b"] not in read
    assert "考试院工作人员（本人）、考试院工作人员（账号尾号" in read
    one.open(f"{ROUND}/rolls/5002/1", status=404)


def test_results_say_when_and_who_waits(checked: Play) -> None:
    one = Officer(checked.home)
    assert "结果将于5月8日10:00公布" in one.open(ROUND)
    checked.at(BACK["1"] + MINUTE)
    assert "第一志愿有1名考生待处理，处理前不公布其结果" in one.open(RELEASES)
    checked.at(SEASON.rounds[0].result_visible_at)
    assert "录取1人，未录取1人" in one.open(ROUND)


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.OPERATOR, Role.REVIEWER])
def test_others_do_not_read_them(checked: Play, role: Role) -> None:
    other = Officer(checked.home, "other", role=role)
    for path in (RELEASES, ROUND, f"{ROUND}/rolls/5001/1"):
        other.open(path, status=403)
