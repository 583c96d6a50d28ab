"""Letters of a college's program over HTTPS: each takes effect once, and is answered with all that is wrong."""

import json

import pytest

from services.admission.tests.college import College, digest
from services.admission.tests.play import BACK, DOWN, MINUTE, Play

X, Y = "5001", "5002"


@pytest.fixture
def college(play: Play) -> College:
    """Round 1 is down: a and b at X, c at Y."""
    play.plan({(X, "01"): 1, (X, "02"): 1, (Y, "01"): 2})
    play.filed({"a": {"A": (X, ["01", "02"]), "B": (Y, ["01"])}, "b": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])}})
    play.send("1")
    return College(play, X)


def codes(receipt: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["code"] for each in receipt["errors"]]


def statuses(college: College) -> list[tuple[str, str, int]]:
    rows = college.play.facts("file", round="1", college=X)
    return sorted((row["account"], row["status"], row["returned"]) for row in rows)


UNTOUCHED = [("a", "DISPATCHED", 0), ("b", "DISPATCHED", 0)]


def test_a_return_by_letters_counts_when_two_have_signed(college: College) -> None:
    rows = college.rows({"a": "02", "b": None})
    receipt = college.submit(rows)
    assert (receipt["accepted"], receipt["standing"], receipt["errors"]) == (True, "submitted", [])
    assert receipt["return_digest"] == digest(
        {"college": X, "season": college.play.season.code, "round": "1", "revision": 1, "rows": rows})
    assert statuses(college) == UNTOUCHED
    assert college.sign_off(receipt)["standing"] == "submitted"
    assert codes(college.sign_off(receipt)) == ["signed_twice"]
    assert college.sign_off(receipt, by=college.second)["standing"] == "signed"
    assert statuses(college) == [("a", "PRE_ADMIT", 1), ("b", "PRE_REJECT", 1)]
    assert college.play.facts("file", account="a", round="1")[0]["major"] == "02"
    acts = college.play.facts("desk_action", college=X)
    assert [row["action"] for row in acts] == ["submitted", "signed", "signed"]


def test_two_names_written_by_one_person_are_one_signature_over_https(college: College) -> None:
    receipt = college.submit(college.rows({"a": "01", "b": None}))
    content = {"revision": 1, "return_digest": receipt["return_digest"], "signed_by": ["周敏", "吴凯"]}
    assert college.post(college.letter("return_signed_off.v1", content))["standing"] == "submitted"


def test_a_letter_again_is_answered_alike_and_changes_nothing(college: College) -> None:
    letter = college.letter("return_submitted.v1", {"revision": 1, "rows": college.rows({"a": "01", "b": None})})
    before = college.post(letter)
    count = len(college.mailbox()["items"])
    assert college.post(letter) == before
    assert len(college.mailbox()["items"]) == count


def test_a_used_id_with_another_letter_is_refused_and_the_first_stands(college: College) -> None:
    rows = college.rows({"a": "01", "b": None})
    first = college.letter("return_submitted.v1", {"revision": 1, "rows": rows}, message_id="m1")
    other = college.letter("return_submitted.v1", {"revision": 2, "rows": rows}, message_id="m1")
    assert college.post(first)["accepted"]
    assert codes(college.post(other)) == ["message_id_reused"]
    assert college.post(first)["accepted"]
    assert [row["revision"] for row in college.play.facts("return", college=X)] == [1]


def test_the_same_id_of_two_colleges_is_two_letters(college: College) -> None:
    other = College(college.play, Y)
    assert college.post(college.letter("resend_requested.v1", {}, message_id="m1"))["accepted"]
    assert other.post(other.letter("resend_requested.v1", {}, message_id="m1"))["accepted"]


WRONG_ROWS = [
    ({"a": "03", "b": None}, ["major_not_filed"]),
    ({"a": "01", "c": "01"}, ["not_dispatched_here", "candidate_missing"]),
    ({"a": "01"}, ["candidate_missing"]),
    ({}, ["candidate_missing", "candidate_missing"]),
]


@pytest.mark.parametrize(("decided", "wrong"), WRONG_ROWS)
def test_wrong_rows_are_all_said_and_nothing_is_taken(
    college: College, decided: dict[str, str | None], wrong: list[str]
) -> None:
    receipt = college.submit(college.rows(decided))
    assert (receipt["accepted"], codes(receipt)) == (False, wrong)
    assert college.play.facts("return", college=X) == []
    assert statuses(college) == UNTOUCHED


