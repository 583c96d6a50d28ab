"""Many decisions at once: ticked in the queue or filled in as a workbook; each line decided or refused by itself."""

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter

from services.review.tests.browser import Browser
from services.review.tests.desk import COLLEGE, EXAM, OTHER_COLLEGE, REVIEW_CLOSED, SUBMITTED, Desk, dossier
from shared.security.access import Role
from shared.sheets.reading import read_sheet

QUEUE, NEW = "/review/queue", "/review/batches/new"
MINUTE = timedelta(minutes=1)
NAMES = ("张伟", "李娜", "王芳", "赵强")
Row = Mapping[str, Any]


def number(place: int) -> str:
    return f"3050000000000{place}"


@pytest.fixture
def four(desk: Desk) -> Desk:
    """Four veterans, the last with an honour; and one of another college."""
    for place, name in enumerate(NAMES):
        desk.hear_dossier(dossier(f"a{place}", name=name, submitted_at=SUBMITTED + place * MINUTE,
                                  candidate_number=number(place), honours=["SIYOU"] if place == 3 else []))
    desk.hear_dossier(dossier("b0", name="钱进", college=OTHER_COLLEGE, candidate_number=number(9)))
    desk.home.settle()
    return desk


@pytest.fixture
def by(four: Desk) -> Browser:
    return Browser(four, Role.SOURCE_COLLEGE, subject="staff-1", scope=COLLEGE, name="周老师")


def decisions(desk: Desk) -> dict[str, str]:
    return {row["account"]: row["decision"] for row in desk.facts("review_decision")}


