"""The envelope: what we write is what we read, and nothing that arrives brings the reader down."""

from datetime import UTC, datetime
from typing import Any

import amqp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus import Message, envelope

NAME = "registration.account_opened.v1"
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
SENT = Message(
    id="m1", name=NAME, publisher="registration", key="registration/account/张三", version=(2, 17), body=b"{}",
    occurred_at=datetime(2024, 4, 10, 4, tzinfo=UTC), intake="chongqing-2024", season="s", traceparent=TRACE,
)
ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=300), st.binary(), st.lists(st.none()))


def test_what_is_written_is_read() -> None:
    assert envelope.read(envelope.write(SENT, user="registration"), routing_key=NAME) == SENT


def test_what_does_not_apply_is_left_out() -> None:
    bare = Message(id="m1", name=NAME, publisher="registration", key="k", version=(1, 1),
                   occurred_at=SENT.occurred_at, body=b"")
    written = envelope.write(bare, user="registration")
    assert set(written.properties["application_headers"]) == {"key", "version", "occurred_at"}
    assert envelope.read(written, routing_key=NAME) == bare


def test_a_name_under_another_routing_key_is_forged() -> None:
    with pytest.raises(envelope.Unreadable, match="routing key"):
        envelope.read(envelope.write(SENT, user="registration"), routing_key="review.season_adopted.v1")


@given(
    properties=st.dictionaries(st.sampled_from(["message_id", "type", "app_id", "user_id"]), ANYTHING),
    headers=st.none() | st.dictionaries(
        st.sampled_from(["key", "version", "occurred_at", "intake", "season", "traceparent", "x-death"]), ANYTHING),
)
def test_what_arrives_is_a_message_or_unreadable(properties: dict[str, Any], headers: dict[str, Any] | None) -> None:
    raw = amqp.Message(b"body", application_headers=headers, **{"type": NAME, **properties})
    assert envelope.deliveries_before(raw) == 0
    assert all(isinstance(part, str) for part in envelope.dead_reason(raw))
    try:
        read = envelope.read(raw, routing_key=NAME)
    except envelope.Unreadable as unreadable:
        read = unreadable.stand_in
    assert read.body == b"body"
    assert all(len(text) <= 200 and "\0" not in text for text in (read.id, read.name, read.key, read.intake or ""))


@pytest.mark.parametrize(("headers", "count"), [
    ({}, 0), ({"x-delivery-count": 3}, 3), ({"x-delivery-count": "9"}, 0),
    ({"x-acquired-count": 2, "x-delivery-count": 0}, 2),
])
def test_earlier_deliveries_are_counted_as_the_broker_counts_them(headers: dict[str, Any], count: int) -> None:
    assert envelope.deliveries_before(amqp.Message(b"", application_headers=headers)) == count


def test_the_stand_in_is_the_same_for_the_same_message() -> None:
    ids = set()
    for _ in range(2):
        with pytest.raises(envelope.Unreadable) as caught:
            envelope.read(amqp.Message(b"x", message_id="m"), routing_key=NAME)
        ids.add(caught.value.stand_in.id)
    assert len(ids) == 1
