"""Seats left are announced by two officers, and with none left the filing is cancelled."""

import pytest

from services.admission.tests.play import BACK, CLOSES, DOWN, HERE, MINUTE, SEASON, Play
from shared.season.windows import Place, State, window_at
from shared.season.words import WindowKind

X, Y = ("5001", "01"), ("5002", "02")
EXTRA = next(each for each in SEASON.windows if each.to_be_announced)


@pytest.fixture
def after(play: Play) -> Play:
    """X has two seats and took one; Y has one and is silent about b."""
    play.plan({X: 2, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}, "b": {"A": (Y[0], [Y[1]])}})
    play.send("1")
    play.returns("1", {"a": "01"})
    play.at(BACK["1"])
    play.check("1")
    play.at(BACK["3"])
    return play


def standing(play: Play) -> State:
    orders = play.home.services["admission"].season.orders(SEASON.code)
    place = Place(category="VETERAN", batch="S1")
    return window_at(SEASON, WindowKind.FILING, at=EXTRA.opens_at, place=place, orders=orders).state


def test_what_is_taken_or_may_still_be_is_not_announced(after: Play) -> None:
    made = after.post("/vacancies", {"number": "3号"}).json
    assert made["body"]["seats"] == [{"college": "5001", "major": "01", "category": "VETERAN", "seats": 1}]
    assert standing(after) is State.UNANNOUNCED
    after.both("/vacancies", made["digest"])
    assert standing(after) is State.OPEN
    told = {row["name"]: row["told"] for row in after.facts("told")}
    assert (told["admission.vacancies_published.v1"], told["admission.order_given.v1"]) == (1, 1)


def test_without_vacancy_the_filing_is_cancelled(play: Play) -> None:
    play.plan({X: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}})
    play.send("1")
    play.returns("1", {"a": "01"})
    play.check("1")
    play.at(BACK["3"])
    play.agreed("/vacancies", {"number": "3号"})
    assert standing(play) is State.CANCELLED
    assert play.post("/vacancies", {"number": "4号"}).json["code"] == "vacancies_too_late"


def test_one_officer_announces_nothing(after: Play) -> None:
    made = after.post("/vacancies", {"number": "3号"}).json
    after.post("/vacancies/signatures", {"digest": made["digest"]})
    again = after.post("/vacancies/signatures", {"digest": made["digest"]})
    assert again.json["code"] == "officer_signed_already"
    assert standing(after) is State.UNANNOUNCED


def test_after_the_window_nothing_is_announced(after: Play) -> None:
    after.at(CLOSES["S1"])
    assert after.post("/vacancies", {"number": "3号"}).json["code"] == "vacancies_too_late"


def test_a_supplementary_filing_is_dispatched_anew(after: Play) -> None:
    after.agreed("/vacancies", {"number": "3号"})
    after.candidate("s")
    after.filed({"s": {"A": (X[0], [X[1]])}, "a": {"A": (X[0], [X[1]])}, "b": {"A": (X[0], [X[1]])}}, batch="S1")
    made = after.post("/rounds/S1/preview").json
    assert (made["files"], made["left_out"]) == (1, {"admitted": 1, "held": 1})
    after.both("/rounds/S1", made["digest"])
    after.at(next(each.down_at for each in SEASON.rounds if each.no == "S1"))
    assert after.sent("S1") == ["s"]


def test_what_was_announced_is_open_to_everybody(after: Play) -> None:
    anybody = after.home.anybody("admission")
    made = after.post("/vacancies", {"number": "3号"}).json
    assert anybody.get(f"{HERE}/vacancies").status_code == 404, "what nobody signed is nobody's to read"
    after.post("/vacancies/signatures", {"digest": made["digest"]})
    assert anybody.get(f"{HERE}/vacancies").status_code == 404
    after.post("/vacancies/signatures", {"digest": made["digest"]}, by=after.second)
    shown = after.get("/vacancies", by=anybody).json
    assert (shown["season"], shown["batch"], shown["held"], shown["number"]) == (SEASON.code, "S1", True, "3号")
    assert shown["seats"] == [{"college": "5001", "college_name": "样例大学", "major": "01", "major_name": "专业01",
                               "category": "VETERAN", "seats": 1}]
    candidate = after.home.as_role("candidate", service="admission", subject="b")
    assert candidate.get(f"{HERE}/vacancies").json == shown


def test_what_is_announced_anew_takes_its_place(after: Play) -> None:
    after.agreed("/vacancies", {"number": "3号"})
    after.rule("1", Y[0], ruling="refuse")
    made = after.post("/vacancies", {"number": "4号"}).json
    shown = after.get("/vacancies", by=after.home.anybody("admission")).json
    assert (shown["number"], len(shown["seats"])) == ("3号", 1), "what stands until two have signed"
    after.both("/vacancies", made["digest"])
    shown = after.get("/vacancies", by=after.home.anybody("admission")).json
    assert (shown["number"], [(each["college"], each["seats"]) for each in shown["seats"]]) == (
        "4号", [("5001", 1), ("5002", 1)])


def test_nothing_is_announced_while_earlier_choices_may_still_take_seats(play: Play) -> None:
    play.plan({X: 2})
    play.filed({"a": {"A": (X[0], [X[1]])}})
    play.send("1")
    assert play.post("/vacancies", {"number": "3号"}).json["code"] == "vacancies_too_early"
    play.at(DOWN["3"] - MINUTE)
    assert play.post("/vacancies", {"number": "3号"}).json["code"] == "vacancies_too_early"
    play.at(DOWN["3"])
    assert play.post("/vacancies", {"number": "3号"}).status_code == 201


def test_a_round_of_a_cancelled_filing_is_no_alarm(play: Play) -> None:
    play.plan({X: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}})
    for no, decided in (("1", {"a": "01"}), ("2", {}), ("3", {})):
        play.send(no)
        play.returns(no, decided)
        play.check(no)
    play.at(BACK["3"])
    play.agreed("/vacancies", {"number": "3号"})
    play.at(DOWN["S1"] + MINUTE)
    assert play.measured("rounds_unsigned") == 0
    assert play.board("S1")["unsigned"] is False


def test_a_round_whose_filing_was_never_announced_is_one(after: Play) -> None:
    after.at(DOWN["S1"] + MINUTE)
    assert after.board("S1")["unsigned"] is True
