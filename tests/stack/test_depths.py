"""What an operator is told of the queues: how much waits, by a connection that takes nothing."""

import pytest

from shared.bus import BusAway, depths
from tests.stack.test_bus import message
from tests.stack.wire import Wire, push


def test_what_waits_is_counted_by_a_services_own_user(wire: Wire) -> None:
    none = {"urgent": 0, "normal": 0, "dead": 0, "unrouted": 0}
    assert depths.waiting(wire.hearer_bus, "notify") == none
    told = message()
    assert push(wire.teller_bus, told, routing_key=told.properties["type"]) is None
    assert depths.waiting(wire.hearer_bus, "notify") == none | {"normal": 1}
    assert depths.waiting(wire.hearer_bus, "notify") == none | {"normal": 1}


def test_a_broker_that_does_not_answer_is_said_to_be_away() -> None:
    with pytest.raises(BusAway):
        depths.waiting("amqp://notify:x@127.0.0.1:1/%2F", "notify")
