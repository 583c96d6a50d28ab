"""A college's desk in a browser without scripts: the list, a file, one decision, nobody overwrites another's."""

from dataclasses import replace

import pytest

from services.admission.store import dossier as dossiers
from services.admission.tests.browser import Browser
from services.admission.tests.college import College
from services.admission.tests.officer import Officer
from services.admission.tests.play import BACK, MINUTE, Play
from shared import audit
from shared.contracts.parts import Marks, Paper
from shared.files import LocalStorage
from shared.security.access import Role

X, Y = "5001", "5002"
DESK = "/admission/desk/1"
CODES = ("DISPATCHED", "READING", "PRE_ADMIT", "PRE_REJECT", "VETERAN", "over_full", "submitted")


@pytest.fixture
def college(play: Play) -> College:
    """Round 1 is down: a and b at X, c at Y."""
    play.plan({(X, "01"): 1, (X, "02"): 1, (Y, "01"): 2})
    play.filed({"a": {"A": (X, ["01", "02"])}, "b": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])}})
    play.send("1")
    return College(play, X)


def person(college: College, name: str = "zhou", *, scope: str = X) -> Browser:
    return Browser(college.play.home, "admission_college", subject=name, scope=scope)


@pytest.fixture
def browser(college: College) -> Browser:
    return person(college)


def test_the_desk_says_what_is_due_first(college: College, browser: Browser) -> None:
    browser.open("/admission/desk")
    for said in ("当前须办理：第一志愿", "还有2名考生未填写录取意见", "距返回截止", "第二志愿 ○ 未下发"):
        assert said in browser.text
    college.play.at(BACK["1"] + MINUTE)
    browser.open("/admission/desk")
    assert "已超过返回截止时间" in browser.text
    assert "逾期未返回" in browser.text


def test_an_auditor_reads_whose_file_was_decided(college: College) -> None:
    college.decide("a", admit="01")
    audit.chain_step(college.play.home.services["admission"].db)
    auditor = Officer(college.play.home, "auditor-1", role=Role.AUDITOR)
    assert f"考生档案{college.number('a')} 变更为" in auditor.open("/admission/audit?action=file.move")


def test_the_list_is_one_s_own_with_seats_and_filters(college: College, browser: Browser) -> None:
    browser.open(DESK)
    for said in ("考生a", "考生b", "01 专业01", "未阅", "余额"):
        assert said in browser.text
    assert "考生c" not in browser.text
    assert not [code for code in CODES if code in browser.text]
    college.decide("a", admit="01")
    browser.open(f"{DESK}?state=todo")
    assert ("考生a" in browser.text, "考生b" in browser.text) == (False, True)
    browser.open(f"{DESK}?q=考生a")
    assert ("考生a" in browser.text, "考生b" in browser.text) == (True, False)
    browser.open(f"{DESK}?major=02")
    assert "没有符合条件的考生" in browser.text
    assert browser.open("/admission/desk/9").status_code == 404


def test_a_major_without_seats_has_no_row_among_them(play: Play) -> None:
    play.plan({(X, "01"): 1, (X, "02"): 0})
    play.filed({"a": {"A": (X, ["01"])}})
    play.send("1")
    browser = person(College(play, X))
    browser.open(DESK)
    seats = browser.page.text.split('id="seats"')[1].split("</table>")[0]
    assert ("专业01" in seats, "专业02" in seats) == (True, False)


def test_seats_alone_are_asked_for_anew(college: College, browser: Browser) -> None:
    college.decide("a", admit="01")
    college.decide("b", admit="01")
    answer = browser.client.get(DESK, headers={"HX-Request": "true", "Accept": "text/html"})
    assert answer.text.lstrip().startswith('<div id="seats"')
    assert "超出1名" in answer.text


def test_one_file_after_the_other_is_decided(college: College, browser: Browser) -> None:
    browser.open(f"{DESK}/a")
    for said in ("专业1 01 专业01", "专业2 02 专业02", "在阅", "余额1名"):
        assert said in browser.text
    browser.send(f"{DESK}/a", admit="02")
    assert browser.path == f"{DESK}/b?done=a"
    assert "录取意见已保存。以下为下一名考生" in browser.text
    browser.send(f"{DESK}/b", admit="reject", reason="综合考查未达到要求")
    assert browser.path == f"{DESK}?news=decided"
    assert "全部考生均已填写意见" in browser.text
    assert [(row["file"]["admitted_major"], row["file"]["reason"]) for row in college.files()] == [
        ("02", None), (None, "综合考查未达到要求")]


