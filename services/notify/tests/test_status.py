"""What is released of admission: told once each, and nobody who is admitted is told to file again."""

from datetime import datetime

import pytest

from services.notify.tests.told import INTAKE, RELEASED_AT, SEASON, Told, with_supplementary
from shared.contracts.admission import PlanPublished, ReturnOverdue, RoundClosed, RoundDispatched, VacanciesPublished
from shared.contracts.parts import CollegeTest, Seats
from shared.kernel import BEIJING
from shared.season import Season
from shared.testing.house import Home

DOWN = datetime(2030, 4, 12, 14, tzinfo=BEIJING)
NEXT = datetime(2030, 4, 23, 12, tzinfo=BEIJING)
TEST = CollegeTest(mode="线上", at="4月15日9:00", place="会议号另行通知", equipment="双机位")
AGAIN = "您目前未被录取。征集志愿填报已开始"


@pytest.fixture(autouse=True)
def person(told: Told) -> None:
    told.person()


def test_a_file_that_went_down_names_the_test_and_no_college(told: Told) -> None:
    told.released("dispatched", test=TEST, released_at=datetime(2030, 4, 12, 14, tzinfo=BEIJING))
    assert told.sms() == [
        "【样例省教育考试院】您的A志愿已于4月12日14:00下发招生院校，考查安排请登录我院官网查看。下发不等于录取。"]
    [entry] = [entry for entry in told.timeline() if entry["personal"]]
    assert "考查方式：线上；时间：4月15日9:00；地点：会议号另行通知；设备要求：双机位。" in entry["text"]


def test_admitted_names_the_college_by_sms_and_the_major_on_the_timeline(told: Told) -> None:
    told.released("admitted", college="5001", college_name="重庆邮电大学", major="080903", major_name="网络工程")
    [sms] = told.sms()
    assert "您已被重庆邮电大学录取" in sms
    assert "网络工程" not in sms
    [entry] = [entry for entry in told.timeline() if entry["personal"]]
    assert "您已被重庆邮电大学网络工程录取（第一志愿，5月8日10:00）" in entry["text"]


def test_a_college_with_a_long_name_costs_nobody_their_news(told: Told) -> None:
    college = "样例省师范大学与邻省综合大学联合举办国际学院"
    told.released("admitted", college="5001", college_name=college, major="080903", major_name="网络工程")
    assert told.sms() == [
        "【样例省教育考试院】您已被录取，院校和专业请登录我院官网查看。录取通知书由学校寄发，请核对邮寄地址。"]
    [entry] = [entry for entry in told.timeline() if entry["personal"]]
    assert f"您已被{college}网络工程录取" in entry["text"]


@pytest.mark.parametrize(("status", "words"), [
    ("dispatched", "您的征集志愿已于5月8日10:00下发招生院校"), ("not_admitted", "您的征集志愿未被录取"),
    ("free", "您的征集志愿数据已由我院"),
])
def test_the_supplementary_choice_is_not_called_as_an_earlier_one(
    home: Home, told: Told, season: Season, status: str, words: str
) -> None:
    home.publish(with_supplementary(season), version=2)
    told.released(status, round="S1", choice="A", choice_title="征集志愿", reason="综合考查未达到要求")
    [entry] = [entry for entry in told.timeline() if entry["personal"]]
    assert words in entry["text"]
    assert all(words in sms for sms in told.sms())


def test_not_admitted_says_what_comes_next_only_where_something_does(told: Told) -> None:
    told.released("not_admitted", next_at=NEXT, reason="综合考查未达到要求。")
    told.released("not_admitted", round="2", reason="计划已满")
    [sms] = told.sms()
    assert "您的下一志愿4月23日12:00下发院校，您无需操作。" in sms
    assert told.titles() == ["A志愿未被录取", "A志愿未被录取"]


def test_a_file_taken_back_and_the_end_are_told(told: Told) -> None:
    told.released("free", reason="资格被取消")
    told.released("unplaced", round="S1")
    assert told.titles() == ["未被录取", "A志愿数据已收回"]
    assert len(told.sms()) == 2


