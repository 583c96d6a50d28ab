"""A service survives whatever stands in its queue, and keeps what it could not handle for a person to see."""

from dataclasses import replace

from shared import codec
from shared.bus import Message
from shared.contracts.registration import SessionRevoked
from shared.kernel import new_id, wall_clock
from shared.testing.house import Home
from shared.testing.promises.asked import Asked


class MessagePromises(Asked):
    """Messages broken, forged, unknown and repeated."""

    def test_a_body_that_is_no_json_is_kept_dead(self, home: Home) -> None:
        home.bus.publish([replace(message(), body=b"\xff\xfe not json")])
        assert self.statuses(home) == {"dead": 1}

    def test_a_body_that_lacks_a_field_is_kept_dead(self, home: Home) -> None:
        home.bus.publish([replace(message(), body=b'{"session": "s"}')])
        assert self.statuses(home) == {"dead": 1}

    def test_a_body_beyond_the_limit_is_kept_dead(self, home: Home) -> None:
        home.bus.publish([replace(message(), body=b" " * (codec.LIMIT + 1))])
        assert self.statuses(home) == {"dead": 1}

    def test_a_publisher_that_may_not_tell_this_is_not_believed(self, home: Home) -> None:
        home.bus.publish([replace(message(), publisher="notify")])
        assert self.statuses(home) == {"dead": 1}

    def test_a_key_of_another_publisher_is_not_believed(self, home: Home) -> None:
        home.bus.publish([replace(message(), key="notify/session/s")])
        assert self.statuses(home) == {"dead": 1}

    def test_a_fact_delivered_twice_has_one_effect(self, home: Home) -> None:
        once = message()
        home.bus.publish([once])
        home.bus.publish([once])
        assert self.statuses(home) == {"done": 1}

    def test_what_follows_a_broken_message_is_handled(self, home: Home) -> None:
        home.bus.publish([replace(message(), body=b"{}"), message()])
        assert self.statuses(home) == {"dead": 1, "done": 1}

    def test_dead_messages_are_measured(self, home: Home) -> None:
        home.bus.publish([replace(message(), body=b"{}")])
        measured = self.get(home, "/metrics").text
        assert f'inbox_dead{{service="{self.name}"}} 1.0' in measured

    def statuses(self, home: Home) -> dict[str, int]:
        """How many session_revoked messages have which status."""
        home.settle()
        heard = [row for row in self.facts(home, "heard") if row["name"] == SessionRevoked.NAME]
        return {row["status"]: row["count"] for row in heard}


def message() -> Message:
    """A message that every service hears."""
    session = new_id()
    return Message(
        id=new_id(), name=SessionRevoked.NAME, publisher="registration", key=f"registration/session/{session}",
        version=(1, 1), occurred_at=wall_clock(),
        body=codec.encode(SessionRevoked(session=session, until=wall_clock())),
    )
