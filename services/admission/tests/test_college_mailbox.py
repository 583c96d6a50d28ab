"""What lies in a college's mailbox: a round's files in parts, whole and digested, and each thing said once."""

from pathlib import Path

import pytest

from services.admission.tests.college import College, digest
from services.admission.tests.play import BACK, DOWN, MINUTE, Play
from services.admission.usecases import briefing
from shared.kernel import in_beijing

X, Y = "5001", "5002"
MANY = briefing.PART * 2 + 3


@pytest.fixture
def college(play: Play) -> College:
    """Round 1 is down: more than two parts at X, one at Y."""
    play.plan({(X, "01"): MANY, (Y, "01"): 2})
    every = {f"c{n:03}": {"A": (X, ["01"])} for n in range(MANY)}
    play.filed({**every, "y": {"A": (Y, ["01"])}})
    play.send("1")
    return College(play, X)


def kinds(college: College) -> list[str]:
    return [item["letter"]["type"] for item in college.mailbox()["items"]]


def test_the_files_come_in_parts_with_a_manifest_over_all(college: College) -> None:
    parts = college.letters("round_dispatch")
    (manifest,) = college.letters("round_manifest")
    every = [file for part in parts for file in part["files"]]
    assert [(part["n"], part["of"], len(part["files"])) for part in parts] == [
        (1, 3, briefing.PART), (2, 3, briefing.PART), (3, 3, 3)]
    assert all(part["files_digest"] == digest(part["files"]) for part in parts)
    assert (manifest["revision"], manifest["parts"], manifest["count"]) == (1, 3, MANY)
    assert manifest["files_digest"] == digest(every)
    assert [file["candidate_number"] for file in every] == sorted(college.number(f"c{n:03}") for n in range(MANY))
    assert {file["name"] for file in every} == {f"考生c{n:03}" for n in range(MANY)}


def test_every_letter_is_what_its_digest_says_and_is_numbered(college: College) -> None:
    items = college.mailbox()["items"]
    assert [item["n"] for item in items] == list(range(1, len(items) + 1))
    for item in items:
        letter = item["letter"]
        assert letter["digest"] == digest({name: value for name, value in letter.items() if name != "digest"})
        assert (letter["college"], letter["season"]) == (X, college.play.season.code)


