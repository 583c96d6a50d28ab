"""When a filing may be changed and by whom: each "no" says why, and what stays saved."""

from datetime import timedelta
from typing import Any

import pytest

from services.choices.tests.desk import (
    API,
    CLOSES,
    LI,
    MIDDAY,
    OPENS,
    S1,
    SUPPLEMENTARY,
    ZHANG,
    Desk,
    problem,
)
from shared.contracts.parts import Seats
from shared.testing.seasons import CODE

SECOND = timedelta(seconds=1)
VACANT = [Seats(college="10002", major="03", category="VETERAN", seats=2)]


def words(answer: Any) -> str:
    found: str = answer.json["detail"]
    return found


def test_before_the_review_is_heard_nobody_is_called_ineligible(bare: Desk) -> None:
    bare.plan()
    bare.dossier(ZHANG)
    bare.go_to(MIDDAY)
    refused = bare.save()
    assert problem(refused) == (409, "review_not_heard")
    assert words(refused) == (
        "尚未收到您的资格审查结果（截至4月10日12:00），暂不能填报，请稍后再试或咨询样例省教育考试院。")
    shown = bare.get("/filing").json
    assert (shown["standing"], shown["batches"]) == ("unknown", [])
    assert problem(bare.save(account="somebody-unheard-of")) == (409, "review_not_heard")


@pytest.mark.parametrize(("standing", "code"), [("not_eligible", "not_eligible"), ("revoked", "eligibility_revoked")])
def test_who_is_not_eligible_files_nothing(bare: Desk, standing: str, code: str) -> None:
    bare.plan()
    bare.settle(ZHANG, standing=standing)
    bare.go_to(MIDDAY)
    bare.accept()
    assert problem(bare.save()) == (409, code)


def test_terms_come_first(bare: Desk) -> None:
    bare.plan()
    bare.settle(ZHANG)
    bare.go_to(MIDDAY)
    assert problem(bare.save()) == (409, "terms_not_accepted")
    assert bare.get("/filing").json["terms"]["accepted_at"] is None
    assert bare.accept().json["accepted_at"] == "2030-04-10T12:00:00+08:00"
    bare.go_to(MIDDAY + SECOND)
    assert bare.accept().json["accepted_at"] == "2030-04-10T12:00:00+08:00"
    assert bare.save().status_code == 200


def test_nothing_is_filed_before_the_plan_is_published(bare: Desk) -> None:
    bare.settle(ZHANG)
    bare.go_to(MIDDAY)
    bare.accept()
    assert problem(bare.save()) == (409, "plan_not_heard")


def test_before_the_opening(desk: Desk, bare: Desk) -> None:
    assert problem(desk.save(batch=S1)) == (409, "filing_not_open")
    assert words(desk.save(batch=S1)) == "征集志愿填报尚未开始，开始时间为5月8日10:00。"


def test_the_first_and_the_last_instant(bare: Desk) -> None:
    bare.plan()
    bare.settle(ZHANG)
    bare.go_to(OPENS - SECOND)
    bare.accept()
    assert problem(bare.save()) == (409, "filing_not_open")
    bare.go_to(OPENS)
    assert bare.save().status_code == 200
    bare.go_to(CLOSES - SECOND)
    assert bare.save("B", "10002").status_code == 200
    bare.go_to(CLOSES)
    assert problem(bare.save("C", "10003", ["05"])) == (409, "filing_closed")
    assert [each["label"] for each in bare.filed()["choices"]] == ["A", "B"]


def test_too_late_says_both_times_and_what_is_saved(desk: Desk) -> None:
    desk.save("A")
    desk.save("B", "10002")
    desk.go_to(CLOSES + 3 * SECOND)
    assert words(desk.save("C", "10003", ["05"])) == (
        "志愿填报已于4月11日17:00截止，不能再填报或修改。您已保存：A志愿、B志愿。本次提交的C志愿于17:00:03到达，未保存。")
    assert words(desk.save("A", account=LI)) == (
        "志愿填报已于4月11日17:00截止，不能再填报或修改。您没有已保存的志愿。本次提交的A志愿于17:00:03到达，未保存。")
    assert problem(desk.clear("A")) == (409, "filing_closed")


