"""What a college's user may do at the broker, and that it is nothing else."""

from collections.abc import Callable, Iterator, Sequence

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPConnectionError, ChannelClosedByBroker, UnroutableError

from shared.bus import Message
from shared.bus.colleges import DOWN, RETURNS, UP, NotACollegeCode, provision, queue_of_college, withdraw
from shared.bus.hand import RESTING
from shared.bus.letters import Arrival, Parcel
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import EVENTS, UNROUTED_QUEUE
from shared.db import DatabaseAway
from shared.testing.nodes import wait_for
from tests.servers import Servers
from tests.stack.colleges import MINE, OTHERS, PATIENCE, Colleges, admit, taken

QUEUE, FOREIGN = queue_of_college(MINE), queue_of_college(OTHERS)
KEY = f"college.{MINE}.return_submitted"


@pytest.fixture
def colleges(servers: Servers) -> Iterator[Colleges]:
    with admit(servers) as made:
        yield made


def as_user(user: str | None) -> pika.BasicProperties:
    return pika.BasicProperties(content_type="application/json", delivery_mode=2, message_id="m1", user_id=user)


def parcel(college: str, number: int = 1) -> Parcel:
    return Parcel(message_id=f"{college}-{number}", kind="round_manifest.v1", college=college, body=b"{}")


def test_a_letter_goes_down_to_its_college_alone(colleges: Colleges) -> None:
    with colleges.box() as box, colleges.channel(MINE) as channel:
        published = box.send([parcel(MINE), parcel(OTHERS), parcel(MINE, 2)])
        assert published.confirmed == {f"{MINE}-1", f"{MINE}-2", f"{OTHERS}-1"}
        got = list(iter(lambda: next(channel.consume(QUEUE, inactivity_timeout=0.5))[1], None))
        assert [each.message_id for each in got] == [f"{MINE}-1", f"{MINE}-2"]
        assert {each.user_id for each in got} == {"admission"}


def test_a_letter_for_a_college_without_a_queue_is_refused_and_the_others_go(colleges: Colleges) -> None:
    with colleges.box() as box:
        published = box.send([parcel(MINE), parcel("99999"), parcel(OTHERS)])
    assert published.confirmed == {f"{MINE}-1", f"{OTHERS}-1"}
    assert set(published.refused) == {"99999-1"}


def test_what_a_college_writes_is_known_to_be_its_own(colleges: Colleges) -> None:
    with colleges.channel(MINE) as channel, colleges.box() as box:
        channel.basic_publish(UP, KEY, b"{}", as_user(f"college.{MINE}"), mandatory=True)
        (arrival,) = wait_for(lambda: taken(box), what="the letter")
        assert (arrival.college, arrival.proven, arrival.body) == (MINE, True, b"{}")
        assert taken(box) == []


def test_a_letter_without_its_sender_is_known_to_be_unproven(colleges: Colleges) -> None:
    with colleges.channel(MINE) as channel, colleges.box() as box:
        channel.basic_publish(UP, KEY, b"{}", as_user(None), mandatory=True)
        (arrival,) = wait_for(lambda: taken(box), what="the letter")
        assert (arrival.college, arrival.proven) == (MINE, False)


def test_what_is_not_taken_comes_again(colleges: Colleges) -> None:
    def refuse(_: object) -> None:
        raise DatabaseAway

    with colleges.channel(MINE) as channel, colleges.box() as box:
        channel.basic_publish(UP, KEY, b"{}", as_user(f"college.{MINE}"), mandatory=True)
        with pytest.raises(DatabaseAway):
            wait_for(lambda: box.hear(refuse, failed=lambda arrival, error, is_over: None), what="the letter")
        assert len(taken(box)) == 1


class Burials:
    """Remembers what it is given to bury. Nothing that was given up may be offered again: taking fails the test."""

    names: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.buried: list[tuple[bytes, str]] = []

    def take(self, messages: Sequence[Message]) -> None:
        raise AssertionError(messages)

    def take_alone(self, message: Message) -> None:
        raise AssertionError(message)

    def bury(self, message: Message, reason: str) -> None:
        self.buried.append((message.body, reason))


def test_what_is_given_up_lies_among_the_dead_and_says_whose_it_was(colleges: Colleges) -> None:
    told: list[bool] = []

    def fail(_: Arrival) -> None:
        raise RuntimeError

    with colleges.channel(MINE) as channel, colleges.box() as box:
        for n in range(RESTING + 1):
            channel.basic_publish(UP, KEY, f"{n}".encode(), as_user(f"college.{MINE}"), mandatory=True)
        wait_for(lambda: box.hear(fail, lambda arrival, error, is_over: told.append(is_over)), what="one given up")
        assert told.count(True) == 1
    burials = Burials()
    ear = RabbitBus(colleges.admission, service="admission", timeout=PATIENCE).attach("admission", burials)
    wait_for(lambda: ear.step(0.1), what="the dead letter")
    ear.close()
    ((body, reason),) = burials.buried
    assert int(body) in range(RESTING + 1)
    assert reason.startswith("dead-lettered: rejected")
    assert reason.endswith(f"sent as {KEY}")


