"""A round played over RabbitMQ: admission on PostgreSQL, one college on the link with its client, one over HTTPS."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from services.admission.app import build
from services.admission.config import AdmissionConfig
from services.admission.jobs import Carrier
from services.admission.tests.college import College
from services.admission.tests.play import BACK, MINUTE, Play
from services.admission.usecases import mailbox
from shared.bus.colleges import queue_of_college
from shared.bus.letters import LetterBox
from shared.college_client import Folder, Line, Round, canonical, letter, return_digest, rounds
from shared.kernel import wall_clock
from shared.testing.house import house
from shared.testing.nodes import wait_for
from tests.servers import Servers
from tests.stack.colleges import MINE, OTHERS, PATIENCE, Colleges, admit

_turn = count()
IDLE = 0.1


class Linked:
    """Admission and a college on the link."""

    def __init__(self, play: Play, colleges: Colleges, path: Path) -> None:
        self.play, self.colleges, self.path = play, colleges, path
        self.service = play.home.services["admission"]
        self.carrier = Carrier(LetterBox(colleges.admission, timeout=PATIENCE))

    def carry(self) -> None:
        """Until nothing moves."""
        while self.carrier(self.service.db, wall_clock()):
            pass

    def listen(self) -> Round:
        """The college's client keeps what came and sends what it has; the round as it knows it."""
        with Line(self.colleges.addresses[MINE], Folder(self.path)) as line:
            line.listen(idle=IDLE)
        return rounds(Folder(self.path))[0]

    def hand_in(self, kind: str, content: dict[str, Any], **changed: Any) -> None:
        Folder(self.path).hand_in(letter(
            kind, **{"college": MINE, "season": self.play.season.code, "round": "1", "content": content, **changed}))

    def exchange(self) -> Round:
        """What the college has goes up, and the answers come down."""
        with Line(self.colleges.addresses[MINE], Folder(self.path)) as line:
            line.send_all()
        self.answer(len(Folder(self.path).handed_in()))
        return self.listen()

    def answer(self, count: int) -> None:
        """Until so many letters are answered and the answers carried."""
        college = College(self.play, MINE)

        def answered() -> bool:
            self.carry()
            return len([each for each in college.mailbox()["items"]
                        if each["letter"]["type"] == "return_receipt.v1"]) >= count

        wait_for(answered, what="the answers")
        self.carry()

    def receipts(self) -> list[dict[str, Any]]:
        return rounds(Folder(self.path))[0].receipts

    def submit(self, rows: list[dict[str, str]], *, revision: int = 1) -> str:
        self.hand_in("return_submitted.v1", {"revision": revision, "rows": rows})
        return return_digest(
            college=MINE, season=self.play.season.code, round="1", revision=revision, rows=rows)

    def sign(self, named: str, *names: str, revision: int = 1) -> None:
        self.hand_in("return_signed_off.v1", {"revision": revision, "return_digest": named, "signed_by": list(names)})


@pytest.fixture
def linked(servers: Servers, tmp_path: Path) -> Iterator[Linked]:
    name = f"admission_link_{next(_turn)}"
    urls = servers.postgres.databases([name])
    recipes = {"admission": (AdmissionConfig, build)}
    with admit(servers) as colleges, house(recipes, tmp_path / "home", urls={"admission": urls[name]}) as home:
        home.services["admission"].migrations.upgrade()
        play = Play(home)
        with home.services["admission"].db.begin(actor="command") as tx:
            mailbox.open_door(tx, MINE, linked=True)
        play.plan({(MINE, "01"): 1, (OTHERS, "01"): 1})
        play.filed({"a": {"A": (MINE, ["01"])}, "b": {"A": (MINE, ["01"])}, "c": {"A": (OTHERS, ["01"])}})
        play.send("1")
        made = Linked(play, colleges, tmp_path / "link")
        made.carry()
        yield made
        made.carrier.close()


def rows(linked: Linked) -> list[dict[str, str]]:
    return College(linked.play, MINE).rows({"a": "01", "b": None})


def test_a_round_goes_down_and_its_return_comes_up(linked: Linked) -> None:
    assert linked.listen().whole
    named = linked.submit(rows(linked))
    linked.sign(named, "周敏", "吴凯")
    told = linked.exchange()
    assert [each["errors"] for each in told.receipts] == [[], []]
    assert (told.standing, [each["accepted"] for each in told.receipts]) == ("signed", [True, True])
    found = linked.play.facts("file", college=MINE, round="1")
    assert sorted((row["account"], row["status"], row["returned"]) for row in found) == [
        ("a", "PRE_ADMIT", 1), ("b", "PRE_REJECT", 1)]


