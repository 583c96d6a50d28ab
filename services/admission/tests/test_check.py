"""The provincial check: two officers stamp what colleges returned, on signed rolls, and within the seats."""

import hashlib

import pytest

from services.admission.tests.play import API, BACK, HERE, SEASON, Play
from shared import codec
from shared.security.signing import signature_holds

X = ("5001", "01")


def to(college: tuple[str, str]) -> tuple[str, list[str]]:
    return college[0], [college[1]]


@pytest.fixture
def round1(play: Play) -> Play:
    """Three at X, which has two seats."""
    play.plan({X: 2, ("5002", "02"): 1})
    play.filed({account: {"A": to(X), "B": ("5002", ["02"])} for account in "abc"})
    play.send("1")
    return play


def test_nobody_is_admitted_before_two_officers_signed(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": "01", "c": None})
    made = round1.post("/rounds/1/check").json
    assert [row[4] for row in made["body"]["admit"]] == ["a", "b"]
    assert round1.status("a", "1") == "PENDING_STAMP"
    round1.post("/rounds/1/check/signatures", {"digest": made["digest"]})
    again = round1.post("/rounds/1/check/signatures", {"digest": made["digest"]}, by=round1.officer("officer-1"))
    assert again.json["code"] == "officer_signed_already"
    assert round1.facts("admission") == []
    round1.post("/rounds/1/check/signatures", {"digest": made["digest"]}, by=round1.second)
    assert {row["account"] for row in round1.facts("admission")} == {"a", "b"}
    assert [round1.status(account, "1") for account in "abc"] == ["ADMITTED", "ADMITTED", "FREE"]
    assert round1.facts("seats", college="5001")[0]["taken"] == 2


def test_a_roll_is_signed_with_the_season_key(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": "01", "c": None})
    round1.check("1")
    [shown] = round1.get("/rounds/1/rolls/5001").json["items"]
    assert (shown["count"], shown["pages"], shown["officers"]) == (2, 1, ["officer-1", "officer-2"])
    assert shown["digest"] == hashlib.sha256(codec.canonical(shown["document"])).hexdigest()
    [page] = shown["document"]
    assert (page["page"], page["pages"], page["on_page"], page["round_title"]) == (1, 1, 2, "第一志愿")
    assert [(row["no"], row["name"], row["major"]) for row in page["rows"]] == [
        (1, "考生a", "01"), (2, "考生b", "01")]
    said = {name: shown[name] for name in ("college", "no", "count", "pages", "digest", "officers")}
    message = codec.canonical({"roll": shown["id"], "season": SEASON.code, "round": "1", **said})
    assert signature_holds(round1.home.season_key.public, message, shown["signature"])
    assert not signature_holds(round1.home.season_key.public, message + b" ", shown["signature"])


def test_a_college_reads_its_own_rolls_alone(round1: Play) -> None:
    round1.returns("1", {"a": "01"})
    round1.check("1")
    own = round1.home.as_role("admission_college", service="admission", scope="5001")
    assert len(round1.get("/rounds/1/rolls/5001", by=own).json["items"]) == 1
    assert round1.get("/rounds/1/rolls/5002", by=own).status_code == 404


def test_beyond_the_seats_nobody_is_stamped_and_officers_see_whom(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": "01", "c": "01"})
    round1.check("1")
    assert round1.facts("admission") == []
    assert [each["why"] for each in round1.board("1")["held"]] == ["over_full"] * 3


def test_a_decision_that_is_not_approved_goes_back_to_the_college(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": None, "c": None})
    round1.check("1", send_back=["b"])
    assert [round1.status(account, "1") for account in "abc"] == ["ADMITTED", "READING", "FREE"]
    assert round1.facts("file", account="b")[0]["returned"] == 0
    round1.returns("1", {"b": "01"})
    round1.check("1")
    rolls = round1.get("/rounds/1/rolls/5001").json["items"]
    assert [(each["no"], each["count"]) for each in rolls] == [(1, 1), (2, 1)]


def test_what_was_not_returned_is_not_checked(round1: Play) -> None:
    made = round1.post("/rounds/1/check").json
    assert made["body"] == {"admit": [], "return": []}


def test_a_round_that_did_not_go_down_is_not_checked(round1: Play) -> None:
    assert round1.post("/rounds/2/check").json["code"] == "round_not_dispatched"


def test_a_revocation_between_check_and_stamp_keeps_its_candidate_off_the_roll(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": "01", "c": None})
    made = round1.post("/rounds/1/check").json
    round1.stands("a", "revoked")
    round1.both("/rounds/1/check", made["digest"])
    assert {row["account"] for row in round1.facts("admission")} == {"b"}


def test_the_round_is_closed_once_nothing_is_open(round1: Play) -> None:
    round1.returns("1", {"a": "01", "b": "01"})
    round1.check("1")
    assert round1.board("1")["closed_at"] is None
    round1.at(BACK["1"])
    round1.check("1", send_back=[])
    assert round1.board("1")["closed_at"] is not None
    told = [row["told"] for row in round1.facts("told") if row["name"] == "admission.round_closed.v1"]
    assert told == [1]


@pytest.mark.parametrize("path", [
    "/rounds/1/check", "/rounds/1/preview", "/vacancies", "/rounds/1/colleges/5001/rulings",
])
@pytest.mark.parametrize("role", ["candidate", "admission_college", "auditor", "operator"])
def test_only_officers_propose(round1: Play, path: str, role: str) -> None:
    assert round1.post(path, by=round1.home.as_role(role, service="admission", scope="5001")).status_code == 403


def test_an_auditor_sees_the_board(round1: Play) -> None:
    auditor = round1.home.as_role("auditor", service="admission", subject="auditor-1")
    assert auditor.get(f"{HERE}/rounds").status_code == 200
    assert auditor.get(f"{API}/orders?season={SEASON.code}").json == {"items": []}
