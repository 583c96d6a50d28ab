"""Admission's end of the colleges' link: letters go down with windowed confirms, and come up to be kept before the ack.

Owned by one thread. Nothing is ever repaired: at the first error the connection is dropped, and made anew next time.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

import amqp

from shared.bus import BusAway, Published
from shared.bus.colleges import DOWN, RETURNS, college_of_key, queue_of_college, user_of_college
from shared.bus.envelope import PERSISTENT
from shared.bus.hand import Answers, Hand
from shared.bus.link import BROKEN, Link, user_of
from shared.kernel import wall_clock

TIMEOUT = 10.0
HEARTBEAT = 30
WINDOW = 64
"""Letters unconfirmed at once: one may have a hundred kilobytes."""
AT_ONCE = 50
"""Letters taken at once; each is handled by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A letter on its way down."""

    message_id: str
    kind: str
    college: str
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """What came up. ``college``: whose key it has, which the broker let nobody else write; None for a key of none.
    ``proven``: it names its sender, whom the broker verified. ``listening_since``: since when we have been there to
    take it (wall clock)."""

    college: str | None
    proven: bool
    body: bytes
    listening_since: datetime


Take = Callable[[Arrival], None]
"""Returns once the letter and its effect are committed. Whatever it raises means: not committed, give it again."""
Failed = Callable[[Arrival, Exception, bool], None]
"""Told of a letter that could not be taken, and whether it was the last try: it then goes to the dead letters."""


class LetterBox:
    """Sends and hears. Connects when first used; everything raises :class:`BusAway` when there is no answer."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        self._url = url
        self._timeout = timeout
        self._held: _Held | None = None

    def send(self, parcels: Sequence[Parcel]) -> Published:
        """Send in order, and wait for every confirm within one deadline."""
        published = Published()
        with self._held_line(published) as held:
            held.send(parcels, published, deadline=time.monotonic() + self._timeout)
        return published

    def hear(self, take: Take, failed: Failed) -> bool:
        """Hand over what has arrived, one by one, each acknowledged once it is taken. One that fails rests, is tried
        again, and is given up at last; the others go on. True if anything was settled. What ``take`` raises as
        :class:`shared.db.DatabaseAway` is raised here: nothing is wrong with the letter."""
        with self._held_line(Published()) as held:
            held.listen()
            return held.hand_over(take, failed)

    def close(self) -> None:
        """Take leave: what was not acknowledged goes back to the queue."""
        if self._held is not None:
            self._held.link.close()
            self._held = None

    @contextmanager
    def _held_line(self, published: Published) -> Iterator["_Held"]:
        try:
            if self._held is None:
                self._held = _Held(Link(self._url, timeout=self._timeout, heartbeat=HEARTBEAT), user_of(self._url))
            yield self._held
        except BROKEN as error:
            self._drop()
            raise BusAway(published, reason=f"{type(error).__name__}: {error}") from error

    def _drop(self) -> None:
        if self._held is not None:
            self._held.link.drop()
        self._held = None


class _Held:
    """One connection: a channel in confirm mode, and a channel that consumes."""

    def __init__(self, link: Link, user: str) -> None:
        self.link = link
        self._user = user
        self._sent = 0
        self._waiting: dict[int, str] = {}  # delivery tag → message id, in the order sent
        self._returned: dict[str, str] = {}
        self._published = Published()
        self._hand: Hand[amqp.Message] = Hand()
        try:
            self._down: Any = link.amqp.channel()
            self._down.confirm_select()
            self._down.events["basic_ack"].add(self._on_ack)
            self._down.events["basic_nack"].add(self._on_nack)
            self._down.events["basic_return"].add(self._on_return)
            self._up: Any = link.amqp.channel()
            self._up.auto_decode = False
            self._up.basic_qos(0, AT_ONCE, False)
            self._up.basic_consume(RETURNS, callback=self._keep)
        except BaseException:
            link.drop()
            raise
        self._since = wall_clock()

    def send(self, parcels: Sequence[Parcel], published: Published, *, deadline: float) -> None:
        self._published = published
        for parcel in parcels:
            while len(self._waiting) >= WINDOW:
                self._hear_one(deadline)
            self._sent += 1
            self._waiting[self._sent] = parcel.message_id
            raw = amqp.Message(
                parcel.body, content_type="application/json", delivery_mode=PERSISTENT, message_id=parcel.message_id,
                type=parcel.kind, app_id="admission", user_id=self._user,
            )
            self._down.basic_publish(
                raw, exchange=DOWN, routing_key=queue_of_college(parcel.college), mandatory=True)
        while self._waiting:
            self._hear_one(deadline)

    def listen(self) -> None:
        """Let everything be heard that the broker has said already."""
        self.link.amqp.heartbeat_tick()
        while len(self._hand) < AT_ONCE and self.link.drain(0):
            pass

    def hand_over(self, take: Take, failed: Failed) -> bool:
        return self._hand.hand_over(Answers(
            take=lambda raw: take(self._arrival(raw)), ack=self._up.basic_ack,
            give_up=lambda tag: self._up.basic_reject(tag, requeue=False),
            failed=lambda raw, error, is_over: failed(self._arrival(raw), error, is_over),
        ), wall_clock())

    def _keep(self, raw: amqp.Message) -> None:
        self._hand.add(raw, owner=college_of_key(raw.delivery_info["routing_key"]), tag=raw.delivery_tag)

    def _arrival(self, raw: amqp.Message) -> Arrival:
        college = college_of_key(raw.delivery_info["routing_key"])
        sender = raw.properties.get("user_id")
        return Arrival(
            college=college, proven=college is not None and sender == user_of_college(college),
            body=raw.body if isinstance(raw.body, bytes) else str(raw.body).encode(), listening_since=self._since,
        )

    def _hear_one(self, deadline: float) -> None:
        if not self.link.drain(deadline - time.monotonic()) and time.monotonic() >= deadline:
            raise TimeoutError(f"{len(self._waiting)} letters are not confirmed in time")

    def _settled(self, tag: int, *, multiple: bool) -> list[str]:
        tags = list(takewhile(lambda held: held <= tag, self._waiting)) if multiple else [tag]
        return [self._waiting.pop(one) for one in tags]

    def _on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  (the library's signature)
        for message_id in self._settled(tag, multiple=multiple):
            if reason := self._returned.pop(message_id, None):
                self._published.refused[message_id] = reason
            else:
                self._published.confirmed.add(message_id)

    def _on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  (the library's signature)
        for message_id in self._settled(tag, multiple=multiple):
            self._published.refused[message_id] = "the broker would not keep it (nack)"

    def _on_return(self, error: Exception, _exchange: str, _routing_key: str, raw: amqp.Message) -> None:
        self._returned[raw.properties["message_id"]] = f"the college has no queue: {error}"


__all__ = ["Arrival", "LetterBox", "Parcel", "Take"]