def test_a_college_that_owes_results_is_told_and_no_other(told: Told) -> None:
    told.person("d1", phone=None, role="admission_college", email="desk@example.cn", intake=None, scope="5001")
    told.person("d2", phone=None, role="admission_college", email="other@example.cn", intake=None, scope="5002")
    told.hear(
        ReturnOverdue(intake=INTAKE, season=SEASON, round="1", round_title="第一志愿", college="5001", missing=37,
                      return_by=datetime(2030, 4, 22, 18, tzinfo=BEIJING)), "admission/overdue/1/5001")
    assert ["尚有37名考生的结果未返回" in mail["text"] for mail in told.mail("desk@example.cn")] == [True]
    assert told.mail("other@example.cn") == []


def supplementary(season: Season) -> Season:
    document = season.document()
    document["reminders"].append({
        "id": "again", "template": "supplementary_opens", "audience": "not_admitted", "channels": ["sms"],
        "at": RELEASED_AT.isoformat(), "sample": True})
    return Season.from_document(document)


def test_who_may_file_again_is_told_only_when_all_results_are_out(home: Home, told: Told, season: Season) -> None:
    home.publish(supplementary(season), version=2)
    told.person("a2", phone="13800000002")
    for account in ("a1", "a2"):
        told.settled_as("eligible", account)
    home.advance(INTAKE, RELEASED_AT)
    told.released("not_admitted")
    told.released("not_admitted", account="a2")
    told.released("admitted", account="a2", round="2", college="5001", college_name="重庆邮电大学", major_name="网络")
    assert not any(AGAIN in text for text in told.sms() + told.sms("13800000002"))
    told.all_released(3)
    assert [AGAIN in text for text in told.sms()].count(True) == 1
    assert not any(AGAIN in text for text in told.sms("13800000002"))


@pytest.mark.parametrize(("next_at", "said"), [
    (None, "您的A志愿本轮未下发招生院校，原因请登录我院官网查看。"),
    (NEXT, "您的A志愿本轮未下发，原因请登录我院官网查看。您的下一志愿4月23日12:00下发院校，您无需操作。"),
])
def test_who_is_passed_over_is_told_once_and_the_reason_on_the_timeline_alone(
    told: Told, next_at: datetime | None, said: str
) -> None:
    told.released("passed_over", reason="按规定所填院校专业本轮不再接收下发", next_at=next_at)
    assert [sms.partition("】")[2] for sms in told.sms()] == [said]
    [entry] = [each for each in told.timeline() if each["personal"]]
    assert entry["title"] == "A志愿本轮未下发"
    assert "原因：按规定所填院校专业本轮不再接收下发。" in entry["text"]


def test_who_was_passed_over_every_time_may_file_again_and_is_reminded(
    home: Home, told: Told, season: Season
) -> None:
    home.publish(supplementary(season), version=2)
    told.settled_as("eligible")
    told.released("passed_over", reason="按规定所填院校专业本轮不再接收下发")
    told.all_released(0)
    home.advance(INTAKE, RELEASED_AT)
    assert [AGAIN in text for text in told.sms()].count(True) == 1


def test_results_heard_before_the_moment_hold_no_reminder_up(home: Home, told: Told, season: Season) -> None:
    home.publish(supplementary(season), version=2)
    told.settled_as("eligible")
    told.released("not_admitted")
    told.all_released(1)
    home.advance(INTAKE, RELEASED_AT)
    assert [AGAIN in text for text in told.sms()].count(True) == 1


@pytest.mark.parametrize(("seats", "words"), [
    (3, "剩余计划3个，定于4月10日10:00至4月11日17:00填报征集志愿"), (0, "本次不进行征集志愿填报")])
def test_vacancies_are_announced_to_all(told: Told, seats: int, words: str) -> None:
    left = [Seats(college="5001", major="080903", category="VETERAN", seats=seats)] if seats else []
    told.hear(VacanciesPublished(intake=INTAKE, season=SEASON, batch="MAIN", held=bool(seats), seats=left,
                                 published_at=RELEASED_AT), f"admission/vacancies/{SEASON}/MAIN")
    found = [entry for entry in told.timeline() if entry["title"] == "征集志愿公告"]
    assert [words in entry["text"] for entry in found] == [True]


