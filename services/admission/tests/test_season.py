"""Published seasons: versions rise, what has happened stands, everybody can read and check them."""

from typing import Any

import pytest

from services.admission.tests.desk import Desk, changed, told_by
from shared.contracts.admission import SeasonPublished
from shared.season import signed
from shared.testing.seasons import CODE, INTAKE, sample

CLOSES = "closes_at: 2030-01-18T17:00"


def at(day: str, time: str) -> str:
    return f"2030-{day}T{time}:00+08:00"


def test_anybody_can_read_what_is_in_force(desk: Desk) -> None:
    desk.publish()
    answer = desk.anybody(f"/seasons/{CODE}")
    assert answer.status_code == 200
    assert (answer.json["version"], answer.json["officers"]) == (1, ["officer-1", "officer-2"])
    assert answer.json["document"] == sample().document()
    assert answer.headers["ETag"] == '"1"'


def test_anybody_can_check_the_signature(desk: Desk) -> None:
    desk.publish()
    answer = desk.anybody(f"/seasons/{CODE}/signed")
    told = told_by(answer.data)
    signed.check(told, desk.home.season_key.public)
    assert (told.season, told.season_version, told.rehearsal) == (CODE, 1, True)


def test_admission_adopts_like_everybody(desk: Desk) -> None:
    desk.publish()
    assert desk.anybody(f"/season/{CODE}").json["version"] == 1


def test_versions_rise_by_one(desk: Desk) -> None:
    desk.publish()
    assert desk.publish(changed(CLOSES, "closes_at: 2030-01-19T17:00")).json["version"] == 2
    assert desk.anybody(f"/seasons/{CODE}").json["version"] == 2


def test_of_two_drafts_only_one_becomes_the_next_version(desk: Desk) -> None:
    one = desk.hand_in().json
    other = desk.hand_in(changed("title: 网上报名", "title: 报名")).json
    for draft in (one, other):
        desk.sign(draft)
    assert desk.sign(one, by=desk.second).status_code == 201
    late = desk.sign(other, by=desk.second)
    assert (late.status_code, late.json["code"]) == (409, "draft_outdated")
    assert desk.anybody(f"/seasons/{CODE}").json["version"] == 1
    assert desk.get(f"/seasons/drafts/{other['id']}").json["status"] == "open"


def test_an_outdated_draft_is_brought_up_to_date_by_handing_in_again(desk: Desk) -> None:
    draft = desk.hand_in().json
    desk.publish()
    text = changed(CLOSES, "closes_at: 2030-01-19T17:00")
    put = desk.replace_text(draft, text, headers={"If-Match": "*"})
    assert (put.status_code, put.json["version"]) == (200, 2)


def test_a_draft_shows_what_it_moves(desk: Desk) -> None:
    desk.publish()
    draft = desk.hand_in(changed(CLOSES, "closes_at: 2030-01-19T17:00")).json
    assert draft["changes"] == [
        {"name": "reminder.registration-closing", "was": at("01-17", "17:00"), "becomes": at("01-18", "17:00")},
        {"name": "window.registration.closes", "was": at("01-18", "17:00"), "becomes": at("01-19", "17:00")},
    ]


@pytest.mark.parametrize(("was", "becomes", "field"), [
    ("year: 2030", "year: 2031", "year"),
    ("province: 样例省", "province: 另一省", "province"),
    ('prefix: "305000"', 'prefix: "305001"', "candidate_number.prefix"),
])
def test_what_numbers_and_people_rely_on_never_changes(desk: Desk, was: str, becomes: str, field: str) -> None:
    desk.publish()
    refused(desk.hand_in(changed(was, becomes)), field)


def test_a_window_that_has_opened_keeps_its_opening(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to=at("01-11", "10:00"))
    refused(desk.hand_in(changed("opens_at: 2030-01-11T10:00", "opens_at: 2030-01-12T10:00")),
            "window.registration.opens")


def test_a_close_is_moved_while_it_lies_ten_minutes_ahead(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to=at("01-18", "16:50"))
    assert desk.publish(changed(CLOSES, "closes_at: 2030-01-19T17:00")).json["version"] == 2


def test_a_close_nearer_than_ten_minutes_stands(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to="2030-01-18T16:50:01+08:00")
    refused(desk.hand_in(changed(CLOSES, "closes_at: 2030-01-19T17:00")), "window.registration.closes")


def test_a_close_is_not_moved_to_within_ten_minutes(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to=at("01-17", "10:00"))
    refused(desk.hand_in(changed(CLOSES, "closes_at: 2030-01-17T10:09")), "window.registration.closes")


def test_time_passes_between_the_signatures(desk: Desk) -> None:
    desk.publish()
    draft = desk.hand_in(changed(CLOSES, "closes_at: 2030-01-19T17:00")).json
    assert desk.sign(draft).status_code == 201
    desk.set_clock(step_to=at("01-18", "16:55"))
    refused(desk.sign(draft, by=desk.second), "window.registration.closes")
    assert desk.anybody(f"/seasons/{CODE}").json["version"] == 1


def test_a_start_tells_the_season_and_the_clock_again_under_the_same_version(desk: Desk) -> None:
    desk.publish()
    told, adopted = desk.told(SeasonPublished), desk.get(f"/seasons/{CODE}/adoptions").json
    desk.home.stop("admission")
    desk.home.start("admission")
    desk.home.settle()
    assert desk.told(SeasonPublished) == told + 1
    assert desk.anybody(f"/seasons/{CODE}").json["version"] == 1
    assert desk.get(f"/seasons/{CODE}/adoptions").json == adopted


def test_nothing_is_heard_of_a_season_before_its_clock(desk: Desk) -> None:
    desk.publish()
    names = [row["moment"] for row in desk.home.services["admission"].facts(CODE) if row["fact"] == "moment"]
    assert names == []
    assert desk.clock()["now"] == at("01-07", "17:00")


def test_a_season_in_another_intake_does_not_take_the_code(desk: Desk) -> None:
    desk.publish()
    desk.open_intake("other-2030")
    taken = desk.hand_in(changed(f"intake: {INTAKE}", "intake: other-2030"), intake="other-2030")
    assert (taken.status_code, taken.json["code"]) == (422, "season_of_another_intake")


def test_facts_say_who_signed_and_adopted_what(desk: Desk) -> None:
    desk.publish()
    facts = list(desk.home.services["admission"].facts(CODE))
    assert [row["officer"] for row in facts if row["fact"] == "signature"] == ["officer-1", "officer-2"]
    assert [(row["version"], row["officers"]) for row in facts if row["fact"] == "season_version"] == [(1, 2)]
    assert [(row["adopter"], row["version"]) for row in facts if row["fact"] == "adoption"] == [("admission", 1)]
    assert [(row["intake"], row["version"]) for row in facts if row["fact"] == "clock"] == [(INTAKE, 1)]


def refused(answer: Any, field: str) -> None:
    assert (answer.status_code, answer.json["code"]) == (422, "amendment_refused"), answer.json
    assert field in [each["field"] for each in answer.json["errors"]]