@pytest.mark.parametrize(("typed", "said"), [
    ({}, "请选择录取专业或者退档"), ({"admit": "reject", "reason": " "}, "退档须填写原因"),
    ({"admit": "01", "reason": "体检不合格"}, "录取的不填退档原因"), ({"admit": "77"}, "未填报该专业"),
    ({"admit": "reject", "reason": "长" * 501}, "最多500个字符"),
])
def test_a_refusal_keeps_what_was_typed(
    college: College, browser: Browser, typed: dict[str, str], said: str
) -> None:
    browser.open(f"{DESK}/a")
    answer = browser.send(f"{DESK}/a", **typed)
    assert answer.status_code == 422
    assert said in browser.text
    if reason := typed.get("reason", "").strip():
        assert reason in answer.text
    if typed.get("admit") == "reject":
        assert 'value="reject" id="admit-3" checked' in " ".join(answer.text.split())
    assert college.files()[0]["file"]["status"] == "READING"


def test_nobody_overwrites_what_a_colleague_decided(college: College, browser: Browser) -> None:
    browser.open(f"{DESK}/a")
    other = person(college, "wu")
    other.open(f"{DESK}/a")
    other.send(f"{DESK}/a", admit="01")
    answer = browser.send(f"{DESK}/a", admit="reject", reason="未参加考查")
    assert answer.status_code == 409
    assert "已由其他工作人员更新" in browser.text
    assert "未参加考查" in answer.text
    assert college.files()[0]["file"]["admitted_major"] == "01"
    assert browser.send(f"{DESK}/a").status_code == 200, "read again, it may be changed"
    assert college.files()[0]["file"]["reason"] == "未参加考查"


def test_a_colleague_who_only_looks_changes_nothing(college: College, browser: Browser) -> None:
    browser.open(DESK)
    value = next(each for each in browser.page.text.split('"') if each.startswith("a:"))
    person(college, "wu").open(f"{DESK}/a")
    browser.open(DESK)
    assert f'value="{value}"' in browser.page.text


def test_another_college_s_file_is_not_there(college: College, browser: Browser) -> None:
    stranger = person(college, "li", scope=Y)
    for path in (f"{DESK}/a", f"{DESK}/a/evidence/{'0' * 64}", f"{DESK}/zz"):
        assert stranger.open(path).status_code == 404
    browser.open(f"{DESK}/a")
    assert stranger.post(f"{DESK}/a", browser.fields(f"{DESK}/a") | {"admit": "01"}).status_code in (403, 404)
    assert person(college, "zz", scope="9999").open("/admission/desk").status_code == 404


def test_papers_are_seen_beside_the_file(college: College, browser: Browser) -> None:
    home = college.play.home
    stored = LocalStorage(home.folder / "evidence", key=b"k" * 32).put("a", b"%PDF-1.7 ...", limit=1000)
    paper = Paper(kind="discharge_certificate", digest=stored.digest, media="application/pdf", size=stored.size)
    with home.services["admission"].db.begin() as tx:
        (told,) = dossiers.of_accounts(tx.conn, tx.box, ["a"]).values()
        marks = Marks(average="86.5", rank=3, among=40, failed=0)
        dossiers.put(tx, [replace(told, papers=[paper], marks=marks, conduct="表现良好")])
    browser.open(f"{DESK}/a")
    for said in ("86.5", "第3名（共40人）", "表现良好"):
        assert said in browser.text
    answer = browser.open(f"{DESK}/a/evidence/{stored.digest}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"%PDF-1.7 ...", "application/pdf")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_who_was_taken_back_is_nameless(college: College, browser: Browser) -> None:
    college.play.stands("a", "revoked")
    browser.open(DESK)
    assert "考生a" not in browser.text
    assert "档案已收回" in browser.text
    assert browser.open(f"{DESK}/a").status_code == 409


def test_what_is_returned_is_not_changed(college: College, browser: Browser) -> None:
    college.decide("a", admit="01")
    college.decide("b", admit="01")
    college.both(college.hand_in().json)
    browser.open(f"{DESK}/a")
    assert "待考试院处理" in browser.text
    assert 'id="decision"' not in browser.page.text
    browser.open(DESK)
    assert "拟录取人数超过计划" in browser.text
