"""The plan and the colleges' profiles: drafted, signed by two, published together."""

from typing import Any

import pytest

from services.admission.tests.desk import NO_OFFICERS
from services.admission.tests.play import API, CLOSES, MINUTE, SEASON, Play
from shared.testing.house import Caller

PROFILE: dict[str, Any] = {
    "season": SEASON.code, "charter": "https://www.example.edu.cn/charter", "min_tier": "NAT2", "honours": "priority",
    "test": {"mode": "线上", "at": "4月15日9:00", "place": "线上平台", "equipment": "两台设备"},
}
MAJOR = {"college": "5001", "code": "01", "name": "网络工程", "seats": {"VETERAN": 2}}


def staff(play: Play, college: str) -> Caller:
    return play.home.as_role("admission_college", service="admission", subject=f"staff-{college}", scope=college)


def save(play: Play, college: str = "5001", **changed: Any) -> Any:
    headers = changed.pop("headers", None)
    body = {**PROFILE, **changed}
    return staff(play, college).put(f"{API}/colleges/{college}/profile", json=body, headers=headers)


def test_the_season_s_own_plan_is_published_by_two_officers(play: Play) -> None:
    made = play.post("/plan")
    assert (made.status_code, made.json["body"]["revision"]) == (201, 1)
    play.post("/plan/signatures", {"digest": made.json["digest"]})
    assert play.get("/plan", by=play.home.anybody("admission")).json["code"] == "plan_missing"
    play.post("/plan/signatures", {"digest": made.json["digest"]}, by=play.second)
    shown = play.get("/plan", by=play.home.anybody("admission")).json
    assert (shown["revision"], len(shown["majors"]), len(shown["colleges"])) == (
        1, len(SEASON.plan.majors), len(SEASON.colleges.items))
    assert sum(row["seats"] for row in play.facts("seats")) == sum(
        n for major in SEASON.plan.majors for n in major.seats.values())


def test_the_same_officer_does_not_publish_a_plan(play: Play) -> None:
    made = play.post("/plan").json
    play.post("/plan/signatures", {"digest": made["digest"]})
    again = play.post("/plan/signatures", {"digest": made["digest"]}, by=play.officer("officer-1"))
    assert again.json["code"] == "officer_signed_already"
    assert play.facts("seats") == []


def test_a_profile_is_published_with_the_plan(play: Play) -> None:
    assert save(play).status_code == 200
    anybody = play.home.anybody("admission")
    address = f"{API}/colleges/5001?season={SEASON.code}"
    assert play.get(address, by=anybody).json["charter"] is None
    play.plan()
    shown = play.get(address, by=anybody).json
    assert (shown["charter"], shown["min_tier"], shown["honours"]) == (PROFILE["charter"], "NAT2", "priority")
    assert shown["phones"] == ["010-00000000"]
    assert shown["test"]["place"] == "线上平台"


def test_a_profile_is_changed_by_whoever_has_seen_it(play: Play) -> None:
    tag = save(play).headers["ETag"]
    assert save(play, honours="bonus").status_code == 428
    assert save(play, honours="bonus", headers={"If-Match": tag}).status_code == 200
    assert save(play, honours="none", headers={"If-Match": tag}).json["code"] == "version_passed"


@pytest.mark.parametrize(("changed", "field"), [
    ({"min_tier": "NAT9"}, "min_tier"), ({"charter": "javascript:alert(1)"}, "charter"),
    ({"test": {**PROFILE["test"], "mode": "笔试"}}, "test.mode"),
])
def test_a_profile_speaks_the_season_s_words(play: Play, changed: dict[str, Any], field: str) -> None:
    answer = save(play, **changed)
    assert (answer.status_code, answer.json["code"]) == (422, "profile_unfit")
    assert [each["field"] for each in answer.json["errors"]] == [field]


def test_another_college_s_profile_is_not_there(play: Play) -> None:
    assert staff(play, "5002").put(f"{API}/colleges/5001/profile", json=PROFILE).status_code == 404
    assert save(play, "9999").status_code == 404


@pytest.mark.parametrize("majors", [
    [], [{**MAJOR, "college": "9999"}], [MAJOR, MAJOR], [{**MAJOR, "seats": {"NOBODY": 1}}],
    [{**MAJOR, "seats": {"VETERAN": -1}}],
])
def test_a_plan_that_is_not_of_the_season_is_refused(play: Play, majors: list[Any]) -> None:
    answer = play.post("/plan", {"majors": majors})
    assert (answer.status_code, answer.json["code"]) == (422, "plan_unfit")


def test_no_seat_is_taken_away_once_filing_has_begun(play: Play) -> None:
    play.plan({("5001", "01"): 2})
    assert play.post("/plan", {"majors": [{**MAJOR, "seats": {"VETERAN": 1}}]}).status_code == 201
    play.at(CLOSES["MAIN"] - MINUTE)
    assert play.post("/plan", {"majors": [{**MAJOR, "seats": {"VETERAN": 1}}]}).json["code"] == "plan_unfit"
    play.plan({("5001", "01"): 3})
    [seats] = play.facts("seats")
    assert seats["seats"] == 3


def test_no_college_raises_its_tier_once_filing_has_begun(play: Play) -> None:
    """Who has filed with it would be turned away by a rule that was not there."""
    assert save(play, min_tier="NAT2").status_code == 200
    play.plan()
    assert save(play, min_tier="NAT1", headers={"If-Match": "1"}).status_code == 200
    assert play.post("/plan").status_code == 201
    play.at(CLOSES["MAIN"] - MINUTE)
    refused = play.post("/plan")
    assert (refused.json["code"], [each["field"] for each in refused.json["errors"]]) == ("plan_unfit", ["colleges"])
    assert save(play, min_tier=None, headers={"If-Match": "2"}).status_code == 200
    assert play.post("/plan").status_code == 201


@pytest.mark.parametrize("role", NO_OFFICERS)
def test_only_officers_plan(play: Play, role: str) -> None:
    assert play.post("/plan", by=play.home.as_role(role, service="admission", scope="5001")).status_code == 403
