"""What a candidate is told of their own admission: as much as is released, and nothing more."""

from collections.abc import Sequence

import pytest

from services.admission.tests.play import API, SEASON, Play
from shared import codec
from shared.bus import Message
from shared.contracts.admission import StatusReleased

X, Y = ("5001", "01"), ("5002", "02")


class Words:
    """A hearer of what is released."""

    names = frozenset({StatusReleased.NAME})

    def __init__(self) -> None:
        self.said: list[StatusReleased] = []

    def take(self, messages: Sequence[Message]) -> None:
        for message in messages:
            word = codec.decode(message.name, message.body)
            assert isinstance(word, StatusReleased)
            self.said.append(word)

    def take_alone(self, message: Message) -> None:
        self.take([message])

    def bury(self, message: Message, reason: str) -> None:
        raise AssertionError(f"{message.name} could not be heard: {reason}")

    def of(self, account: str, status: str) -> StatusReleased:
        [word] = [each for each in self.said if (each.account, each.status) == (account, status)]
        return word


@pytest.fixture
def words(play: Play) -> Words:
    """X has published its test; a is admitted there, b is not."""
    heard = Words()
    play.home.bus.attach("words", heard)
    staff = play.home.as_role("admission_college", service="admission", subject="staff", scope="5001")
    test = {"mode": "线上", "at": "4月15日9:00", "place": "线上平台", "equipment": "两台设备"}
    assert staff.put(f"{API}/colleges/5001/profile", json={"season": SEASON.code, "test": test}).status_code == 200
    play.plan({X: 1, Y: 1})
    play.filed({"a": {"A": (X[0], [X[1]])}, "b": {"A": (X[0], [X[1]]), "B": (Y[0], [Y[1]])}})
    play.send("1")
    play.returns("1", {"a": "01", "b": None})
    play.check("1")
    play.at(SEASON.rounds[0].result_visible_at)
    return heard


def test_the_test_is_told_with_the_dispatch_and_the_college_is_not(words: Words) -> None:
    word = words.of("a", "dispatched")
    assert (word.choice, word.choice_title, word.college, word.reason) == ("A", "第一志愿", None, None)
    assert word.test is not None
    assert (word.test.at, word.test.place) == ("4月15日9:00", "线上平台")


def test_the_admitted_are_told_where_by_name(words: Words) -> None:
    word = words.of("a", "admitted")
    assert (word.college, word.college_name, word.major, word.major_name) == ("5001", "样例大学", "01", "专业01")


def test_who_was_not_admitted_is_told_why_and_by_nobody_s_name(words: Words) -> None:
    word = words.of("b", "not_admitted")
    assert (word.reason, word.college, word.major, word.next_at) == ("综合考查未达到要求", None, None, None)


def test_the_plan_is_told_again_under_its_version(play: Play) -> None:
    play.plan()
    play.home.stop("admission")
    play.home.start("admission")
    play.home.settle()
    assert {row["name"]: row["told"] for row in play.facts("told")}["admission.plan_published.v1"] == 2
