"""What travels: routing, rights, and messages that nobody of ours wrote."""

import json
from datetime import timedelta

import amqp
import pytest
from sqlalchemy import select

from shared.bus import envelope, unrouted
from shared.bus.link import Link
from shared.bus.topology import EVENTS, queues_of
from shared.contracts.registration import AccountOpened, ContactChanged, RegistrationVoided
from shared.inbox import INBOX
from shared.kernel import wall_clock
from shared.testing.nodes import wait_for
from shared.testing.scene import Scene
from tests.stack.wire import PATIENCE, Wire, push

GOOD = {"key": "registration/account/a", "version": "1.7", "occurred_at": "2024-04-10T12:00:00+08:00"}
BODY = json.dumps({"account": "a", "intake": "i", "candidate_number": "1", "source_college": "c",
                   "opened_at": "2024-04-10T12:00:00+08:00"}).encode()


def message(body: bytes = BODY, headers: dict[str, object] | None = None, **properties: str) -> amqp.Message:
    given = {"message_id": "m1", "type": AccountOpened.NAME, "app_id": "registration", **properties}
    together = {**GOOD, **(headers or {})}
    return amqp.Message(body, delivery_mode=envelope.PERSISTENT, application_headers=together, **given)


def dead_rows(scene: Scene) -> dict[str, str]:
    """Event id to error, of all that is dead at the hearer's."""
    with scene.hearer.read() as conn:
        found = conn.execute(select(INBOX.c.event_id, INBOX.c.error).where(INBOX.c.status == "dead"))
        return {row.event_id: row.error for row in found}


def hear_out(scene: Scene) -> None:
    """Until nothing has come for a while: a quorum queue delivers in milliseconds."""
    wait_for(lambda: not scene.ear.step(0.3), what="silence")


NO_VERSION, NO_INSTANT = "no version of the form epoch.n", "occurred_at is no instant with a time zone"
MALFORMED = [
    ("no message_id", message(message_id="")),
    ("no type", message(type="")),
    ("no type", amqp.Message(b"")),
    ("no key", message(headers={"key": 7})),
    ("message_id is too long or not printable", message(message_id="x" * 65)),
    ("intake is too long or not printable", message(headers={"intake": "x" * 61})),
    ("key is too long or not printable", message(headers={"key": "registration/account/\0"})),
    (NO_VERSION, message(headers={"version": "seven"})),
    (NO_VERSION, message(headers={"version": "1.9999999999999999999"})),
    (NO_INSTANT, message(headers={"occurred_at": "yesterday"})),
    (NO_INSTANT, message(headers={"occurred_at": "2024-04-10T12:00:00"})),
    (NO_INSTANT, message(headers={"occurred_at": "0001-01-01T00:00:00+08:00"})),
]


def test_envelopes_of_nobodys_are_kept_dead_and_hold_nothing_up(wire: Wire) -> None:
    for raw in [raw for _, raw in MALFORMED * 2]:
        assert push(wire.admin_bus, raw, routing_key=AccountOpened.NAME) is None
    wire.scene.tell_opened("a", "2")
    wire.scene.settle()
    hear_out(wire.scene)
    assert wire.scene.effects() == ["2"]
    found = dead_rows(wire.scene)
    assert all(event_id.startswith("unreadable-") for event_id in found)
    assert sorted(found.values()) == sorted(why for why, _ in MALFORMED), "each once, with what is wrong with it"


BROKEN_BODIES = {"no JSON": b"{", "no text": b"\xff\xfe", "no account": b'{"account": 7}', "too long": b"x" * 300_000}


def test_a_body_that_breaks_its_contract_is_dead_with_the_reason(wire: Wire) -> None:
    for name, body in BROKEN_BODIES.items():
        push(wire.admin_bus, message(body, message_id=name), routing_key=AccountOpened.NAME)
    hear_out(wire.scene)
    found = dead_rows(wire.scene)
    assert found.keys() == BROKEN_BODIES.keys()
    assert all(error.startswith("Malformed") for error in found.values())
    assert "300000 bytes" in found["too long"]
    wire.scene.tell_opened("b", "2")
    wire.scene.settle()
    assert wire.scene.effects() == ["2"]


def test_an_event_whose_hearer_is_gone_is_passed_over(wire: Wire) -> None:
    wire.broker.bind(EVENTS, queues_of("notify").normal, routing_key=RegistrationVoided.NAME)
    push(wire.admin_bus, message(type=RegistrationVoided.NAME), routing_key=RegistrationVoided.NAME)
    wire.scene.tell_opened("a", "2")
    wire.scene.settle()
    hear_out(wire.scene)
    assert wire.scene.effects() == ["2"]
    assert dead_rows(wire.scene) == {}