def test_both_doors_show_the_same_letters(linked: Linked) -> None:
    linked.listen()
    over_https = [item["letter"] for item in College(linked.play, MINE).mailbox()["items"]]
    assert sorted(over_https, key=lambda each: str(each["message_id"])) == sorted(
        Folder(linked.path).received(), key=lambda each: str(each["message_id"]))


def test_a_college_over_https_has_its_letters_in_the_mailbox_alone(linked: Linked) -> None:
    assert [each["count"] for each in College(linked.play, OTHERS).letters("round_manifest")] == [1]
    assert linked.listen().whole, "and nothing of it stands in the way of the others"


def test_one_person_does_not_sign_twice_over_the_link(linked: Linked) -> None:
    named = linked.submit(rows(linked))
    linked.sign(named, "周敏", "周敏")
    linked.sign(named, "周敏")
    told = linked.exchange()
    assert [each["errors"][0]["code"] for each in told.receipts if each["errors"]] == ["signer_wanted"] * 2
    assert told.standing == "submitted"


def test_one_person_under_two_spellings_does_not_sign_twice(linked: Linked) -> None:
    named = linked.submit(rows(linked))
    linked.sign(named, "周敏", "周敏\u200b")
    told = linked.exchange()
    assert [each["errors"][0]["code"] for each in told.receipts if each["errors"]] == ["signer_wanted"]
    assert told.standing == "submitted"


@pytest.mark.parametrize("about", [
    {"round": "1" * 11}, {"season": "s" * 61},
    {"content": {"revision": 1, "return_digest": "0" * 63 + "\0", "signed_by": ["周敏", "吴凯"]}},
])
def test_a_letter_that_no_column_holds_is_answered_and_keeps_nobody_waiting(
    linked: Linked, about: dict[str, Any]
) -> None:
    good = {"revision": 1, "return_digest": "0" * 64, "signed_by": ["周敏", "吴凯"]}
    linked.hand_in("return_signed_off.v1", **{"content": good, **about})
    linked.submit(rows(linked))
    assert linked.exchange().standing == "submitted"
    answers = College(linked.play, MINE).mailbox()["items"]
    errors = [each["letter"]["content"]["errors"] for each in answers if each["letter"]["type"] == "return_receipt.v1"]
    assert [error["code"] for each in errors for error in each] == ["letter_unreadable"]


def test_a_letter_without_its_sender_takes_no_effect_and_is_answered(linked: Linked) -> None:
    with linked.colleges.channel(MINE) as channel:
        made = letter("resend_requested.v1", college=MINE, season=linked.play.season.code, round="1", content={})
        channel.basic_publish("longmen.returns", f"college.{MINE}.resend_requested", canonical(made), mandatory=True)
    linked.answer(1)
    linked.listen()
    assert [each["errors"][0]["code"] for each in linked.receipts()] == ["sender_unproven"]
    Folder(linked.path).hand_in(made)
    linked.exchange()
    assert [each["accepted"] for each in linked.receipts()] == [False, True], "its id is not used up by nobody"


def test_what_a_college_purged_comes_again(linked: Linked) -> None:
    with linked.colleges.channel(MINE) as channel:
        channel.queue_purge(queue_of_college(MINE))
    linked.hand_in("resend_requested.v1", {})
    told = linked.exchange()
    assert told.whole, told.receipts


def test_late_only_because_we_did_not_listen_is_said(linked: Linked) -> None:
    linked.listen()
    linked.carrier.close()
    named = linked.submit(rows(linked))
    linked.sign(named, "周敏", "吴凯")
    with Line(linked.colleges.addresses[MINE], Folder(linked.path)) as line:
        line.send_all()
    linked.play.at(BACK["1"] + MINUTE)
    last = linked.exchange().receipts[-1]
    assert (last["standing"], last["held_for"], last["held_by_us"]) == ("held", ["late"], True)
    seen = linked.play.first.get(f"{College(linked.play, MINE).base}/rounds/1/returns")
    (shown,) = json.loads(seen.data)["items"]
    assert shown["held_by_us"]
    assert datetime.fromisoformat(shown["said_at"]) < BACK["1"] < datetime.fromisoformat(shown["signed_at"])


def test_with_the_broker_away_the_service_goes_on_and_carries_later(linked: Linked, servers: Servers) -> None:
    node = servers.our_rabbit
    before = linked.listen()
    node.kill()
    try:
        College(linked.play, MINE).post(College(linked.play, MINE).letter("resend_requested.v1", {}))
        assert not linked.carrier(linked.service.db, wall_clock())
        assert not linked.carrier(linked.service.db, wall_clock() + timedelta(seconds=1)), "it rests"
    finally:
        node.start()
    wait_for(lambda: linked.carrier(linked.service.db, wall_clock() + timedelta(minutes=1)), what="the receipt carried")
    assert len(linked.listen().receipts) == len(before.receipts) + 1