def test_the_row_that_is_wrong_is_named(college: College) -> None:
    rows = [*college.rows({"a": "01", "b": "03"}), {"candidate_number": college.number("a")}]
    found = [(each["code"], each["row"]) for each in college.submit(rows)["errors"]]
    assert found == [("candidate_twice", 1), ("major_not_filed", 2), ("candidate_twice", 3), ("reason_wanted", 3)]


def test_over_the_seats_is_said_at_once_and_held_when_signed(college: College) -> None:
    receipt = college.submit(college.rows({"a": "01", "b": "01"}))
    assert (receipt["accepted"], codes(receipt)) == (True, ["over_seats"])
    college.sign_off(receipt)
    signed = college.sign_off(receipt, by=college.second)
    assert (signed["standing"], signed["held_for"]) == ("held", ["over_seats"])


def test_after_the_deadline_it_is_held(college: College) -> None:
    college.play.at(BACK["1"])
    receipt = college.submit(college.rows({"a": "01", "b": None}))
    assert (receipt["accepted"], codes(receipt)) == (True, ["return_late"])
    college.sign_off(receipt)
    signed = college.sign_off(receipt, by=college.second)
    assert (signed["standing"], signed["held_for"], signed["held_by_us"]) == ("held", ["late"], False)
    held = college.play.board("1")["held"]
    assert [(each["account"], each["why"]) for each in held if each["college"] == X] == [("a", "late"), ("b", "late")]


def test_before_returns_are_taken_it_is_refused(college: College) -> None:
    play = college.play
    for each, decided in ((college, {"a": None, "b": None}), (College(play, Y), {"c": None})):
        receipt = each.submit(each.rows(decided))
        each.sign_off(receipt)
        each.sign_off(receipt, by=each.second)
    letter = college.letter("return_submitted.v1", {"revision": 1, "rows": []}, "S1")
    assert codes(college.post(letter)) == ["returns_not_open"]
    assert codes(college.post(college.letter("return_submitted.v1", {"revision": 1, "rows": []}, "2"))) == [
        "returns_not_open"]
    play.at(DOWN["2"])
    assert codes(college.post(college.letter("return_submitted.v1", {"revision": 1, "rows": []}, "2"))) == [
        "nothing_to_return"]


def test_a_sign_off_that_comes_first_waits_for_its_return(college: College) -> None:
    rows = college.rows({"a": "01", "b": None})
    named = digest({"college": X, "season": college.play.season.code, "round": "1", "revision": 3, "rows": rows})
    early = {"revision": 3, "return_digest": named}
    assert college.sign_off(early)["standing"] == "awaited"
    assert college.sign_off(early, by=college.second)["standing"] == "awaited"
    assert college.submit(rows, revision=3)["standing"] == "signed"
    assert statuses(college) == [("a", "PRE_ADMIT", 1), ("b", "PRE_REJECT", 1)]


def test_a_sign_off_of_other_rows_does_not_count_for_these(college: College) -> None:
    other = {"revision": 1, "return_digest": "0" * 64}
    college.sign_off(other)
    college.sign_off(other, by=college.second)
    receipt = college.submit(college.rows({"a": "01", "b": None}))
    assert (receipt["standing"], receipt["signatures"]) == ("submitted", 0)
    assert codes(college.sign_off(other)) == ["return_differs"]


def test_revisions_rise_and_are_not_used_again(college: College) -> None:
    one, two = college.rows({"a": "01", "b": None}), college.rows({"a": "02", "b": None})
    assert college.submit(one, revision=2)["accepted"]
    assert college.submit(one, revision=2)["accepted"], "the same again"
    assert codes(college.submit(two, revision=2)) == ["return_reused"]
    assert codes(college.submit(two, revision=1)) == ["return_passed"]
    assert college.submit(two, revision=3)["standing"] == "submitted"
    assert [row["standing"] for row in college.play.facts("return", college=X)] == ["superseded", "submitted"]


def test_a_file_that_was_taken_back_is_left_out(college: College) -> None:
    receipt = college.submit(college.rows({"a": "01", "b": None}))
    college.play.stands("b", "revoked")
    college.sign_off(receipt)
    assert college.sign_off(receipt, by=college.second)["standing"] == "signed", "signed as it was, b is not touched"
    assert statuses(college) == [("a", "PRE_ADMIT", 1), ("b", "FREE", 0)]


