"""The round board in an officer's browser: what is due, the dry run, two signatures by two persons."""

import pytest

from services.admission.tests.officer import Officer
from services.admission.tests.play import BACK, DOWN, SEASON, Play
from shared.security.access import Role

X, Y = ("5001", "01"), ("5002", "02")
BOARD = f"/admission/board?season={SEASON.code}"
ROUND = f"/admission/board/{SEASON.code}/rounds/1"


@pytest.fixture
def filed(play: Play) -> Play:
    """Three candidates filed, the batch is sealed."""
    play.plan({X: 1, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}, "b": {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])},
                "c": {"A": (Y[0], [Y[1]])}})
    return play


@pytest.fixture
def one(play: Play) -> Officer:
    return Officer(play.home, "officer-1")


@pytest.fixture
def two(play: Play) -> Officer:
    return Officer(play.home, "officer-2")


def test_the_board_says_the_one_next_thing(play: Play, one: Officer) -> None:
    assert "招生计划尚未公布" in one.open("/admission/board")


def test_who_would_publish_a_plan_reads_by_name_which_colleges_lack_what(play: Play, one: Officer) -> None:
    college = play.home.as_role("admission_college", service="admission", subject="zhou", scope="5001")
    college.put("/admission/api/v1/colleges/5001/profile", json={
        "season": SEASON.code, "charter": "https://college.example/charter"})
    for page in ("/admission/board", "/admission/plans"):
        read = one.open(page)
        for said in ("院校信息不全的院校：2所", "5001 样例大学：缺考查安排", "5002 样例学院：缺招生章程、考查安排"):
            assert said in read


def test_a_round_is_dry_run_and_signed_by_two(filed: Play, one: Officer, two: Officer) -> None:
    assert "志愿已封存，请对第一志愿试投档并签批" in one.open(BOARD)
    one.open(ROUND)
    read = one.send(f"{ROUND}/preview")
    assert "3人" in read
    assert filed.numbers["a"] in read
    assert "您签批后，还须另一名工作人员签批" in read
    assert "您已签批，还须另一名工作人员签批" in one.send(f"{ROUND}/preview/signatures")
    assert "请另一名工作人员登录后核对并签批" in one.open(f"{ROUND}/preview")
    assert not one.offers(f"{ROUND}/preview/signatures")
    for page in (BOARD, ROUND):
        assert "您已签批第一志愿下发名单（3人），待另一名工作人员签批" in one.open(page)
        assert "核对并签批" not in one.open(page)
        assert "核对并签批" in two.open(page)
    two.open(f"{ROUND}/preview")
    assert "名单将按时下发" in two.send(f"{ROUND}/preview/signatures")
    filed.at(DOWN["1"])
    assert filed.sent("1") == ["a", "b", "c"]
    assert "尚有3名考生的结果未返回" in one.open(BOARD)


def test_one_person_who_signs_twice_is_refused_in_words(filed: Play, one: Officer) -> None:
    one.open(ROUND)
    one.send(f"{ROUND}/preview")
    fields = one.fields(f"{ROUND}/preview/signatures")
    one.post(f"{ROUND}/preview/signatures", **fields)
    read = one.post(f"{ROUND}/preview/signatures", **fields)
    assert (one.status, "须由两名不同的工作人员分别签批" in read) == (409, True)


def test_what_changed_meanwhile_is_not_signed(filed: Play, one: Officer, two: Officer) -> None:
    one.open(ROUND)
    one.send(f"{ROUND}/preview")
    two.open(f"{ROUND}/preview")
    filed.withdraw("c")
    one.open(ROUND)
    one.send(f"{ROUND}/preview")
    read = two.send(f"{ROUND}/preview/signatures")
    assert (two.status, "所签内容与当前草案不一致" in read) == (409, True)
    assert "2人" in read  # and what is to be signed now stands there


def test_a_dry_run_before_its_time_is_refused_in_words(filed: Play, one: Officer) -> None:
    later = f"/admission/board/{SEASON.code}/rounds/2"
    one.open(ROUND)
    token = one.fields(f"{ROUND}/preview")
    read = one.post(f"{later}/preview", **token)
    assert (one.status, "第一志愿尚未下发" in read) == (409, True)


