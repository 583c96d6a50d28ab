"""A college's desk: what it sees, what it may decide, and that two of its people stand by the return."""

from dataclasses import replace

import pytest

from services.admission.store import dossier as dossiers
from services.admission.tests.college import College
from services.admission.tests.play import API, BACK, DOWN, MINUTE, Play
from shared.contracts.parts import Paper
from shared.files import LocalStorage

X, Y = "5001", "5002"
SEATS = {(X, "01"): 1, (X, "02"): 1, (Y, "01"): 2}


@pytest.fixture
def college(play: Play) -> College:
    """Round 1 is down: a and b at X, c at Y."""
    play.plan(SEATS)
    play.filed({"a": {"A": (X, ["01", "02"]), "B": (Y, ["01"])}, "b": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])}})
    play.send("1")
    return College(play, X)


def decided(college: College) -> None:
    assert college.decide("a", admit="01").status_code == 200
    assert college.decide("b", reason="综合考查未达到要求").status_code == 200


def test_a_college_sees_the_files_that_went_down_to_it_and_no_others(college: College) -> None:
    found = college.files()
    assert [(each["file"]["account"], each["name"], each["file"]["status"]) for each in found] == [
        ("a", "考生a", "DISPATCHED"), ("b", "考生b", "DISPATCHED")]
    assert college.files("2") == []
    assert [each["file"]["account"] for each in College(college.play, Y).files()] == ["c"]


def test_pages_of_files_follow_each_other(college: College) -> None:
    first = college.get("/rounds/1/files", limit=1).json
    second = college.get("/rounds/1/files", limit=1, cursor=first["next"]).json
    assert [page["items"][0]["file"]["account"] for page in (first, second)] == ["a", "b"]
    assert second["next"] is None


def test_opened_for_the_first_time_a_file_is_being_read(college: College) -> None:
    opened = college.open("a")
    assert opened.status_code == 200
    assert (opened.json["file"]["status"], opened.json["dossier"]["name"]) == ("READING", "考生a")
    college.open("a", by=college.second)
    assert [row["actor_scope"] for row in college.play.facts("desk_action", account="a", action="opened")] == [X]


def test_anothers_files_are_not_there(college: College) -> None:
    others = college.person("li", scope=Y)
    for path in ("files", "files/a", "files/a/evidence/" + "0" * 64, "returns"):
        assert others.get(f"{college.base}/rounds/1/{path}").status_code == 404
    assert college.open("c").status_code == 404
    assert college.decide("c", admit="01").status_code == 404
    assert college.open("a", no="9").status_code == 404
    assert college.play.status("a", "1") == "DISPATCHED"


@pytest.mark.parametrize(("decision", "code"), [
    ({"admit": "03"}, "major_not_filed"), ({}, "decision_unclear"),
    ({"admit": "01", "reason": "满"}, "decision_unclear"),
    ({"reason": " "}, "decision_unclear"), ({"reason": "a\x07b"}, "decision_unclear"),
    ({"reason": "长" * 501}, "invalid_input"),
])
def test_a_decision_is_a_filed_major_or_a_reason(college: College, decision: dict[str, str], code: str) -> None:
    answer = college.decide("a", **decision)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert college.play.status("a", "1") == "DISPATCHED"


def test_a_decision_is_made_on_what_was_seen(college: College) -> None:
    seen = college.open("a").headers["ETag"]
    assert college.decide("a", match=seen, admit="01").status_code == 200
    assert college.decide("a", match=seen, admit="02").status_code == 412
    path = f"{college.base}/rounds/1/files/a/decision"
    assert college.first.put(path, json={"admit": "02"}).status_code == 428


def test_a_decision_may_be_changed_until_it_is_signed(college: College) -> None:
    for decision in ({"admit": "01"}, {"admit": "02"}, {"reason": "体检不合格"}, {"admit": "02"}):
        assert college.decide("a", **decision).status_code == 200
    (file,) = [each["file"] for each in college.files() if each["file"]["account"] == "a"]
    assert (file["status"], file["admitted_major"], file["reason"]) == ("PRE_ADMIT", "02", None)


def test_a_return_counts_when_two_people_have_signed_it(college: College) -> None:
    decided(college)
    made = college.hand_in()
    assert (made.status_code, made.json["standing"], made.json["admitted"], made.json["returned"]) == (
        201, "submitted", 1, 1)
    first = college.sign(made.json)
    assert (first.json["standing"], first.json["signatures"]) == ("submitted", 1)
    again = college.sign(made.json)
    assert (again.status_code, again.json["code"]) == (409, "signed_twice")
    second = college.sign(made.json, by=college.second)
    assert (second.json["standing"], second.json["signatures"]) == ("signed", 2)
    rows = college.play.facts("file", round="1", college=X)
    assert sorted((row["status"], row["returned"], row["held"]) for row in rows) == [
        ("PRE_ADMIT", 1, None), ("PRE_REJECT", 1, None)]


def test_a_signed_return_stands(college: College) -> None:
    decided(college)
    made = college.hand_in().json
    college.both(made)
    for answer in (college.decide("a", admit="02"), college.hand_in(), college.sign(made, by=college.person("third"))):
        assert (answer.status_code, answer.json["code"]) == (409, "return_settled")


def test_another_digest_is_not_signed(college: College) -> None:
    decided(college)
    made = college.hand_in().json
    answer = college.sign(made, digest="0" * 64)
    assert (answer.status_code, answer.json["code"]) == (409, "return_differs")
    assert college.sign({**made, "revision": 7}).json["code"] == "return_unknown"