def test_a_row_for_a_file_that_was_taken_back_is_an_error(college: College) -> None:
    college.play.stands("b", "revoked")
    assert codes(college.submit(college.rows({"a": "01", "b": None}))) == ["file_taken_back"]
    assert college.submit(college.rows({"a": "01"}))["accepted"]


UNREADABLE = {
    "no JSON": b"{", "no object": b"[]", "no text": b"\xff", "no id": b"{}",
    "an id with a blank": b'{"message_id":"a b"}',
    "nested without end": b"[" * 100_000, "a lone surrogate": b'{"message_id":"m1","type":"\\ud800"}',
    "a number without end": b'{"message_id":"m1","n":' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_letter_is_answered_with_the_reason(college: College, what: str) -> None:
    assert codes(college.post(UNREADABLE[what])) == ["letter_unreadable"]


@pytest.mark.parametrize(("changed", "code"), [
    ({"digest": "0" * 64}, "letter_digest_differs"), ({"college": Y}, "letter_unreadable"),
    ({"season": "none"}, "round_unknown"), ({"round": "9"}, "round_unknown"), ({"type": "return_lost.v1"},
     "letter_unreadable"), ({"type": "round_closed.v1"}, "letter_unreadable"), ({"content": {}}, "letter_unreadable"),
    ({"content": {"revision": "1", "rows": []}}, "letter_unreadable"), ({"season": "a\0"}, "letter_unreadable"),
    ({"content": {"revision": 0, "rows": []}}, "letter_unreadable"), ({"sent_at": "gestern"}, "letter_unreadable"),
    ({"sent_at": "2030-04-12T14:00:00"}, "letter_unreadable"),
    ({"sent_at": "0001-01-01T00:00:00+08:00"}, "letter_unreadable"),
    ({"content": {"revision": 10**30, "rows": []}}, "letter_unreadable"),
    ({"content": {"revision": 1, "rows": [{"candidate_number": "a\0"}]}}, "not_dispatched_here"),
    ({"round": "1" * 11}, "letter_unreadable"), ({"season": "s" * 61}, "letter_unreadable"),
    ({"type": "return_signed_off.v1", "content": {"revision": 1, "return_digest": "0" * 63 + "\0"}},
     "letter_unreadable"),
])
def test_a_letter_that_is_not_as_agreed_is_refused(college: College, changed: dict[str, object], code: str) -> None:
    given = {"content": {"revision": 1, "rows": []}, **changed}
    letter = college.letter(str(given.pop("type", "return_submitted.v1")), given.pop("content"), **given)  # type: ignore[arg-type]
    receipt = college.post(letter)
    assert not receipt["accepted"]
    assert code in codes(receipt)


def test_another_college_does_not_write_here(college: College) -> None:
    letter = college.letter("resend_requested.v1", {})
    answer = college.person("li", scope=Y).post(f"{college.base}/messages", json=letter)
    assert answer.status_code == 404
    assert college.person("li", scope=Y).get(f"{college.base}/mailbox").status_code == 404


def test_a_receipt_lies_in_the_mailbox_too(college: College) -> None:
    receipt = college.submit(college.rows({"a": "01"}))
    assert college.letters("return_receipt")[-1] == receipt
    answered = college.post(b"{")
    assert json.dumps(answered) in json.dumps(college.mailbox()["items"])


def test_the_desk_and_letters_make_one_return(college: College) -> None:
    receipt = college.submit(college.rows({"a": "01", "b": None}))
    seen = college.get("/rounds/1/returns").json["items"]
    assert seen[0]["digest"] == receipt["return_digest"]
    assert college.sign(seen[0]).status_code == 201
    assert college.sign_off(receipt, by=college.second)["standing"] == "signed"


def test_the_clock_of_the_season_decides_and_not_what_the_letter_says(college: College) -> None:
    college.play.at(BACK["1"] + MINUTE)
    letter = college.letter("return_submitted.v1", {"revision": 1, "rows": college.rows({"a": "01", "b": None})},
                            sent_at=(BACK["1"] - MINUTE).isoformat())
    assert codes(college.post(letter)) == ["return_late"]