def test_a_round_is_announced_when_it_went_down_and_when_it_is_over(home: Home, told: Told) -> None:
    home.advance(INTAKE, DOWN)
    assert not any("下发" in entry["title"] for entry in told.timeline())
    told.hear(RoundDispatched(intake=INTAKE, season=SEASON, round="1", seal=1, files=3, colleges=2, dispatched_at=DOWN),
              f"admission/round/{SEASON}/1")
    told.hear(RoundClosed(intake=INTAKE, season=SEASON, round="1", admitted=1, returned=2, held=0, closed_at=NEXT),
              f"admission/round/{SEASON}/1")
    titles = [entry["title"] for entry in told.timeline() if not entry["personal"]]
    assert {"第一志愿数据已下发招生院校", "第一志愿录取工作已结束"} <= set(titles)


def test_the_plan_is_announced_to_all(told: Told) -> None:
    told.hear(PlanPublished(intake=INTAKE, season=SEASON, revision=1, majors=[], colleges=[], published_at=RELEASED_AT),
              f"admission/plan/{SEASON}")
    assert "招生计划已公布" in [entry["title"] for entry in told.timeline() if not entry["personal"]]


@pytest.mark.parametrize("counts", [(1, 2), (2, 1)], ids=["in order", "the earlier one last"])
def test_results_that_came_late_are_counted_too(told: Told, counts: tuple[int, int]) -> None:
    for count in counts:
        told.all_released(count)
    assert [row["released"] for row in told.facts("results_heard")] == [2]


def test_results_that_were_counted_and_never_heard_are_an_alarm(home: Home, told: Told) -> None:
    told.released("admitted", college="5001", college_name="重庆邮电大学", major_name="网络工程")
    told.released("passed_over")  # not a result of the round's files: not counted
    told.all_released(3)
    assert unheard(home) == 2.0
    told.person("a2", phone="13800000002")
    told.released("deferred", "a2")  # of a newer release: it waits, and the next of its key behind it
    told.released("dispatched", "a2")
    assert unheard(home) == 2.0
    told.person("a3", phone="13800000003")
    told.released("dispatched", "a3")
    told.released("not_admitted", "a3")
    assert unheard(home) == 0.0
    told.released("free", "a3")      # told before it is counted
    assert unheard(home) == 0.0


def unheard(home: Home) -> float:
    """The gauge, of the first round."""
    said = home.anybody().get("/metrics").text
    line = next(each for each in said.splitlines() if each.startswith("results_unheard{"))
    assert f'round="1",season="{SEASON}"' in line
    return float(line.rpartition(" ")[2])


def test_facts_count_what_was_told_to_whom(told: Told) -> None:
    told.released("admitted", college="5001", college_name="重庆邮电大学", major_name="网络工程")
    told.all_released(1)
    assert [(row["account"], row["source"]) for row in told.facts("told_person")] == [
        ("a1", "admission/status/a1/1/admitted")]
    assert [row["released"] for row in told.facts("results_heard")] == [1]


def test_a_status_that_this_release_does_not_know_waits_and_is_not_guessed(told: Told) -> None:
    told.person("a2", phone="13800000002")
    told.released("deferred")
    told.released("dispatched", "a2")
    assert told.standing("admission.status_released.v1") == {"waiting": 1, "done": 1}
    assert [row["value"] for row in told.facts("mark") if row["mark"] == "outcome"] == []


def test_a_file_that_went_down_again_is_told_of_again(told: Told) -> None:
    for status, again in (("dispatched", 0), ("free", 0), ("dispatched", 1)):
        told.released(status, again=again)
    assert sorted(row["source"] for row in told.facts("told_person")) == [
        "admission/status/a1/1/dispatched", "admission/status/a1/1/dispatched/1", "admission/status/a1/1/free"]