def test_a_later_revision_takes_the_place_of_one_that_was_not_signed(college: College) -> None:
    decided(college)
    one = college.hand_in().json
    assert college.sign(one).status_code == 201
    college.decide("a", admit="02")
    two = college.hand_in().json
    assert two["revision"] == 2
    answer = college.sign(one, by=college.second)
    assert (answer.status_code, answer.json["code"]) == (409, "return_passed")
    assert college.both(two).json["standing"] == "signed"
    shown = college.get("/rounds/1/returns").json["items"]
    assert [each["standing"] for each in shown] == ["superseded", "signed"]


def test_who_has_no_decision_is_named(college: College) -> None:
    college.decide("a", admit="01")
    answer = college.hand_in()
    assert (answer.status_code, answer.json["code"]) == (422, "return_faulty")
    assert [(fault["code"], fault["candidate_number"]) for fault in answer.json["faults"]] == [
        ("candidate_missing", college.number("b"))]


def test_more_than_the_seats_is_signed_and_then_held(college: College) -> None:
    college.decide("a", admit="01")
    college.decide("b", admit="01")
    made = college.hand_in()
    assert [each["code"] for each in made.json["remarks"]] == ["over_seats"]
    signed = college.both(made.json)
    assert (signed.json["standing"], signed.json["held_for"]) == ("held", ["over_seats"])
    held = college.play.board("1")["held"]
    assert sorted((each["account"], each["why"]) for each in held) == [("a", "over_full"), ("b", "over_full")]
    assert college.play.rule("1", X, ruling="accept").status_code == 201
    assert college.play.board("1")["held"] == []


def test_a_return_signed_after_the_deadline_is_held_though_it_was_handed_in_before(college: College) -> None:
    decided(college)
    made = college.hand_in().json
    college.play.at(BACK["1"] - MINUTE)
    college.sign(made)
    college.play.at(BACK["1"])
    signed = college.sign(made, by=college.second)
    assert (signed.json["standing"], signed.json["held_for"]) == ("held", ["late"])
    assert {row["held"] for row in college.play.facts("file", round="1", college=X)} == {"late"}
    assert [row["late"] for row in college.play.facts("return", college=X)] == [1]


def test_an_extension_takes_the_return_in_time(college: College) -> None:
    decided(college)
    college.play.at(BACK["1"] + MINUTE)
    given = college.play.order(
        kind="extension", target="round.1", college=X, closes_at=(DOWN["2"] - MINUTE).isoformat())
    assert given.status_code == 201, given.json
    college.play.home.settle()
    made = college.hand_in()
    assert made.json["remarks"] == []
    assert college.both(made.json).json["standing"] == "signed"


def test_what_officers_send_back_is_returned_again(college: College) -> None:
    decided(college)
    college.both(college.hand_in().json)
    other = College(college.play, Y)
    other.decide("c", admit="01")
    other.both(other.hand_in().json)
    college.play.check("1", send_back=["b"])
    assert college.play.status("b", "1") == "READING"
    assert college.decide("b", admit="01").status_code == 200
    made = college.hand_in()
    assert (made.json["revision"], made.json["admitted"] + made.json["returned"]) == (2, 1)
    assert [each["code"] for each in made.json["remarks"]] == ["over_seats"], "the seat is taken"


def test_evidence_that_is_not_the_candidates_is_not_there(college: College) -> None:
    path = f"{college.base}/rounds/1/files/a/evidence/{'0' * 64}"
    assert college.first.get(path).status_code == 404


def test_evidence_is_read_by_the_college_that_has_the_file(college: College) -> None:
    home = college.play.home
    stored = LocalStorage(home.folder / "evidence", key=b"k" * 32).put("a", b"%PDF-1.7 ...", limit=1000)
    paper = Paper(kind="discharge_certificate", digest=stored.digest, media="application/pdf", size=stored.size)
    away = Paper(kind="honour_certificate", digest="0" * 64, media="image/png", size=1)
    with home.services["admission"].db.begin() as tx:
        (told,) = dossiers.of_accounts(tx.conn, tx.box, ["a"]).values()
        dossiers.put(tx, [replace(told, papers=[paper, away])])
    first, second = college.open("a").json["evidence"]
    answer = college.first.get(first["href"])
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"%PDF-1.7 ...", "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert college.first.get(second["href"]).status_code == 503
    assert college.person("li", scope=Y).get(first["href"]).status_code == 404
    assert college.get(f"/rounds/1/files/b/evidence/{stored.digest}").status_code == 404, "another candidate's"


def test_a_file_that_was_taken_back_is_not_opened_any_more(college: College) -> None:
    """Its candidate is none of the college's now: the list says so, and nothing of the person is read."""
    assert college.open("a").status_code == 200
    college.play.stands("a", "revoked")
    assert [each["file"]["status"] for each in college.files()] == ["FREE", "DISPATCHED"]
    for answer in (college.open("a"), college.get(f"/rounds/1/files/a/evidence/{'0' * 64}"),
                   college.decide("a", admit="01")):
        assert (answer.status_code, answer.json["code"]) == (409, "file_taken_back")


def test_a_season_that_is_not_there_is_not_found(college: College) -> None:
    answer = college.first.get(f"{API}/colleges/{X}/rounds/1/files", query_string={"season": "none"})
    assert answer.status_code == 404