def exported(by: Browser, query: str = "") -> list[dict[str, Any]]:
    """The list as it is given out, by column."""
    rows = read_sheet(by.open(f"/review/batches/sheet{query}").data, most_rows=100).rows
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def filled(rows: Sequence[Row], **conclusions: tuple[Any, Any]) -> bytes:
    """The list with a conclusion and a reason by name."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows[0]))
        for place, row in enumerate(rows, start=1):
            conclusion, reason = conclusions.get(row["姓名"], ("", ""))
            for column, value in enumerate({**row, "结论": conclusion, "理由": reason}.values()):
                sheet.write(place, column, value)
    return held.getvalue()


# -- ticked in the queue ---------------------------------------------------------------------------------------


def test_those_that_were_ticked_are_read_once_more_and_decided(four: Desk, by: Browser) -> None:
    by.open(f"{QUEUE}?checked=1")
    by.send("/review/batches/check", decision="approved")
    assert ("以下3名考生的结论" in by.text, "赵强（30500000000003）" in by.text) == (True, True)
    assert decisions(four) == {}
    by.send("/review/batches/ticked")
    assert "已保存3人的审核结论" in by.text
    assert decisions(four) == {"a0": "approved", "a1": "approved", "a2": "approved"}


def test_many_are_returned_with_a_reason_and_not_without(four: Desk, by: Browser) -> None:
    by.open(f"{QUEUE}?checked=1")
    by.send("/review/batches/check", decision="correction")
    assert by.send("/review/batches/ticked").status_code == 422
    assert "须填写原因" in by.text
    by.send("/review/batches/ticked", reason="照片不清")
    assert set(decisions(four).values()) == {"correction"}
    assert len(decisions(four)) == 4


def test_nobody_ticked_is_said(by: Browser) -> None:
    by.open(QUEUE)
    by.send("/review/batches/check", decision="approved")
    assert "请先勾选考生" in by.text


def test_what_changed_since_it_was_ticked_is_named_and_the_rest_decided(four: Desk, by: Browser) -> None:
    by.open(f"{QUEUE}?checked=1")
    by.send("/review/batches/check", decision="rejected")
    four.decide(four.college(), "college", account="a1")
    by.send("/review/batches/ticked", reason="不符合条件")
    assert "已保存3人的审核结论，1人未保存" in by.text
    assert "李娜 样例职业学院已于2月26日10:00在“生源院校初审”环节作出决定：通过" in by.text
    assert decisions(four)["a1"] == "approved"


def test_a_case_of_others_cannot_be_ticked(four: Desk, by: Browser) -> None:
    by.open(f"{QUEUE}?checked=1")
    by.send("/review/batches/check", decision="approved", case=["b0:1", "a0:1"])
    assert "钱进" not in by.text
    by.send("/review/batches/ticked", case=["b0:1", "a0:1"])
    assert decisions(four) == {"a0": "approved"}


# -- as a workbook ---------------------------------------------------------------------------------------------


def test_the_list_holds_what_is_due_and_room_for_conclusions(four: Desk, by: Browser) -> None:
    four.decide(four.college(), "college", account="a1")
    rows = exported(by)
    assert [row["姓名"] for row in rows] == ["张伟", "王芳", "赵强"]
    assert rows[0]["考生号"] == number(0)
    assert (rows[2]["申报内容"], rows[2]["结论"]) == ("入伍日期：2021年9月1日；服役期间荣誉：“四有”优秀士兵", "")
    theirs = Browser(four, Role.REVIEWER, subject="r1", scope=EXAM)
    assert [row["姓名"] for row in exported(theirs)] == ["李娜"]
    with four.home.services["review"].db.read() as conn:
        taken = conn.exec_driver_sql("SELECT actor, details FROM audit WHERE action = 'queue.export' "
                                     "ORDER BY actor DESC")
        assert [(row.actor, row.details) for row in taken] == [
            ("source_college:staff-1", '{"cases":3}'), ("reviewer:r1", '{"cases":1}')]


def test_a_list_is_looked_at_by_row_and_only_then_committed(four: Desk, by: Browser) -> None:
    content = filled(exported(by), 张伟=("通过", ""), 李娜=("不通过", "退役证编号有误"), 王芳=("退回补正", ""),
                     赵强=("通过", ""))
    by.upload(content)
    assert "2人可以提交，2行不能保存" in by.text
    assert "4 30500000000002 王芳 不通过或者退回补正的，须填写原因。" in by.text
    assert "赵强 该考生申报了荣誉" in by.text
    assert decisions(four) == {}
    by.send(f"{by.path}/commit")
    assert "已保存2人的审核结论" in by.text
    assert decisions(four) == {"a0": "approved", "a1": "rejected"}
    assert four.case("a1")["chain"][0]["said"]["reason"] == "退役证编号有误"


def test_rows_that_are_stale_are_refused_by_row(four: Desk, by: Browser) -> None:
    content = filled(exported(by), 张伟=("通过", ""), 李娜=("通过", ""), 王芳=("通过", ""))
    four.decide(four.college(), "college", "rejected", account="a0", reason="不符")
    four.hear_dossier(dossier("a1", name="李娜", revision=2, candidate_number=number(1)))
    four.home.settle()
    by.upload(content)
    assert "张伟 样例职业学院已于2月26日10:00" in by.text
    assert "李娜 该申报在您打开或导出之后有变动" in by.text
    by.send(f"{by.path}/commit")
    assert decisions(four) == {"a0": "rejected", "a2": "approved"}


def test_what_grew_stale_after_the_look_is_refused_too_and_twice_is_once(four: Desk, by: Browser) -> None:
    by.upload(filled(exported(by), 张伟=("通过", ""), 李娜=("通过", "")))
    look, fields = by.path, by.fields(f"{by.path}/commit")
    four.decide(four.college(), "college", "rejected", account="a0", reason="不符")
    by.post(f"{look}/commit", fields)
    assert "已保存1人的审核结论，1人未保存" in by.text
    by.post(f"{look}/commit", fields)
    assert "已保存0人" in by.text
    assert decisions(four) == {"a0": "rejected", "a1": "approved"}


@pytest.mark.parametrize(("change", "said"), [
    ({"结论": '="通过"'}, "“结论”是公式"), ({"结论": "通过", "考生号": '="1"&"2"'}, "“考生号”是公式"),
    ({"结论": "@SUM(1)"}, "“结论”是公式或以"), ({"结论": "同意"}, "结论须填写：通过、不通过、退回补正"),
    ({"结论": "通过", "版本": "旧"}, "“版本”已被改动"), ({"结论": "不通过", "理由": "长" * 501}, "理由最多500个字符"),
    ({"结论": "通过", "考生号": number(1)}, "与第2行的考生号重复"),
    ({"结论": "通过", "考生号": number(9)}, "没有这名考生的申报"),
    ({"结论": "通过", "考生号": "1"}, "没有这名考生的申报"),
])
def test_a_line_that_is_not_as_it_was_given_out_is_refused(four: Desk, by: Browser, change: Row, said: str) -> None:
    first, second = exported(by)[1], exported(by)[2]
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([list(first), {**first, "结论": "通过"}.values(), {**second, **change}.values()]):
            sheet.write_row(place, 0, list(row))
    by.upload(held.getvalue())
    assert ("1人可以提交，1行不能保存" in by.text, said in by.text, "钱进" in by.text) == (True, True, False)
    by.send(f"{by.path}/commit")
    assert decisions(four) == {"a1": "approved"}


@pytest.mark.parametrize(("content", "said"), [
    (b"PK\x03\x04broken", "不是有效的Excel"), ("考生号,结论\n1,通过\n".encode(), "表头缺少“版本、理由”列"),
    ("考生号,版本,结论,理由\n1,1,,\n".encode(), "没有填写结论的考生"),
])
def test_a_file_that_is_no_such_list_is_refused(by: Browser, content: bytes, said: str) -> None:
    assert by.upload(content).status_code == 422
    assert said in by.text


def test_a_list_committed_after_the_window_closed_is_refused_by_row(four: Desk, by: Browser) -> None:
    by.upload(filled(exported(by), 张伟=("通过", ""), 李娜=("通过", "")))
    look, fields = by.path, by.fields(f"{by.path}/commit")
    four.go_to(REVIEW_CLOSED)
    by.post(f"{look}/commit", fields)
    assert "已于3月5日17:00截止" in by.text
    assert decisions(four) == {}


def test_a_colleague_does_not_see_what_somebody_handed_in(four: Desk, by: Browser) -> None:
    by.upload(filled(exported(by), 张伟=("通过", "")))
    colleague = Browser(four, Role.SOURCE_COLLEGE, subject="staff-2", scope=COLLEGE)
    assert colleague.open(by.path).status_code == 404


def test_each_of_many_decisions_has_its_audit_entry(four: Desk, by: Browser) -> None:
    many = 60
    for place in range(many):
        four.hear_dossier(dossier(f"c{place:03}", candidate_number=f"3050000001{place:04}", name=f"考生{place}"))
    four.home.settle()
    rows = [{**row, "结论": "通过"} for row in exported(by, "?until=2030-01-12") if row["姓名"].startswith("考生")]
    by.upload(filled(rows, **{row["姓名"]: ("通过", "") for row in rows}))
    by.send(f"{by.path}/commit")
    assert f"已保存{len(rows)}人" in by.text
    with four.home.services["review"].db.read() as conn:
        audited = conn.exec_driver_sql("SELECT count(*) FROM audit WHERE action = 'case.decide' AND actor = "
                                       "'source_college:staff-1'").scalar_one()
    assert audited == len(decisions(four)) == many
