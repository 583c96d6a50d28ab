"""An intake is opened once, as what it is for ever."""

from typing import Any

import pytest

from services.admission.tests.desk import API, NO_OFFICERS, Desk
from shared.testing.seasons import INTAKE


def test_an_officer_opens_a_rehearsal(bare: Desk) -> None:
    made = bare.open_intake()
    assert made.status_code == 201
    assert {name: made.json[name] for name in ("code", "rehearsal", "opened_by", "seasons")} == {
        "code": INTAKE, "rehearsal": True, "opened_by": "officer:officer-1", "seasons": [],
    }


def test_the_mark_must_be_given(bare: Desk) -> None:
    answer: Any = bare.first.post(f"{API}/intakes", json={"code": INTAKE, "title": "演练"})
    assert (answer.status_code, [each["field"] for each in answer.json["errors"]]) == (422, ["rehearsal"])


def test_a_code_is_taken_once(desk: Desk) -> None:
    again = desk.open_intake(rehearsal=True)
    assert (again.status_code, again.json["code"]) == (409, "intake_taken")


def test_the_same_request_repeated_opens_one_intake(bare: Desk) -> None:
    headers = {"Idempotency-Key": "open-1"}
    first, again = bare.open_intake(headers=headers), bare.open_intake(headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert len(bare.get("/intakes").json["items"]) == 1


@pytest.mark.parametrize("code", ["", "Sample-2030", "sample_2030", "-sample", "样例", "x" * 61, "a/b"])
def test_a_code_is_written_like_an_id(bare: Desk, code: str) -> None:
    answer = bare.open_intake(code)
    assert (answer.status_code, answer.json["code"]) == (422, "intake_code_unfit")


def test_a_machine_for_rehearsals_takes_no_real_intake(bare: Desk) -> None:
    answer = bare.open_intake(rehearsal=False)
    assert (answer.status_code, answer.json["code"]) == (409, "rehearsals_only")
    assert bare.get("/intakes").json["items"] == []


@pytest.mark.parametrize("role", NO_OFFICERS)
def test_only_officers_open_intakes(bare: Desk, role: str) -> None:
    other = bare.home.as_role(role, service="admission")
    assert other.post(f"{API}/intakes", json={"code": "x", "title": "x", "rehearsal": True}).status_code == 403


def test_intakes_are_listed_with_what_is_published(desk: Desk) -> None:
    desk.publish()
    [listed] = desk.get("/intakes").json["items"]
    assert listed["seasons"] == [{"season": "sample-2030-exempt", "version": 1}]