def test_a_batch_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert problem(desk.save(batch="NIL")) == (404, "not_found")
    assert problem(desk.get("/filings/NIL")) == (404, "not_found")


def test_the_plan_decides_what_may_be_filed(desk: Desk) -> None:
    assert problem(desk.save("A", "19999")) == (422, "college_not_in_plan")
    assert problem(desk.save("A", "10001", ["77"])) == (422, "major_not_of_college")
    assert problem(desk.save("A", "10001", ["01", "01"])) == (422, "major_twice")
    assert problem(desk.save("A", "10001", [])) == (422, "majors_wanted")
    assert problem(desk.save("D", "10001")) == (422, "choice_unknown")
    desk.save("A", "10001")
    assert problem(desk.save("B", "10001", ["02"])) == (422, "college_twice")
    assert desk.facts("filing")[0]["saved"] == ["A"]


def test_an_award_below_a_colleges_minimum_is_refused(bare: Desk) -> None:
    bare.plan()
    bare.settle(ZHANG, category="AWARD", tier="MUNI")
    bare.settle(LI, category="AWARD", tier="NAT2")
    bare.go_to(MIDDAY)
    bare.accept(ZHANG)
    bare.accept(LI)
    assert problem(bare.save()) == (422, "award_tier_too_low")
    assert bare.save(account=LI).status_code == 200
    assert problem(bare.save("B", "10001", ["02"], account=LI)) == (422, "no_seats_for_category")


# -- the supplementary filing ---------------------------------------------------------------------------------------


def test_supplementary_filing_opens_with_its_announcement_and_its_vacancies(desk: Desk) -> None:
    desk.go_to(SUPPLEMENTARY)
    assert problem(desk.save("A", "10002", ["03"], batch=S1)) == (409, "filing_unannounced")
    desk.order("announcement", "filing-supplementary")
    desk.home.settle()
    assert problem(desk.save("A", "10002", ["03"], batch=S1)) == (409, "filing_unannounced")
    desk.vacancies(VACANT)
    desk.home.settle()
    assert problem(desk.save("A", "10002", ["01"], batch=S1)) == (422, "no_seats_for_category")
    assert desk.save("A", "10002", ["03"], batch=S1).status_code == 200
    assert [each["major"] for each in desk.get(f"/plan?batch={S1}").json["items"]] == ["03"]


def test_without_vacancies_it_is_cancelled(desk: Desk) -> None:
    desk.vacancies([], held=False)
    desk.order("cancellation", "filing-supplementary")
    desk.go_to(SUPPLEMENTARY)
    assert problem(desk.save("A", "10002", ["03"], batch=S1)) == (409, "filing_cancelled")
    desk.go_to(SUPPLEMENTARY + timedelta(days=1))
    assert [each.batch for each in desk.told.events("batch_sealed")] == ["MAIN"]


def vacancies_told_and_zhang_admitted(desk: Desk) -> None:
    desk.order("announcement", "filing-supplementary")
    desk.vacancies(VACANT)
    desk.release(ZHANG, "admitted")


def test_who_is_admitted_files_no_more_unless_the_file_is_taken_back(desk: Desk) -> None:
    vacancies_told_and_zhang_admitted(desk)
    desk.release(LI, "not_admitted")
    desk.go_to(SUPPLEMENTARY)
    assert problem(desk.save("A", "10002", ["03"], batch=S1)) == (409, "already_admitted")
    assert desk.save("A", "10002", ["03"], batch=S1, account=LI).status_code == 200
    desk.release(ZHANG, "free")
    desk.home.settle()
    assert desk.save("A", "10002", ["03"], batch=S1).status_code == 200


