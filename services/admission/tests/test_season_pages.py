"""Seasons in officers' browsers: a file handed in, each rule beside its sentence, differences, two signatures."""

import io
from typing import Any

import pytest

from services.admission.tests.desk import Desk, changed
from services.admission.tests.officer import Officer
from shared.security.access import Role
from shared.testing.seasons import CODE, INTAKE, sample, sample_text

SEASONS = "/admission/seasons"
NEW = f"{SEASONS}/drafts/new"


@pytest.fixture
def one(desk: Desk) -> Officer:
    return Officer(desk.home, "officer-1")


@pytest.fixture
def two(desk: Desk) -> Officer:
    return Officer(desk.home, "officer-2")


def hand_in(by: Officer, text: str, *, at: str = NEW) -> str:
    by.open(at if at == NEW else at.rpartition("/")[0])
    held: dict[str, Any] = {**by.fields(at), "file": (io.BytesIO(text.encode()), "season.yaml")}
    if at == NEW:
        held["intake"] = INTAKE
    return by.post(at, **held)


def test_a_season_is_handed_in_signed_by_two_and_adopted(desk: Desk, one: Officer, two: Officer) -> None:
    assert "尚未发布方案" in one.open(SEASONS)
    read = hand_in(one, sample_text())
    assert "已成为草案" in read
    draft = one.path.partition("?")[0]
    assert "您已签批，还须另一名工作人员签批" in one.send(f"{draft}/signatures")
    assert not one.offers(f"{draft}/signatures")
    assert "已签批1人" in two.open(SEASONS)
    two.open(draft)
    assert "正在送达各服务" in two.send(f"{draft}/signatures")
    assert sample().title in two.open(SEASONS)
    assert "录取服务 第1版" in two.open(f"{SEASONS}/{CODE}")
    assert two.client.get(f"{SEASONS}/{CODE}/file").text == sample_text()


def test_every_fault_is_named_by_line_and_nothing_is_taken(desk: Desk, one: Officer) -> None:
    read = hand_in(one, changed("opens_at: 2030-04-10T10:00", "opens_at: 2030-04-31T10:00"))
    line = 1 + sample_text()[:sample_text().index("opens_at: 2030-04-10T10:00")].count("\n")
    assert (one.status, f"第{line}行：" in read) == (422, True), read
    assert one.fields(NEW)["intake"] == INTAKE
    assert "请选择方案文件" in hand_in(one, "")
    assert "尚无草案" in one.open(SEASONS)


def test_a_new_version_says_what_it_changes(desk: Desk, one: Officer) -> None:
    desk.publish()
    read = hand_in(one, changed("policy: SKIP", "policy: SEND").replace("2030-04-11T17:00", "2030-04-11T18:00"))
    assert "与第1版的差异" in read
    assert "4月11日17:00 4月11日18:00" in read
    assert "不再下发，转投后一志愿 仍然下发，由院校退档" in read


def test_each_rule_stands_beside_its_sentence(desk: Desk, one: Officer) -> None:
    desk.publish()
    read = one.open(f"{SEASONS}/{CODE}")
    for sentence in {text for window in sample().windows for text in window.sentences}:
        assert sentence in read
    assert "样例，请逐项核对" in read
    for code in ("VETERAN", "SEQUENTIAL", "PER_CHOICE", "nothing_saved", "source_college"):
        assert code not in one.page.text


def test_another_file_takes_signatures_away_and_somebody_else_s_page_is_old(
    desk: Desk, one: Officer, two: Officer
) -> None:
    hand_in(one, sample_text())
    draft = one.path.partition("?")[0]
    two.open(draft)
    old = two.fields(f"{draft}/withdrawal")
    read = hand_in(one, changed("policy: SKIP", "policy: SEND"), at=f"{draft}/file")
    assert "原有签批作废" in read
    read = two.post(f"{draft}/withdrawal", **old)
    assert (two.status, "内容已被更新" in read) == (412, True)
    assert "草案已撤回" in two.send(f"{draft}/withdrawal")


def test_one_person_who_signs_twice_is_refused_in_words(desk: Desk, one: Officer) -> None:
    hand_in(one, sample_text())
    address = f"{one.path.partition('?')[0]}/signatures"
    fields = one.fields(address)
    one.post(address, **fields)
    assert "须由两名不同的工作人员分别签批" in one.post(address, **fields)


def test_an_intake_is_opened_after_a_second_look(bare: Desk) -> None:
    one = Officer(bare.home)
    address = f"{SEASONS}/intakes/new"
    one.open(address)
    read = one.send(address, title="演练二", code="Falsch!", kind="rehearsal")
    assert (one.status, "招生代码应为" in read, one.fields(address)["title"]) == (422, True, "演练二")
    assert "请选择演练或正式招生" in one.post(address, **{**one.fields(address), "code": "zwei-2030", "kind": ""})
    assert "核对：开设招生或演练" in one.send(address, code="zwei-2030", kind="rehearsal")
    assert "演练二" not in one.open(SEASONS)
    one.open(address)
    one.send(address, title="演练二", code="zwei-2030", kind="rehearsal")
    assert "演练二" in one.send(address, step="confirmed")


def test_a_rehearsal_s_clock_is_stopped_paced_and_set_ahead(desk: Desk, one: Officer) -> None:
    desk.publish()
    address = f"/admission/rehearsals/{INTAKE}/clock"
    assert "下一时点" in one.open(address)
    assert "请选择要做的操作" in one.send(address)
    assert "速度应为1至" in one.send(address, act="pace", speed="schnell")
    assert "演练时钟已调整" in one.send(address, act="step", at="2030-04-10T10:00", speed="")
    assert "4月10日10:00" in one.open(SEASONS)
    one.open(address)
    one.send(address, act="step", at="2030-04-09T10:00")
    assert (one.status, one.fields(address)["at"]) == (422, "2030-04-09T10:00")


def test_an_auditor_reads_and_has_no_button(desk: Desk) -> None:
    desk.publish()
    draft = desk.get("/seasons/drafts").json["items"][0]["id"]
    auditor = Officer(desk.home, "auditor-1", role=Role.AUDITOR)
    for path in (SEASONS, f"{SEASONS}/{CODE}", f"{SEASONS}/drafts/{draft}"):
        auditor.open(path)
        assert "<form" not in auditor.page.text.partition("<main")[2]
    auditor.open(NEW, status=403)
