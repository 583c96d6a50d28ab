"""A draft is whole or refused; two different officers sign what it says, and nothing else."""

import pytest

from services.admission.tests.desk import API, NO_OFFICERS, Desk, changed
from shared.contracts.admission import SeasonPublished
from shared.testing.seasons import CODE, INTAKE, sample, sample_text


def test_a_file_becomes_a_draft(desk: Desk) -> None:
    made = desk.hand_in()
    assert made.status_code == 201
    assert (made.json["season"], made.json["intake"], made.json["version"]) == (CODE, INTAKE, 1)
    assert (made.json["rehearsal"], made.json["status"]) == (True, "open")
    assert made.json["document"] == sample().document()
    assert desk.first.get(made.headers["Location"]).json == made.json


def test_every_fault_is_named_with_path_and_line(desk: Desk) -> None:
    text = changed("opens_at: 2030-04-10T10:00", "opens_at: 2030-04-31T10:00").replace("year: 2030", "year: soon")
    answer = desk.hand_in(text)
    lines = text.splitlines()
    assert (answer.status_code, answer.json["code"]) == (422, "season_faults")
    faults = {each["path"]: each["line"] for each in answer.json["faults"]}
    assert set(faults) == {"year", "windows[1].opens_at"}
    assert lines[faults["year"] - 1] == "year: soon"
    assert "2030-04-31T10:00" in lines[faults["windows[1].opens_at"] - 1]
    assert len(answer.json["errors"]) == len(faults)


@pytest.mark.parametrize("text", ["[]", "a: [", "{}", "\t", "format: 1\nformat: 1"])
def test_what_is_no_season_leaves_nothing_behind(desk: Desk, text: str) -> None:
    answer = desk.hand_in(text)
    assert (answer.status_code, answer.json["code"]) == (422, "season_faults")
    assert desk.get("/seasons/drafts").json["items"] == []


def test_a_file_that_is_no_text_is_refused(desk: Desk) -> None:
    assert desk.hand_in(b"\xff\xfe\x00").json["code"] == "season_faults"


def test_a_file_too_large_is_refused_before_it_is_read(desk: Desk) -> None:
    assert desk.hand_in(sample_text() + "#" * 256 * 1024).status_code == 413


def test_another_kind_of_body_is_refused(desk: Desk) -> None:
    answer = desk.first.post(f"{API}/seasons/drafts?intake={INTAKE}", json={"format": 1})
    assert answer.status_code == 415


def test_a_season_belongs_to_the_intake_that_its_file_names(desk: Desk) -> None:
    desk.open_intake("another-2030")
    answer = desk.hand_in(intake="another-2030")
    assert (answer.status_code, answer.json["code"]) == (422, "season_of_another_intake")


def test_an_unknown_intake_is_refused(desk: Desk) -> None:
    assert desk.hand_in(intake="unknown").status_code == 404


def test_one_signature_publishes_nothing(desk: Desk) -> None:
    draft = desk.hand_in().json
    signed = desk.sign(draft)
    assert (signed.status_code, signed.json["status"]) == (201, "open")
    assert desk.anybody(f"/seasons/{CODE}").status_code == 404
    assert desk.told(SeasonPublished) == 0


def test_the_second_officer_publishes(desk: Desk) -> None:
    draft = desk.hand_in().json
    desk.sign(draft)
    signed = desk.sign(draft, by=desk.second)
    assert (signed.status_code, signed.json["status"]) == (201, "published")
    assert [each["officer"] for each in signed.json["signatures"]] == ["officer-1", "officer-2"]
    assert desk.told(SeasonPublished) == 1


def test_the_same_officer_does_not_sign_twice(desk: Desk) -> None:
    draft = desk.hand_in().json
    desk.sign(draft)
    again = desk.sign(draft, by=desk.officer("officer-1"))
    assert (again.status_code, again.json["code"]) == (409, "officer_signed_already")
    assert desk.told(SeasonPublished) == 0


def test_a_signature_sent_twice_with_one_key_counts_once(desk: Desk) -> None:
    draft = desk.hand_in().json
    headers = {"Idempotency-Key": "sign-1"}
    assert [desk.sign(draft, headers=headers).status_code for _ in range(2)] == [201, 201]
    assert len(desk.get(f"/seasons/drafts/{draft['id']}").json["signatures"]) == 1


