"""A rehearsal's clock is stepped, paused and paced by officers, never back; a real intake's is nobody's."""

from datetime import datetime
from typing import Any

import pytest

from services.admission.tests.desk import API, NO_OFFICERS, Desk, changed
from shared.contracts.admission import ClockSet
from shared.season import moments
from shared.testing.seasons import CODE, INTAKE, sample

EVERY = moments(sample())


def test_it_stands_before_the_first_moment_when_the_first_season_comes(desk: Desk) -> None:
    assert desk.clock()["segments"] == []
    desk.publish()
    clock = desk.clock()
    assert (clock["version"], clock["segments"][0]["speed"]) == (1, 0.0)
    assert clock["next"]["name"] == EVERY[0].name


def test_a_step_leads_to_the_next_moment(desk: Desk) -> None:
    desk.publish()
    for moment in EVERY[:3]:
        answer = desk.set_clock(step_to="next")
        assert (answer.status_code, answer.json["now"]) == (201, moment.instant.isoformat())
    assert desk.told(ClockSet) == 1 + 3 + 1  # its start, three steps, and again when the worker started


def test_a_step_can_name_an_instant(desk: Desk) -> None:
    desk.publish()
    assert desk.set_clock(step_to="2030-02-01T08:00:00+08:00").json["now"] == "2030-02-01T08:00:00+08:00"


def test_it_is_never_set_back(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to="2030-02-01T08:00:00+08:00")
    answer = desk.set_clock(step_to="2030-02-01T07:59:59+08:00")
    assert (answer.status_code, answer.json["code"]) == (422, "clock_backwards")
    assert desk.clock()["now"] == "2030-02-01T08:00:00+08:00"


def test_it_runs_and_pauses(desk: Desk) -> None:
    desk.publish()
    assert desk.set_clock(speed=3600).json["segments"][-1]["speed"] == 3600.0
    paused = desk.set_clock(pause=True).json
    assert paused["segments"][-1]["speed"] == 0.0
    assert datetime.fromisoformat(desk.clock()["now"]) == datetime.fromisoformat(paused["segments"][-1]["season_at"])


def test_after_the_last_moment_there_is_no_next(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to=EVERY[-1].instant.isoformat())
    answer = desk.set_clock(step_to="next")
    assert (answer.status_code, answer.json["code"]) == (409, "nothing_ahead")
    assert desk.clock()["next"] is None


def test_the_next_moment_is_that_of_all_seasons_of_the_intake(desk: Desk) -> None:
    desk.publish()
    desk.publish(changed(f"code: {CODE}", "code: sample-2030-ordinary").replace("01-08T17:00", "01-08T12:00"))
    assert desk.set_clock(step_to="next").json["now"] == "2030-01-08T12:00:00+08:00"
    assert desk.set_clock(step_to="next").json["now"] == "2030-01-08T17:00:00+08:00"


def test_a_rehearsal_without_a_season_starts_by_a_step_to_an_instant(desk: Desk) -> None:
    for order in ({"step_to": "next"}, {"pause": True}, {"speed": 2}):
        answer = desk.set_clock(**order)
        assert (answer.status_code, answer.json["code"]) == (409, "clock_not_started")
    assert desk.set_clock(step_to="2030-01-01T00:00:00+08:00").status_code == 201
    desk.publish()
    assert desk.clock()["now"] == "2030-01-01T00:00:00+08:00"


def test_the_same_request_repeated_is_one_step(desk: Desk) -> None:
    desk.publish()
    headers = {"Idempotency-Key": "step-1"}
    path = f"{API}/intakes/{INTAKE}/clock"
    answers = [desk.first.post(path, json={"step_to": "next"}, headers=headers) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert desk.clock()["version"] == 2


@pytest.mark.parametrize("body", [
    {}, {"step_to": "next", "pause": True}, {"pause": False}, {"speed": -1}, {"speed": 1e9}, {"speed": "quick"},
    {"step_to": "tomorrow"}, {"step_to": "2030-01-09T10:00:00"}, {"jump": 1},
])
def test_an_order_is_one_and_well_formed(desk: Desk, body: dict[str, Any]) -> None:
    desk.publish()
    answer = desk.set_clock(**body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert desk.clock()["version"] == 1


def test_an_unknown_intake_has_no_clock(desk: Desk) -> None:
    assert desk.set_clock("unknown", step_to="next").status_code == 404
    assert desk.get("/intakes/unknown/clock").status_code == 404


@pytest.mark.parametrize("role", NO_OFFICERS)
def test_only_officers_set_it(desk: Desk, role: str) -> None:
    other = desk.home.as_role(role, service="admission")
    assert other.post(f"{API}/intakes/{INTAKE}/clock", json={"step_to": "next"}).status_code == 403


def test_a_real_intake_s_clock_is_the_wall_clock(deployed: Desk) -> None:
    assert deployed.open_intake("real-2030", rehearsal=False).status_code == 201
    for order in ({"step_to": "next"}, {"pause": True}, {"speed": 2}, {"step_to": "2040-01-01T00:00:00+08:00"}):
        answer = deployed.set_clock("real-2030", **order)
        assert (answer.status_code, answer.json["code"]) == (409, "real_clock")
    clock = deployed.clock("real-2030")
    assert (clock["rehearsal"], clock["version"], clock["segments"]) == (False, 0, [])


def test_a_real_season_starts_no_clock(deployed: Desk) -> None:
    deployed.open_intake(rehearsal=False)
    published = deployed.publish()
    assert published.json["rehearsal"] is False
    assert deployed.told(ClockSet) == 0


def test_with_several_processes_a_segment_starts_ahead(deployed: Desk) -> None:
    deployed.open_intake()
    deployed.publish()
    before = deployed.clock()["now"]
    answer = deployed.set_clock(step_to="next").json
    starts, set_at = (datetime.fromisoformat(each["wall_at"]) for each in reversed(answer["segments"]))
    assert (starts - set_at).total_seconds() >= 5
    assert answer["now"] == before
    assert answer["next"]["name"] == EVERY[1].name