def test_a_status_that_this_release_does_not_know_reopens_nothing(desk: Desk) -> None:
    vacancies_told_and_zhang_admitted(desk)
    desk.release(ZHANG, "deferred")
    desk.go_to(SUPPLEMENTARY)
    assert problem(desk.save("A", "10002", ["03"], batch=S1)) == (409, "already_admitted")
    heard = [row for row in desk.home.services["choices"].facts(CODE) if row["fact"] == "heard"]
    assert [row["count"] for row in heard if row["status"] == "waiting"] == [1]


def test_who_is_admitted_stays_so_when_an_earlier_round_is_told_later(desk: Desk) -> None:
    vacancies_told_and_zhang_admitted(desk)
    desk.release(ZHANG, "not_admitted")
    desk.go_to(SUPPLEMENTARY)
    assert problem(desk.save("A", "10002", ["03"], batch=S1)) == (409, "already_admitted")
    desk.release(ZHANG, "not_admitted")
    desk.home.settle()
    assert problem(desk.save("A", "10002", ["03"], batch=S1)) == (409, "already_admitted")
    assert desk.get("/filing").json["status"] == "admitted"


def test_source_colleges_do_not_hear_of_supplementary_filing(desk: Desk) -> None:
    desk.order("announcement", "filing-supplementary")
    desk.vacancies(VACANT)
    desk.go_to(SUPPLEMENTARY)
    before = len(desk.told.events("filing_progressed"))
    assert desk.save("A", "10002", ["03"], batch=S1).status_code == 200
    desk.home.settle()
    assert len(desk.told.events("filing_progressed")) == before


# -- pages ----------------------------------------------------------------------------------------------------------


def test_the_first_line_says_what_is_saved_and_how_long_it_may_change(desk: Desk) -> None:
    desk.save("A")
    desk.save("B", "10002")
    desk.go_to(CLOSES - timedelta(hours=8, minutes=12))
    main, extra = desk.get("/filing").json["batches"]
    assert main["line"] == "已保存 A、B · 未保存 C · 距截止 08:12"
    assert (main["state"], main["state_text"], main["revision"]) == ("open", "正在填报，4月11日17:00截止", 2)
    assert (extra["state"], extra["state_text"]) == ("not_yet", "尚未开始，5月8日10:00开始")
    desk.go_to(CLOSES)
    main, _ = desk.get("/filing").json["batches"]
    assert (main["line"], main["state_text"]) == ("已保存 A、B · 未保存 C", "已于4月11日17:00截止")


def test_own_data_are_shown_with_the_id_number_masked(desk: Desk) -> None:
    desk.dossier(ZHANG)
    desk.home.settle()
    me = desk.get("/me").json
    assert (me["name"], me["id_number"], me["source_college_name"]) == ("张伟", f"500{'*' * 13}17", "样例职业学院")
    assert (me["standing"], me["category_title"]) == ("eligible", "退役大学生士兵")
    stranger = desk.home.as_role("candidate", subject=ZHANG, intake="elsewhere")
    assert problem(stranger.get(f"{API}/me")) == (404, "not_found")


def test_the_plan_shows_what_one_may_apply_for_and_all_on_wish(bare: Desk) -> None:
    bare.plan()
    bare.settle(ZHANG, category="AWARD", tier="MUNI")
    bare.home.settle()
    mine = bare.get("/plan").json["items"]
    assert [(each["college"], each["major"]) for each in mine] == [("10002", "01"), ("10003", "05")]
    assert len(bare.get("/plan?all=1").json["items"]) == 5
    assert [each["major_name"] for each in bare.get("/plan?all=1&q=网络").json["items"]] == ["网络工程"]
    first = bare.get("/plan?limit=1").json
    rest = bare.get(f"/plan?limit=1&cursor={first['next']}").json
    assert [each["major"] for each in first["items"] + rest["items"]] == ["01", "05"]
    assert rest["next"] is None
