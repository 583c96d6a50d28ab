"""Review's pages as people use them: queue, case, decision, what two people do at once, a candidate's own."""

from datetime import timedelta

import pytest

from services.review.tests.browser import Browser
from services.review.tests.desk import (
    COLLEGE,
    CONFIRMATION_CLOSED,
    EXAM,
    INTAKE,
    OTHER_COLLEGE,
    REVIEW_CLOSED,
    SUBMITTED,
    Desk,
    dossier,
)
from shared.contracts.parts import Paper
from shared.season import Season
from shared.security.access import Role
from shared.testing.house import Home

QUEUE = "/review/queue"
MINUTE = timedelta(minutes=1)
IMAGE = Paper(kind="discharge_certificate", digest="1a" * 32, media="image/png", size=7)
PDF = Paper(kind="discharge_certificate", digest="2b" * 32, media="application/pdf", size=8)


def case(account: str) -> str:
    return f"/review/cases/{account}"


def college(desk: Desk, subject: str = "staff-1", name: str = "周老师", scope: str = COLLEGE) -> Browser:
    return Browser(desk, Role.SOURCE_COLLEGE, subject=subject, name=name, scope=scope)


def authority(desk: Desk) -> Browser:
    return Browser(desk, Role.REVIEWER, subject="reviewer-1", name="吴老师", scope=EXAM)