Attempt = Callable[[BlockingChannel], object]
SHUT_OUT: dict[str, Attempt] = {
    "read another's queue": lambda channel: channel.basic_get(FOREIGN),
    "listen to another's queue": lambda channel: channel.basic_consume(FOREIGN, lambda *_: None),
    "empty another's queue": lambda channel: channel.queue_purge(FOREIGN),
    "read what colleges return": lambda channel: channel.basic_get(RETURNS),
    "read the unrouted": lambda channel: channel.basic_get(UNROUTED_QUEUE),
    "delete its queue": lambda channel: channel.queue_delete(QUEUE),
    "declare a queue": lambda channel: channel.queue_declare("mine"),
    "declare an exchange": lambda channel: channel.exchange_declare("mine"),
    "bind its queue to what comes up": lambda channel: channel.queue_bind(QUEUE, UP, "college.#"),
    "bind its queue to what goes down": lambda channel: channel.queue_bind(QUEUE, DOWN, FOREIGN),
    "bind its queue to the events": lambda channel: channel.queue_bind(QUEUE, EVENTS, "#"),
    "unbind its queue": lambda channel: channel.queue_unbind(QUEUE, DOWN, QUEUE),
    "write another's key": lambda channel: channel.basic_publish(
        UP, f"college.{OTHERS}.return_submitted", b"{}", as_user(f"college.{MINE}")),
    "write a longer key": lambda channel: channel.basic_publish(
        UP, f"{KEY}.{OTHERS}", b"{}", as_user(f"college.{MINE}")),
    "write to another college": lambda channel: channel.basic_publish(
        DOWN, FOREIGN, b"{}", as_user(f"college.{MINE}")),
    "write into a queue by its name": lambda channel: channel.basic_publish(
        "", FOREIGN, b"{}", as_user(f"college.{MINE}")),
    "tell an event": lambda channel: channel.basic_publish(
        EVENTS, "admission.season_published.v1", b"{}", as_user(f"college.{MINE}")),
}


@pytest.mark.parametrize("what", SHUT_OUT)
def test_a_college_cannot(what: str, colleges: Colleges) -> None:
    with colleges.box() as box, colleges.channel(MINE) as channel:
        assert box.send([parcel(OTHERS)]).confirmed
        with pytest.raises(ChannelClosedByBroker) as refused:
            SHUT_OUT[what](channel)
        assert refused.value.reply_code == 403
        assert taken(box) == []


def test_a_college_cannot_pass_for_another(colleges: Colleges) -> None:
    with colleges.channel(MINE) as channel:
        with pytest.raises(ChannelClosedByBroker) as refused:
            channel.basic_publish(UP, KEY, b"{}", as_user(f"college.{OTHERS}"))
        assert refused.value.reply_code == 406


def test_an_unbound_key_is_told_to_whom_publishes_it(colleges: Colleges) -> None:
    colleges.broker.unbind(UP, RETURNS, routing_key="college.#")
    with colleges.channel(MINE) as channel, pytest.raises(UnroutableError):
        channel.basic_publish(UP, KEY, b"{}", as_user(f"college.{MINE}"), mandatory=True)


def test_a_college_taken_off_the_link_is_out_and_its_letters_stay(colleges: Colleges) -> None:
    with colleges.box() as box:
        assert box.send([parcel(MINE)]).confirmed
        withdraw(colleges.admission, colleges.admin_url, MINE)
        with pytest.raises(AMQPConnectionError), colleges.channel(MINE):
            pass
        assert box.send([parcel(MINE, 2)]).confirmed


def test_provisioned_again_the_password_is_the_new_one(colleges: Colleges) -> None:
    provision(colleges.admission, colleges.admin_url, MINE, password="another")
    with pytest.raises(AMQPConnectionError), colleges.channel(MINE):
        pass


@pytest.mark.parametrize("code", ["", "1.2", "#", "5001|.*", "x" * 21, "5001\n"])
def test_a_code_that_would_widen_rights_is_refused(code: str, colleges: Colleges) -> None:
    with pytest.raises(NotACollegeCode):
        provision(colleges.admission, colleges.admin_url, code, password="x")