def test_an_officer_signs_the_digest_of_what_was_read(desk: Desk) -> None:
    draft = desk.hand_in().json
    answer = desk.sign(draft, digest="0" * 64)
    assert (answer.status_code, answer.json["code"]) == (409, "digest_differs")


def test_the_digest_is_of_the_content_and_not_of_its_spelling(desk: Desk) -> None:
    one, same = desk.hand_in().json, desk.hand_in("# 另一份抄本\n" + sample_text()).json
    other = desk.hand_in(changed("title: 网上报名", "title: 报名")).json
    assert one["digest"] == same["digest"] != other["digest"]


def test_the_digest_is_of_the_intake_s_mark_too(desk: Desk) -> None:
    twin = changed(f"intake: {INTAKE}", "intake: twin-2030")
    desk.open_intake("twin-2030")
    assert desk.hand_in().json["digest"] != desk.hand_in(twin, intake="twin-2030").json["digest"]


def test_another_text_takes_the_signatures_away(desk: Desk) -> None:
    draft = desk.hand_in().json
    tag = desk.sign(draft).headers["ETag"]
    put = desk.replace_text(draft, changed("title: 网上报名", "title: 报名"), headers={"If-Match": tag})
    assert (put.status_code, put.json["signatures"]) == (200, [])
    assert put.json["digest"] != draft["digest"]
    assert desk.sign(draft, by=desk.second).json["code"] == "digest_differs"


def test_a_change_wants_the_version_that_was_seen(desk: Desk) -> None:
    made = desk.hand_in()
    desk.sign(made.json)
    assert desk.replace_text(made.json, sample_text()).status_code == 428
    late = desk.replace_text(made.json, sample_text(), headers={"If-Match": made.headers["ETag"]})
    assert (late.status_code, late.json["code"]) == (412, "version_passed")


def test_a_draft_seen_already_is_not_sent_again(desk: Desk) -> None:
    made = desk.hand_in()
    headers = {"If-None-Match": made.headers["ETag"]}
    assert desk.first.get(made.headers["Location"], headers=headers).status_code == 304
    desk.sign(made.json)
    assert desk.first.get(made.headers["Location"], headers=headers).status_code == 200


def test_a_draft_withdrawn_is_not_signed(desk: Desk) -> None:
    made = desk.hand_in()
    gone = desk.first.delete(made.headers["Location"], headers={"If-Match": made.headers["ETag"]})
    assert gone.status_code == 204
    assert desk.sign(made.json).json["code"] == "draft_closed"


def test_a_published_draft_is_not_changed(desk: Desk) -> None:
    draft = desk.publish().json
    put = desk.replace_text(draft, sample_text(), headers={"If-Match": "*"})
    assert (put.status_code, put.json["code"]) == (409, "draft_closed")
    assert desk.sign(draft, by=desk.officer("officer-3")).json["code"] == "draft_closed"


@pytest.mark.parametrize("role", NO_OFFICERS)
def test_only_officers_draft_and_sign(desk: Desk, role: str) -> None:
    draft = desk.hand_in().json
    other = desk.home.as_role(role, service="admission", subject="officer-2")
    assert desk.sign(draft, by=other).status_code == 403
    answer = other.post(f"{API}/seasons/drafts?intake={INTAKE}", data=sample_text(), content_type="text/yaml")
    assert answer.status_code == 403


def test_an_auditor_reads_drafts(desk: Desk) -> None:
    draft = desk.hand_in().json
    auditor = desk.home.as_role("auditor", service="admission", subject="auditor-1")
    assert desk.get(f"/seasons/drafts/{draft['id']}", by=auditor).status_code == 200
    [listed] = desk.get(f"/seasons/drafts?intake={INTAKE}", by=auditor).json["items"]
    assert (listed["id"], listed["digest"]) == (draft["id"], draft["digest"])


def test_drafts_are_listed_page_by_page_from_the_newest(desk: Desk) -> None:
    made = [desk.hand_in().json["id"] for _ in range(3)]
    first = desk.get(f"/seasons/drafts?intake={INTAKE}&limit=2").json
    second = desk.get(f"/seasons/drafts?intake={INTAKE}&limit=2&cursor={first['next']}").json
    assert [each["id"] for each in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None
    assert desk.get("/seasons/drafts?intake=other").json["items"] == []


def test_a_draft_that_does_not_exist_is_not_found(desk: Desk) -> None:
    assert desk.get("/seasons/drafts/0192-none").status_code == 404
