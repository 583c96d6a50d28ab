"""The doors of review: whose cases, what was seen, when, and papers by digest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.review.tests.desk import (
    CASES,
    COLLEGE,
    COMMISSION,
    CONFIRMATION_CLOSED,
    EXAM,
    ID_NUMBER,
    OTHER_COLLEGE,
    REVIEW,
    REVIEW_CLOSED,
    Desk,
)
from shared.contracts.parts import Paper
from shared.contracts.review import ClaimDecided
from shared.season import Season
from shared.testing.house import Home
from shared.testing.leaks import scan

SECOND = timedelta(seconds=1)
APPROVED = {"stage": "college", "revision": 1, "decision": "approved"}
PAPERS = {
    "1a" * 32: ("application/pdf", b"%PDF-1.7 a paper", "discharge_certificate.pdf"),
    "2b" * 32: ("text/html", b"<script>alert(1)</script>", "discharge_certificate.bin"),
}


def listed(desk: Desk, by: Any, **query: Any) -> list[str]:
    answer = by.get(CASES, query_string=query)
    assert answer.status_code == 200, answer.text
    return [each["account"] for each in answer.json["items"]]


# -- whose -----------------------------------------------------------------------------------------------------


@pytest.fixture
def both(desk: Desk) -> Desk:
    """A veteran of one college, an award of another."""
    desk.submitted("v1")
    desk.submitted("w2", college=OTHER_COLLEGE, category="AWARD")
    return desk


@pytest.mark.parametrize(("role", "scope", "seen"), [
    ("source_college", COLLEGE, ["v1"]),
    ("source_college", OTHER_COLLEGE, ["w2"]),
    ("source_college", f"{COLLEGE}/department", []),
    ("source_college", EXAM, []),
    ("source_college", None, []),
    ("reviewer", EXAM, ["v1"]),
    ("reviewer", COMMISSION, ["w2"]),
    ("reviewer", COLLEGE, []),
    ("reviewer", None, []),
])
def test_everybody_sees_their_own_cases_and_no_others(
    both: Desk, role: str, scope: str | None, seen: list[str]
) -> None:
    by: Any = both.home.as_role(role, scope=scope)
    assert listed(both, by) == seen
    for account in ("v1", "w2"):
        answer = by.get(f"{CASES}/{account}")
        assert answer.status_code == (200 if account in seen else 404)
        decided = by.post(f"{CASES}/{account}/decisions", json=APPROVED, headers={"If-Match": "*"})
        if account not in seen:
            nobodys = by.get(f"{CASES}/nobody").json
            assert (decided.status_code, answer.json["detail"]) == (404, nobodys["detail"])
    assert {row["account"] for row in both.facts("review_decision")} <= set(seen)


def test_a_stage_is_decided_by_whose_it_is(desk: Desk) -> None:
    desk.submitted()
    assert desk.decide(desk.authority(), "college").json["code"] == "stage_not_yours"
    assert desk.decide(desk.authority(), "authority").json["code"] == "stage_not_due"
    desk.decide(desk.college(), "college")
    assert desk.decide(desk.college(), "authority").json["code"] == "stage_not_yours"
    assert desk.decide(desk.college(), "college").json["code"] == "stage_not_due"
    assert [row["stage"] for row in desk.facts("review_decision")] == ["college"]


# -- what was seen ---------------------------------------------------------------------------------------------


def test_nobody_decides_what_they_have_not_seen(desk: Desk) -> None:
    desk.submitted()
    seen = desk.college().get(f"{CASES}/a1").headers["ETag"]
    desk.submitted(conduct="补充操行评定")
    refused = desk.decide(desk.college(), "college", match=seen)
    assert (refused.status_code, refused.json["code"]) == (412, "version_passed")
    without = desk.college().post(f"{CASES}/a1/decisions", json=APPROVED)
    assert (without.status_code, without.json["code"]) == (428, "version_wanted")
    assert desk.facts("review_decision") == []


def test_a_revision_that_was_not_looked_at_is_not_decided(desk: Desk) -> None:
    desk.submitted()
    desk.submitted(revision=2)
    assert desk.decide(desk.college(), "college", revision=1, match="*").json["code"] == "revision_passed"


def test_two_reviewers_at_once_decide_once(desk: Desk) -> None:
    desk.submitted()
    doors = [desk.college() for _ in range(4)]
    match = {"If-Match": doors[0].get(f"{CASES}/a1").headers["ETag"]}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda door: door.post(f"{CASES}/a1/decisions", json=APPROVED, headers=match), doors))
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412]
    desk.home.settle()
    assert len(desk.told.every(ClaimDecided)) == 1


def test_a_decision_repeated_under_its_key_is_answered_as_the_first_time(desk: Desk) -> None:
    desk.submitted()
    by = desk.college()
    headers = {"If-Match": by.get(f"{CASES}/a1").headers["ETag"], "Idempotency-Key": "k1"}
    first, again = [by.post(f"{CASES}/a1/decisions", json=APPROVED, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json, first.headers["ETag"]) == (again.json, again.headers["ETag"])
    assert len(desk.facts("review_decision")) == 1


def test_the_tag_of_a_decision_opens_the_next_one(desk: Desk) -> None:
    desk.submitted()
    answer = desk.decide(desk.college(), "college")
    assert desk.decide(desk.authority(), "authority", match=answer.headers["ETag"]).status_code == 201


# -- when ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "code"), [
    (REVIEW - SECOND, "review_not_open"), (REVIEW_CLOSED, "review_closed"), (CONFIRMATION_CLOSED, "review_closed"),
])
def test_cases_are_decided_in_the_window_of_the_review(bare: Home, season: Season, at: datetime, code: str) -> None:
    desk = Desk(bare, season)
    bare.publish(season)
    desk.go_to(at)
    desk.submitted()
    desk.confirmed()
    answer = desk.decide(desk.college(), "college")
    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_the_last_second_counts(desk: Desk) -> None:
    desk.submitted()
    desk.go_to(REVIEW_CLOSED - SECOND)
    assert desk.decide(desk.college(), "college").status_code == 201


def test_an_extension_for_one_college_is_not_one_for_another(desk: Desk) -> None:
    desk.submitted("own")
    desk.submitted("other", college=OTHER_COLLEGE)
    desk.ordered("review", REVIEW_CLOSED + timedelta(days=1), college=OTHER_COLLEGE)
    desk.go_to(REVIEW_CLOSED)
    assert desk.decide(desk.college(), "college", account="own").json["code"] == "review_closed"
    assert desk.decide(desk.college(OTHER_COLLEGE), "college", account="other").status_code == 201


# -- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "code"), [
    ({"decision": "rejected"}, "reason_wanted"),
    ({"decision": "correction", "reason": "  "}, "reason_wanted"),
    ({"decision": "approved"}, "honours_undecided"),
    ({"decision": "approved", "honours": [{"code": "SIYOU", "confirmed": True}] * 2}, "honours_undecided"),
    ({"decision": "approved", "honours": [{"code": "MERIT3", "confirmed": True}]}, "honours_undecided"),
    ({"decision": "approved", "honours": [{"code": "SIYOU", "confirmed": False}]}, "honour_reason_wanted"),
    ({"decision": "perhaps"}, "invalid_input"),
    ({"decision": "rejected", "reason": "长" * 501}, "invalid_input"),
    ({"decision": "rejected", "reason": "无", "revision": "1"}, "invalid_input"),
    ({"decision": "rejected", "reason": "无", "other": 1}, "invalid_input"),
])
def test_a_decision_that_lacks_something_is_refused(desk: Desk, body: dict[str, Any], code: str) -> None:
    desk.submitted(honours=["SIYOU"])
    by = desk.college()
    answer = by.post(f"{CASES}/a1/decisions", json={**APPROVED, **body}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert desk.facts("review_decision") == []


@pytest.mark.parametrize("body", [{"order": " ", "reason": "x"}, {"order": "x"}, {"order": "x", "reason": ""}])
def test_a_revocation_needs_a_number_and_a_reason(desk: Desk, body: dict[str, str]) -> None:
    desk.submitted()
    answer = desk.officer().post(f"{CASES}/a1/revocation", json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")


def test_what_is_not_in_force_is_not_revoked(desk: Desk) -> None:
    desk.submitted()
    assert desk.revoke().json["code"] == "nothing_to_revoke"
    assert desk.revoke("nobody").status_code == 404


def test_who_revokes_finds_the_case_and_sees_no_name(both: Desk) -> None:
    both.submitted("x3", candidate_number="30500000000003", name="欧阳修")
    both.decide(both.college(), "college", "rejected", account="x3", reason="不符")
    door = "/review/api/v1/standings"
    for role in ("officer", "auditor"):
        by: Any = both.home.as_role(role)
        assert [each["account"] for each in by.get(door).json["items"]] == ["v1", "w2", "x3"]
        [found] = by.get(door, query_string={"candidate_number": "30500000000003"}).json["items"]
        assert (found["account"], found["masked_name"], found["status"]) == ("x3", "欧**", "not_eligible")
        assert [each["account"] for each in by.get(door, query_string={"status": "open"}).json["items"]] == ["v1", "w2"]
    page = both.officer().get(door, query_string={"limit": 2}).json
    rest = both.officer().get(door, query_string={"limit": 2, "cursor": page["next"]}).json
    assert [each["account"] for each in rest["items"]] == ["x3"]


# -- papers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digest", PAPERS)
def test_a_paper_is_read_by_who_may_see_its_case_and_runs_nowhere(desk: Desk, digest: str) -> None:
    media, content, name = PAPERS[digest]
    desk.submitted(papers=[Paper(kind="discharge_certificate", digest=digest, media=media, size=len(content))])
    path = f"{CASES}/a1/evidence/{digest}"
    away = desk.college().get(path)
    assert (away.status_code, away.json["code"]) == (503, "evidence_away")
    held = desk.home.folder / "evidence" / digest[:2] / digest[2:4] / digest
    held.parent.mkdir(parents=True)
    held.write_bytes(content)
    answer = desk.college().get(path)
    assert (answer.status_code, answer.data) == (200, content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.mimetype in {"application/pdf", "application/octet-stream"}
    assert desk.authority().get(path).status_code == 200
    assert desk.college(OTHER_COLLEGE).get(path).status_code == 404
    assert desk.authority(COMMISSION).get(path).status_code == 404


@pytest.mark.parametrize("digest", ["3c" * 32, "..", "x", "%2e%2e%2fseason.key"])
def test_what_the_case_does_not_name_is_not_read(desk: Desk, digest: str) -> None:
    desk.submitted()
    stray = desk.home.folder / "evidence" / "3c" / "3c" / ("3c" * 32)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"somebody else's")
    assert desk.college().get(f"{CASES}/a1/evidence/{digest}").status_code == 404


# -- at rest ---------------------------------------------------------------------------------------------------


def test_nothing_personal_rests_in_clear(desk: Desk) -> None:
    desk.submitted(name="赵钱孙", conduct="操行端正")
    desk.decide(desk.college(), "college", "rejected", reason="退役证与本人不符")
    assert desk.case()["id_number"] == ID_NUMBER
    folder = desk.home.folder
    assert scan([ID_NUMBER], texts={}, folders=[folder]).clean
    held = b"".join(path.read_bytes() for path in folder.glob("review.db*"))
    assert held
    for words in ("赵钱孙", "退役证与本人不符", "操行端正", "2021-09-01"):
        assert words.encode() not in held
    assert ID_NUMBER not in "".join(map(str, desk.home.services["review"].facts("sample-2030-exempt")))