def test_a_college_without_an_applicant_is_told_that_nobody_came(play: Play) -> None:
    play.plan({(X, "01"): 1, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"])}})
    play.send("1")
    empty = College(play, Y)
    (manifest,) = empty.letters("round_manifest")
    assert (manifest["count"], manifest["parts"], manifest["files_digest"]) == (0, 0, digest([]))
    assert empty.letters("round_dispatch") == []


def test_each_thing_is_said_once(college: College) -> None:
    before = kinds(college)
    assert before == ["round_announced.v1", *["round_dispatch.v1"] * 3, "round_manifest.v1"]
    college.play.home.stop("admission")
    college.play.home.start("admission")
    college.play.home.settle()
    assert kinds(College(college.play, X)) == before


def test_what_is_announced_are_the_deadlines_and_the_seats(college: College) -> None:
    (announced,) = college.letters("round_announced")
    assert announced["return_by"] == in_beijing(BACK["1"]).isoformat()
    assert announced["majors"] == [{"code": "01", "name": "专业01", "seats": {"VETERAN": MANY}}]


def test_an_extension_is_announced_to_its_college_alone(college: College) -> None:
    later = DOWN["2"] - MINUTE
    college.play.order(kind="extension", target="round.1", college=X, closes_at=later.isoformat())
    college.play.home.settle()
    assert len(college.letters("round_announced")) == 2
    assert len(College(college.play, Y).letters("round_announced")) == 1


def test_a_file_that_was_taken_back_makes_another_manifest(college: College) -> None:
    college.play.stands("c000", "revoked")
    first, second = college.letters("round_manifest")
    assert (first["revision"], second["revision"], second["count"]) == (1, 2, MANY - 1)
    numbers = [file["candidate_number"] for part in college.letters("round_dispatch") if part["revision"] == 2
               for file in part["files"]]
    assert college.number("c000") not in numbers


def test_the_end_is_called_near_to_whom_it_concerns(college: College) -> None:
    done = College(college.play, Y)
    done.decide("y", admit="01")
    done.both(done.hand_in().json)
    college.play.at(BACK["1"] - briefing.CLOSING_BEFORE - MINUTE)
    assert college.letters("round_closing") == []
    college.play.at(BACK["1"] - briefing.CLOSING_BEFORE)
    college.play.at(BACK["1"] - MINUTE)
    (closing,) = college.letters("round_closing")
    assert closing["missing"] == MANY
    assert done.letters("round_closing") == []


def test_when_the_round_is_over_everybody_is_told(play: Play) -> None:
    play.plan({(X, "01"): 1, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"])}, "b": {"A": (X, ["01"])}})
    play.send("1")
    college = College(play, X)
    college.decide("a", admit="01")
    college.decide("b", reason="综合考查未达到要求")
    college.both(college.hand_in().json)
    play.check("1")
    play.home.settle()
    (closed,) = college.letters("round_closed")
    assert (closed["admitted"], closed["returned"], closed["held"]) == (1, 1, 0)
    assert len(College(play, Y).letters("round_closed")) == 1


def test_an_admission_that_is_taken_back_after_the_end_is_told_to_its_college(play: Play) -> None:
    """It may be about to send its letter of admission."""
    play.plan({(X, "01"): 1, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"])}, "b": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])}})
    play.send("1")
    play.returns("1", {"a": "01", "b": None, "c": None})
    play.check("1")
    play.home.settle()
    college, other = College(play, X), College(play, Y)
    others = len(other.mailbox()["items"])
    play.stands("a", "revoked")
    play.home.settle()
    assert [(each["revision"], each["count"]) for each in college.letters("round_manifest")] == [(1, 2), (2, 1)]
    assert [each["admitted"] for each in college.letters("round_closed")] == [1, 0]
    again = len(college.mailbox()["items"])
    play.at(play.now + MINUTE)
    assert len(college.mailbox()["items"]) == again, "once"
    assert len(other.mailbox()["items"]) == others, "and nobody else"


def test_a_college_that_is_held_is_told_of_its_extension_and_of_its_own_end(play: Play) -> None:
    """The round is over for everybody else: it is not for a college whose files are held."""
    play.plan({(X, "01"): 1, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"])}, "b": {"A": (Y, ["01"])}})
    play.send("1")
    silent, done = College(play, X), College(play, Y)
    done.decide("b", admit="01")
    done.both(done.hand_in().json)
    play.at(BACK["1"])
    play.check("1")
    assert play.board("1")["closed_at"] is not None
    assert (len(done.letters("round_closed")), silent.letters("round_closed")) == (1, [])
    later = play.now + 60 * MINUTE
    given = play.order(kind="extension", target="round.1", college=X, closes_at=later.isoformat())
    assert given.status_code == 201, given.json
    assert [each["return_by"] for each in silent.letters("round_announced")] == [
        in_beijing(at).isoformat() for at in (BACK["1"], later)]
    silent.decide("a", admit="01")
    silent.both(silent.hand_in().json)
    assert silent.letters("round_closed") == []
    play.check("1")
    (closed,) = silent.letters("round_closed")
    assert (closed["admitted"], closed["held"]) == (1, 0)
    assert len(done.letters("round_closed")) == 1


def test_a_candidate_who_comes_after_the_end_is_sent_to_the_college(play: Play) -> None:
    """Freed by a ruling on the first choice, when the second one's round is over already."""
    play.plan({(X, "01"): 1, (Y, "01"): 2})
    play.filed({"a": {"A": (X, ["01"]), "B": (Y, ["01"])}, "b": {"A": (X, ["01"]), "B": (Y, ["01"])}})
    play.send("1")
    play.returns("1", {"b": None})
    play.at(BACK["1"])
    play.check("1")
    play.send("2")
    second = College(play, Y)
    second.decide("b", "2", admit="01")
    second.both(second.hand_in("2").json, "2")
    play.check("2")
    assert len(second.letters("round_closed", "2")) == 1
    assert play.rule("1", X, ruling="refuse").status_code == 201
    play.send("2")
    manifests = second.letters("round_manifest", "2")
    assert [(each["revision"], each["count"]) for each in manifests] == [(1, 1), (2, 2)]
    second.decide("a", "2", admit="01")
    second.both(second.hand_in("2").json, "2")
    play.check("2")
    assert [each["admitted"] for each in second.letters("round_closed", "2")] == [1, 2]


def test_a_mailbox_is_read_from_where_one_was(college: College) -> None:
    every = college.mailbox()["items"]
    first = college.mailbox(limit=2)
    assert (len(first["items"]), first["next"], first["more"]) == (2, 2, True)
    rest = college.mailbox(after=first["next"])
    assert first["items"] + rest["items"] == every
    assert (rest["next"], rest["more"]) == (len(every), False)
    assert college.mailbox(after=rest["next"])["next"] == len(every)


def test_nobody_reads_names_in_the_database(college: College, tmp_path: Path) -> None:
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("admission.db*"))
    assert "考生c001".encode() not in stored
