"""Rows that the broker refuses: nothing is lost, their key waits in its order, other keys go on."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from shared.bus import BusAway
from shared.bus.topology import EVENTS
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.db import OUTBOX
from shared.outbox import revive, summary
from shared.testing.nodes import wait_for
from shared.testing.scene import Scene
from tests.stack.wire import Wire, everything_sent, in_order, tell_many


def facts(scene: Scene) -> list[str]:
    """The effects of facts alone: a nacked state may have reached the queue that had room for it."""
    return [effect for effect in scene.effects() if "=" not in effect]


def _tried_again(scene: Scene) -> bool:
    scene.rest()
    return scene.relay.step()


def unsent_ids(scene: Scene) -> list[str]:
    """What waits in the teller's outbox, in order."""
    with scene.teller.read() as conn:
        waiting = select(OUTBOX.c.event_id).where(OUTBOX.c.sent_at.is_(None)).order_by(OUTBOX.c.id)
        return list(conn.execute(waiting).scalars())


def forbid_contacts(wire: Wire) -> Callable[[], object]:
    """The broker refuses the routing key; returns what mends it."""
    wire.broker.permit_topics("registration", EVENTS, write="^registration\\.account_opened", read="^$")
    return lambda: wire.broker.permit_topics("registration", EVENTS, write="^registration\\.", read="^$")


def overfill_contacts(wire: Wire) -> Callable[[], object]:
    """A queue that may hold nothing hears contacts too, so that the broker nacks them; returns what mends it."""
    wire.broker.put_queue("full", **{"x-max-length": 0, "x-overflow": "reject-publish"})
    wire.broker.bind(EVENTS, "full", routing_key=ContactChanged.NAME)
    return lambda: wire.broker.unbind(EVENTS, "full", routing_key=ContactChanged.NAME)


@pytest.mark.parametrize("refuse", [forbid_contacts, overfill_contacts])
def test_a_row_refused_for_ever_is_dead_and_only_its_key_waits(
    wire: Wire, refuse: Callable[[Wire], Callable[[], object]],
) -> None:
    scene = wire.scene
    mend = refuse(wire)
    scene.tell_opened("before", "1")
    scene.tell_contact("a", "1")
    scene.tell_contact("a", "2")
    scene.tell_opened("after", "2")
    wait_for(lambda: _tried_again(scene) and _dead(scene), what="the row to be given up")
    scene.send()
    wait_for(lambda: (scene.ear.step(0.1), facts(scene) == ["1", "2"])[1], what="the others to arrive")
    assert (_dead(scene), _unsent(scene)) == (1, 2), "the second of its key waits, and is not dead"
    mend()
    with scene.teller.begin() as tx:
        assert revive(tx.conn) == 1
    scene.settle()
    assert [effect for effect in scene.effects() if "=" in effect][-1] == "a=2"
    assert facts(scene) == ["1", "2"]


def test_what_is_refused_in_a_batch_is_not_overtaken_by_the_next_of_its_key(wire: Wire) -> None:
    scene = wire.scene
    mend = overfill_contacts(wire)
    key = "registration/account/a"
    with scene.teller.begin(actor="test") as tx:
        told = ContactChanged(account="a", intake="i", role="candidate", name="张三", phone="1")
        first = tx.emit(told, key=key)
    scene.tell_opened("a", "2")  # a fact of the same key, which no queue would refuse
    scene.tell_opened("a", "3")
    scene.tell_opened("b", "4")
    scene.relay.step()
    assert unsent_ids(scene)[0] == first
    assert len(unsent_ids(scene)) == 3, "the other key is past, and nothing of this one"
    scene.send()
    assert len(unsent_ids(scene)) == 3, "it rests, and its key with it"
    mend()
    scene.rest()
    scene.settle()
    assert facts(scene) == ["4", "2", "3"]


def test_facts_of_one_key_in_a_batch_are_confirmed_one_after_the_other(wire: Wire) -> None:
    told = tell_many(wire.scene, 300, keys=3)
    assert wire.scene.relay.step()
    assert everything_sent(wire.scene.teller), "one batch, whoever stood behind whom"
    wire.scene.settle()
    assert in_order(wire.scene, told)


def test_a_missing_exchange_kills_no_row(wire: Wire) -> None:
    told = tell_many(wire.scene, 5)
    wire.broker.delete_exchange(EVENTS)
    for _ in range(20):
        with pytest.raises(BusAway):
            wire.scene.relay.step()
    assert _dead(wire.scene) == 0
    wire.declare("notify", AccountOpened.NAME, ContactChanged.NAME)
    wire.scene.settle()
    assert in_order(wire.scene, told)


def _dead(scene: Scene) -> int:
    with scene.teller.read() as conn:
        return int(summary(conn).dead)


def _unsent(scene: Scene) -> int:
    with scene.teller.read() as conn:
        return int(summary(conn).unsent)