def test_an_auditor_reads_and_has_no_button(filed: Play, one: Officer) -> None:
    auditor = Officer(filed.home, "auditor-1", role=Role.AUDITOR)
    one.open(ROUND)
    one.send(f"{ROUND}/preview")
    for path in (BOARD, ROUND, f"{ROUND}/preview"):
        auditor.open(path)
        assert "<form" not in auditor.page.text.partition("<main")[2]
        assert 'class="button"' not in auditor.page.text, "nor anything that looks like one"


def test_a_seal_that_was_not_heard_is_named_in_words(play: Play, one: Officer) -> None:
    play.plan()
    one.open(ROUND)
    assert not one.offers(f"{ROUND}/preview")
    assert "第一志愿待志愿填报截止并封存后试投档" in one.text
    refused = play.first.post(f"{ROUND}/preview", headers={"Accept": "text/html"})
    assert (refused.status_code, "首次填报批次志愿的封存结果" in refused.text) == (409, True)


def test_an_unknown_season_or_round_is_not_found(play: Play, one: Officer) -> None:
    one.open("/admission/board?season=unknown", status=404)
    one.open(f"/admission/board/{SEASON.code}/rounds/9", status=404)


def test_who_becomes_eligible_after_the_signatures_wants_a_new_dry_run(filed: Play, one: Officer) -> None:
    filed.stands("b", "not_eligible")
    filed.agreed("/rounds/1/preview", sign="/rounds/1")
    assert "第一志愿名单（2人）已经两人签批" in one.open(BOARD)
    filed.stands("b", "eligible")
    assert filed.board("1")["late"] == 1
    said = "第一志愿名单形成后，又有1名考生符合下发条件，不在名单中"
    assert said in one.open(BOARD)
    assert said in one.open(ROUND)
    assert "3人" in one.send(f"{ROUND}/preview")
    assert said not in one.open(BOARD)


def test_who_becomes_eligible_after_the_dispatch_wants_one_too(filed: Play, one: Officer) -> None:
    filed.stands("b", "not_eligible")
    filed.send("1")
    assert filed.board("1")["late"] == 0
    filed.stands("b", "eligible")
    assert "第一志愿名单形成后，又有1名考生符合下发条件" in one.open(BOARD)
    filed.agreed("/rounds/1/preview", sign="/rounds/1")
    assert filed.sent("1") == ["a", "b", "c"]
    assert filed.board("1")["late"] == 0


def test_who_was_held_by_an_earlier_college_as_the_next_round_went_down_is_not_forgotten(
    filed: Play, one: Officer
) -> None:
    filed.send("1")
    filed.returns("1", {"a": X[1], "c": None})
    filed.check("1")
    filed.send("2")
    assert filed.sent("2") == []
    filed.returns("1", {"b": None})
    filed.check("1")
    assert "第二志愿名单形成后，又有1名考生符合下发条件" in one.open(BOARD)
    filed.agreed("/rounds/2/preview", sign="/rounds/2")
    assert filed.sent("2") == ["b"]


def test_once_its_returns_are_due_nobody_is_sent_in_a_round_any_more(filed: Play) -> None:
    filed.stands("b", "not_eligible")
    filed.send("1")
    filed.at(BACK["1"])
    filed.stands("b", "eligible")
    assert filed.board("1")["late"] == 0


def test_a_list_of_a_seal_before_is_said_to_be_of_no_use(filed: Play, one: Officer) -> None:
    filed.agreed("/rounds/1/preview", sign="/rounds/1")
    again = filed.filings({"a": {"A": (X[0], [X[1]])}}, seal=2)
    filed.seal(again, seal=2)
    filed.hear(again)
    assert filed.board("1")["stale"]
    assert "志愿重新封存，原名单不能下发" in one.open(BOARD)
    one.open(ROUND)
    one.send(f"{ROUND}/preview")
    assert not filed.board("1")["stale"]