def candidate(desk: Desk, account: str = "a1") -> Browser:
    return Browser(desk, Role.CANDIDATE, subject=account, intake=INTAKE)


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Three of one college, one of another."""
    for number, name in enumerate(("张伟", "李娜", "王芳")):
        desk.hear_dossier(dossier(f"a{number}", name=name, submitted_at=SUBMITTED + number * MINUTE,
                                  candidate_number=f"3050000000000{number}"))
    desk.hear_dossier(dossier("b0", name="赵强", college=OTHER_COLLEGE, category="AWARD"))
    desk.home.settle()
    return desk


# -- the queue -------------------------------------------------------------------------------------------------


def test_the_queue_says_how_many_wait_and_leads_to_the_first(three: Desk) -> None:
    by = college(three)
    by.open(QUEUE)
    assert "待审核3人" in by.text
    assert by.page.text.index("张伟") < by.page.text.index("李娜") < by.page.text.index("王芳")
    assert "赵强" not in by.text
    assert f'href="{case("a0")}"' in by.page.text


def test_before_the_review_opens_the_queue_offers_to_look_and_nothing_else(bare: Home, season: Season) -> None:
    desk = Desk(bare, season)
    bare.publish(season)
    desk.hear_dossier(dossier("a0", name="张伟"))
    desk.home.settle()
    by = college(desk)
    by.open(QUEUE)
    assert "查看第一份申报" in by.text
    for act in ("从第一份开始审核", "用Excel审核", "通过所选"):
        assert act not in by.text
    desk.go_to_review()
    by.open(QUEUE)
    for act in ("从第一份开始审核", "用Excel审核", "通过所选"):
        assert act in by.text


def test_the_queue_is_narrowed_by_state_stage_category_and_day(three: Desk) -> None:
    by = college(three)
    three.decide(three.college(), "college", account="a1")
    three.decide(three.college(), "college", "correction", account="a2", reason="照片不清")
    for query, seen in (("", ["张伟"]), ("?state=open", ["张伟", "李娜"]), ("?state=returned", ["王芳"]),
                        ("?state=all", ["张伟", "李娜", "王芳"]), ("?state=open&stage=authority", ["李娜"]),
                        ("?state=all&category=AWARD", []), ("?state=all&until=2030-01-11", []),
                        ("?state=all&until=2030-01-12", ["张伟", "李娜", "王芳"])):
        by.open(f"{QUEUE}{query}")
        assert [name for name in ("张伟", "李娜", "王芳") if name in by.page.text] == seen, query
    assert by.open(f"{QUEUE}?until=yesterday").status_code == 200
    assert "请填写正确的日期" in by.text
    theirs = authority(three)
    theirs.open(QUEUE)
    assert ("待审核1人" in theirs.text, "李娜" in theirs.text, "张伟" in theirs.text) == (True, True, False)


def test_pages_of_the_queue_hold_everybody_once(desk: Desk) -> None:
    for number in range(55):
        desk.hear_dossier(dossier(f"a{number:02}", submitted_at=SUBMITTED + (number // 3) * MINUTE))
    desk.home.settle()
    by, found = college(desk), []
    by.open(QUEUE)
    while True:
        found += [each["name"] for each in [{"name": part.split('"')[0].split("?")[0]} for part in
                                            by.page.text.split('<td data-label="考生号"><a href="/review/cases/')[1:]]]
        following = by.page.text.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        if 'rel="next"' not in by.page.text:
            break
        by.open(following.replace("&amp;", "&"))
    assert found == [f"a{number:02}" for number in range(55)]


def test_the_queue_says_how_long_there_is(three: Desk) -> None:
    by = college(three)
    by.open(QUEUE)
    assert "资格审查 距截止 7天 7:00:00" in by.text
    three.go_to(REVIEW_CLOSED)
    by.open(QUEUE)
    assert "资格审查 已于3月5日17:00截止" in by.text
    three.ordered("review", REVIEW_CLOSED + timedelta(hours=1), college=COLLEGE)
    by.open(QUEUE)
    assert "资格审查 距截止 1:00:00" in by.text


# -- one case --------------------------------------------------------------------------------------------------


def test_a_case_is_approved_and_the_next_one_shown(three: Desk) -> None:
    by = college(three)
    by.open(case("a0"))
    assert "500101200203041018" in by.text
    assert "2021年9月1日" in by.text
    by.send(case("a0"), decision="approved")
    assert by.path == f"{case('a1')}?done=a0"
    assert "张伟（考生号30500000000000）：通过" in by.text
    by.send(case("a1"), decision="approved")
    by.send(case("a2"), decision="approved")
    assert by.path == f"{QUEUE}?news=finished"
    assert [row["decision"] for row in three.facts("review_decision")] == ["approved"] * 3


def test_the_last_of_a_queue_is_not_its_own_next(desk: Desk) -> None:
    desk.submitted()
    by = college(desk)
    by.open(case("a1"))
    assert "没有其他待审核的申报" in by.text


@pytest.mark.parametrize(("decision", "word"), [("rejected", "不通过"), ("correction", "退回补正")])
def test_who_is_refused_is_read_once_more_before_it_is_final(three: Desk, decision: str, word: str) -> None:
    by = college(three)
    by.open(case("a0"))
    by.send(case("a0"), decision=decision, reason="退役证编号有误")
    assert ("核对审核结论" in by.text, word in by.text, "退役证编号有误" in by.text) == (True, True, True)
    assert three.facts("review_decision") == []
    by.send(case("a0"), step="change")
    assert by.fields(case("a0"))["reason"] == "退役证编号有误"
    assert by.fields(case("a0"))["decision"] == decision
    by.send(case("a0"))
    by.send(case("a0"), step="confirmed")
    assert [row["decision"] for row in three.facts("review_decision")] == [decision]


def test_a_refusal_without_a_reason_keeps_what_was_chosen(three: Desk) -> None:
    by = college(three)
    by.open(case("a0"))
    assert by.send(case("a0"), decision="rejected").status_code == 422
    assert "不通过或者退回补正的，须填写原因" in by.text
    assert by.fields(case("a0"))["decision"] == "rejected"
    assert by.send(case("a0"), decision="", reason="补充说明").status_code == 422
    assert by.fields(case("a0"))["reason"] == "补充说明"


def test_honours_are_decided_one_by_one(desk: Desk) -> None:
    desk.submitted(honours=["MERIT3", "SIYOU"])
    by = college(desk)
    by.open(case("a1"))
    by.send(case("a1"), decision="approved", honour_MERIT3="yes")
    assert ("请选择是否认定该项荣誉" in by.text, by.fields(case("a1"))["honour_MERIT3"]) == (True, "yes")
    by.send(case("a1"), honour_SIYOU="no")
    assert "荣誉未予认定的，须填写原因" in by.text
    by.send(case("a1"), honour_reason_SIYOU="证书与档案不符")
    assert "核对审核结论" in by.text
    assert "SIYOU" not in by.text
    by.send(case("a1"), step="confirmed")
    said = desk.case()["chain"][0]["said"]["honours"]
    assert [(each["code"], each["confirmed"], each["reason"]) for each in said] == [
        ("MERIT3", True, None), ("SIYOU", False, "证书与档案不符")]


def test_who_comes_second_is_told_who_decided_when(three: Desk) -> None:
    first, second, other = college(three), college(three, "staff-2", "钱老师"), authority(three)
    for by in (first, second):
        by.open(case("a0"))
    first.send(case("a0"), decision="approved")
    assert second.send(case("a0"), decision="approved").status_code == 409
    assert "样例职业学院周老师已于2月26日10:00在“生源院校初审”环节作出决定：通过。" in second.text
    assert [row["decision"] for row in three.facts("review_decision")] == ["approved"]
    other.open(case("a0"))
    assert ("样例职业学院" in other.text, "周老师" in other.text) == (True, False)
    other.send(case("a0"), decision="approved", of_stage="college", version="1")
    assert ("样例职业学院已于2月26日10:00" in other.text, "周老师" in other.text) == (True, False)


def test_a_case_that_changed_meanwhile_is_looked_at_again(three: Desk) -> None:
    by = college(three)
    by.open(case("a0"))
    three.hear_dossier(dossier("a0", name="张伟", revision=2))
    three.home.settle()
    assert by.send(case("a0"), decision="rejected", reason="照片不清").status_code == 409
    assert ("有变动" in by.text, "第2次提交" in by.text) == (True, True)
    assert by.fields(case("a0"))["reason"] == "照片不清"
    by.send(case("a0"))
    assert "核对审核结论" in by.text


def test_a_decision_typed_before_the_window_closed_is_kept_on_the_page(three: Desk) -> None:
    by = college(three)
    by.open(case("a0"))
    three.go_to(REVIEW_CLOSED)
    assert by.send(case("a0"), decision="rejected", reason="照片不清").status_code == 409
    assert ("已于3月5日17:00截止" in by.text, "照片不清" in by.text) == (True, True)
    assert "保存并审核下一份" not in by.text


def test_a_case_of_others_is_not_there(three: Desk) -> None:
    by = college(three, scope=OTHER_COLLEGE)
    for path in (case("a0"), case("nobody"), f"{case('a0')}/evidence/{'d' * 64}"):
        assert by.open(path).status_code == 404
    by.open(f"{case('b0')}?done=a0")
    assert "张伟" not in by.page.text


@pytest.mark.parametrize(("paper", "shown"), [(IMAGE, "<img"), (PDF, "<iframe")])
def test_evidence_stands_beside_the_fields_and_runs_nothing(desk: Desk, paper: Paper, shown: str) -> None:
    desk.submitted(papers=[paper])
    held = desk.home.folder / "evidence" / paper.digest[:2] / paper.digest[2:4] / paper.digest
    held.parent.mkdir(parents=True)
    held.write_bytes(b"a paper")
    by = college(desk)
    by.open(case("a1"))
    assert f'{shown} src="{case("a1")}/evidence/{paper.digest}"' in by.page.text
    answer = by.open(f"{case('a1')}/evidence/{paper.digest}")
    assert (answer.data, answer.mimetype, answer.headers["X-Frame-Options"]) == (b"a paper", paper.media, "SAMEORIGIN")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


# -- the candidate's own ---------------------------------------------------------------------------------------


def test_a_candidate_reads_where_it_stands_in_words(desk: Desk) -> None:
    by = candidate(desk)
    by.open("/review/mine")
    assert "尚未收到您提交的报名信息" in by.text
    desk.submitted(honours=["SIYOU"])
    by.open("/review/mine")
    assert "现由样例职业学院审核" in by.text
    desk.decide(desk.college(), "college", "correction", reason="退役证照片不清晰")
    by.open("/review/mine")
    assert ("退役证照片不清晰" in by.text, "3月5日17:00" in by.text, "/registration/application" in by.page.text) == (
        True, True, True)
    desk.submitted(revision=2, honours=["SIYOU"])
    desk.approved(honours=["SIYOU"])
    by.open("/review/mine")
    assert "待生源院校确认" in by.text
    desk.confirmed()
    by.open("/review/mine")
    assert ("结论：通过" in by.text, "“四有”优秀士兵 认定" in by.text) == (True, True)
    desk.revoke(order="样考〔2030〕9号", reason="经查证书系伪造")
    by.open("/review/mine")
    assert ("样考〔2030〕9号" in by.text, "经查证书系伪造" in by.text) == (True, True)
    assert not [word for word in ("SIYOU", "VETERAN", "returned", "eligible", "college") if f" {word} " in by.text]


def test_a_candidate_reads_why_not(desk: Desk) -> None:
    desk.submitted()
    desk.submitted("a2", name="李娜")
    desk.decide(desk.college(), "college", "rejected", reason="退役证编号与登记信息不一致")
    by = candidate(desk)
    by.open("/review/mine")
    assert [word for word in ("结论：不通过", "退役证编号与登记信息不一致", "样例职业学院", "李娜", "周老师")
            if word in by.text] == ["结论：不通过", "退役证编号与登记信息不一致", "样例职业学院"]
    assert "依据 样例通知 “退役大学生士兵须提交退役证，经审查合格后方可报考。”" in by.text
    desk.go_to(CONFIRMATION_CLOSED + MINUTE)
    other = candidate(desk, "a2")
    other.open("/review/mine")
    assert "生源院校未在规定时间内确认报名" in other.text


def test_a_claim_of_another_intake_is_not_there(desk: Desk) -> None:
    desk.submitted()
    other = Browser(desk, Role.CANDIDATE, subject="a1", intake="sample-2031")
    assert other.open("/review/mine").status_code == 404