def test_a_service_cannot_publish_what_another_tells(wire: Wire) -> None:
    review = wire.declare("review")
    refused = push(review, message(), routing_key=AccountOpened.NAME)
    assert refused is not None
    assert "access to topic" in str(refused)
    hear_out(wire.scene)
    assert dead_rows(wire.scene) == {}


def test_a_service_cannot_pass_for_another_inside_its_own_keys(wire: Wire) -> None:
    review = wire.declare("review")
    wire.broker.bind(EVENTS, queues_of("notify").normal, routing_key="review.season_adopted.v1")
    assert push(review, message(), routing_key="review.season_adopted.v1") is None
    hear_out(wire.scene)
    (error,) = dead_rows(wire.scene).values()
    assert error.startswith(f"type {AccountOpened.NAME} under the routing key")
    assert wire.scene.effects() == []


@pytest.mark.parametrize("forged", [{"headers": {"key": "admission/season/s"}}, {"app_id": "admission"}])
def test_a_forged_key_or_sender_is_dead_and_holds_nothing_up(wire: Wire, forged: dict[str, object]) -> None:
    assert push(wire.teller_bus, message(**forged), routing_key=AccountOpened.NAME) is None  # type: ignore[arg-type]
    wire.scene.tell_opened("a", "2")
    wire.scene.settle()
    hear_out(wire.scene)
    assert wire.scene.effects() == ["2"]
    assert dead_rows(wire.scene)["m1"].startswith("Untrusted")


def test_the_broker_refuses_a_forged_user(wire: Wire) -> None:
    refused = push(wire.teller_bus, message(user_id="notify"), routing_key=AccountOpened.NAME)
    assert refused is not None
    assert refused.reply_code == 406


def test_a_service_can_neither_declare_nor_read_another_queue(wire: Wire) -> None:
    for attempt in ("queue_declare", "basic_get"):
        link = Link(wire.teller_bus, timeout=PATIENCE, heartbeat=0)
        with pytest.raises(amqp.exceptions.AccessRefused):
            getattr(link.amqp.channel(), attempt)(queues_of("notify").normal)
        link.drop()


def test_what_nobody_hears_is_kept_and_can_be_sent_again(wire: Wire) -> None:
    wire.declare("notify", AccountOpened.NAME)  # contact_changed is no longer listed, so it is unbound
    wire.scene.tell_contact("a", "1")
    wire.scene.send()
    assert unrouted.count(wire.admin_bus) == 1
    wait_for(lambda: (wire.scene.ear.step(0), wire.scene.ear.unrouted)[1], what="the alarm")
    assert unrouted.administrators(wire.teller_bus, admin_url=wire.admin_url) == wire.admin_bus
    assert unrouted.reroute(wire.admin_bus) == 1
    assert unrouted.count(wire.admin_bus) == 1, "still nobody hears it: it comes back"
    wire.declare("notify", AccountOpened.NAME, ContactChanged.NAME)
    assert unrouted.reroute(wire.admin_bus) == 1
    wire.scene.settle()
    assert wire.scene.effects() == ["a=1"]
    assert unrouted.count(wire.admin_bus) == 0


def test_what_the_broker_gave_up_is_drained_into_the_inbox(wire: Wire) -> None:
    told = wire.scene.tell_opened("a", "1")
    wire.scene.send()
    link = Link(wire.admin_bus, timeout=PATIENCE, heartbeat=0)
    channel = link.amqp.channel()
    channel.basic_consume(
        queues_of("notify").normal, callback=lambda raw: channel.basic_reject(raw.delivery_tag, requeue=False))
    assert link.drain(PATIENCE)
    link.close()
    wait_for(lambda: wire.scene.ear.step(0.1), what="the dead letter")
    assert dead_rows(wire.scene) == {told: "dead-lettered: rejected"}
    assert wire.scene.inbox.retry(told) == "done"
    assert wire.scene.effects() == ["1"]


def test_the_envelope_arrives_as_it_was_sent(wire: Wire) -> None:
    before = wall_clock() - timedelta(minutes=1)
    told = wire.scene.tell_opened("a", "1")
    (sent,) = wire.scene.unsent()
    wire.scene.settle()
    with wire.scene.hearer.read() as conn:
        row = conn.execute(select(INBOX).where(INBOX.c.event_id == told)).one()
    assert (row.name, row.key, row.intake, row.season) == (sent.name, sent.key, sent.intake, sent.season)
    assert ((row.epoch, row.n), row.occurred_at, row.traceparent) == (sent.version, sent.occurred_at, sent.traceparent)
    assert row.received_at > before
