"""The plan in officers' browsers: from the season file or a table, compared, published by two."""

import io
from typing import Any

import pytest

from services.admission.domain import sheet
from services.admission.domain.plan import Major
from services.admission.tests.officer import Officer
from services.admission.tests.play import SEASON, Play
from shared.security.access import Role
from shared.sheets.reading import read_sheet

PLANS = "/admission/plans"
HERE = f"{PLANS}/{SEASON.code}"
TABLE = "院校代码,专业代码,专业名称,退役大学生士兵人数\n5001,01,软件工程,12\n5002,02,护理学,5\n"
CATEGORIES = {"VETERAN": "退役大学生士兵"}


@pytest.fixture
def one(play: Play) -> Officer:
    return Officer(play.home, "officer-1")


@pytest.fixture
def two(play: Play) -> Officer:
    return Officer(play.home, "officer-2")


def upload(by: Officer, text: str) -> str:
    by.open(PLANS)
    held: dict[str, Any] = by.fields(f"{HERE}/file")
    return by.post(f"{HERE}/file", **{**held, "file": (io.BytesIO(text.encode()), "plan.csv")})


def test_the_season_s_plan_is_published_by_two(play: Play, one: Officer, two: Officer) -> None:
    assert "招生计划尚未公布" in one.open(PLANS)
    read = one.send(f"{HERE}/draft")
    assert "5001 样例大学 01 软件工程 10" in read
    assert "缺：招生章程、考查安排" in read
    assert "请核对后到本页末尾签批" in one.open(PLANS)
    assert "您已签批，还须另一名工作人员签批" in one.send(f"{HERE}/signatures")
    assert "您已签批本次招生计划，待另一名工作人员签批后公布" in one.open(PLANS)
    assert "请核对后到本页末尾签批" not in one.open(PLANS)
    two.open(PLANS)
    assert "已经两人签批并公布" in two.send(f"{HERE}/signatures")
    assert play.get("/plan").json["revision"] == 1


def test_a_table_is_compared_with_the_plan_in_force(play: Play, one: Officer) -> None:
    play.plan()
    read = upload(one, TABLE)
    assert "退役大学生士兵10" in read
    assert "退役大学生士兵12" in read
    assert play.get("/plan").json["majors"][0]["seats"] == {"VETERAN": 10}  # nothing is in force by looking


@pytest.mark.parametrize(("text", "said"), [
    (TABLE.replace("12", "十二"), "第2行：退役大学生士兵人数应为整数"),
    (TABLE.replace("5002", "9999"), "第3行：本方案没有代码为9999的招生院校"),
    (TABLE.replace("专业名称", "名称"), "表头缺少“专业名称”列"),
    (TABLE.replace("软件工程", ""), "第2行：未填写专业名称"),
    ("", "请选择计划表文件"),
])
def test_a_table_with_a_fault_is_refused_by_line(play: Play, one: Officer, text: str, said: str) -> None:
    read = upload(one, text)
    assert (one.status, said in read) == (422, True), read
    assert "待签批的招生计划" not in read


def test_the_table_that_is_given_out_is_read_again(play: Play, one: Officer) -> None:
    given = one.client.get(f"{HERE}/table")
    rows = read_sheet(given.data, most_rows=sheet.MOST_ROWS).rows
    assert sheet.read_majors(rows, CATEGORIES) == {
        2: Major(college="5001", code="01", name="软件工程", seats={"VETERAN": 10}),
        3: Major(college="5002", code="02", name="护理学", seats={"VETERAN": 5}),
    }


def test_one_person_who_signs_twice_is_refused_in_words(play: Play, one: Officer) -> None:
    one.open(PLANS)
    one.send(f"{HERE}/draft")
    fields = one.fields(f"{HERE}/signatures")
    one.post(f"{HERE}/signatures", **fields)
    assert "须由两名不同的工作人员分别签批" in one.post(f"{HERE}/signatures", **fields)


def test_what_changed_meanwhile_is_not_signed(play: Play, one: Officer, two: Officer) -> None:
    one.open(PLANS)
    one.send(f"{HERE}/draft")
    upload(two, TABLE)
    read = one.send(f"{HERE}/signatures")
    assert (one.status, "所签内容与当前草案不一致" in read) == (409, True)


def test_an_auditor_reads_and_has_no_button(play: Play) -> None:
    play.plan()
    auditor = Officer(play.home, "auditor-1", role=Role.AUDITOR)
    auditor.open(PLANS)
    assert "<form" not in auditor.page.text.partition("<main")[2]
