"""One service's ear on RabbitMQ: takes batches from its queues and acknowledges only what its inbox has committed."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import amqp

from shared.bus import BusAway, Message, Taker, envelope
from shared.bus.link import BROKEN, Link
from shared.bus.topology import UNROUTED_QUEUE, queues_of

BATCH = 400
PREFETCH = 2 * BATCH
"""Per queue: while one batch is handled, the next is already on its way."""
HEARTBEAT = 30
"""Seconds. The broker gives up a silent consumer after about two of them: a batch must not take longer."""
COUNT_EVERY = 10.0
"""Seconds between looks at how much lies among the unrouted."""
ALONE_FROM = 2
"""A message delivered this often before may be what kills the worker: it is handled by itself."""


class Ear:
    """Owned by one thread. With several ears for one service, the broker lets only one of them hear."""

    def __init__(self, url: str, service: str, taker: Taker, *, timeout: float) -> None:
        self._url = url
        self._taker = taker
        self._timeout = timeout
        self._queues = queues_of(service)
        self._link: Link | None = None
        self._lanes: list[_Lane] = []
        self._counted_at = float("-inf")
        self.unrouted = 0

    def step(self, timeout: float = 0.0) -> bool:
        """Take what has arrived. Raises what the taker raises: then the messages stay in hand and come again
        with the next step, and nothing else is asked of the broker meanwhile. Raises :class:`BusAway`."""
        try:
            self._listen(timeout)
            moved = [self._take(lane) for lane in self._lanes]  # every lane, the urgent one first
            return any(moved)
        except BROKEN as error:
            self._drop()
            raise BusAway(reason=f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Take leave: what is in hand goes back to the queue and to whoever stands by."""
        if self._link is not None:
            self._link.close()
        self._drop()

    def _listen(self, timeout: float) -> None:
        link = self._link or self._connect()
        link.amqp.heartbeat_tick()
        self._count_unrouted()
        deadline = time.monotonic() + (0.0 if self._has_any() else timeout)
        while self._has_room() and link.drain(0 if self._has_any() else deadline - time.monotonic()):
            pass

    def _count_unrouted(self) -> None:
        if time.monotonic() >= self._counted_at + COUNT_EVERY:
            self.unrouted = self._lanes[0].count(UNROUTED_QUEUE)
            self._counted_at = time.monotonic()

    def _connect(self) -> Link:
        link = Link(self._url, timeout=self._timeout, heartbeat=HEARTBEAT)
        try:
            self._lanes = [_Lane(link, self._queues.urgent, self._take_run),
                           _Lane(link, self._queues.normal, self._take_run),
                           _Lane(link, self._queues.dead, self._bury_dead)]
        except BaseException:
            link.drop()
            raise
        self._link = link
        return link

    def _drop(self) -> None:
        if self._link is not None:
            self._link.drop()
        self._link, self._lanes = None, []

    def _has_any(self) -> bool:
        return any(lane.arrived for lane in self._lanes)

    def _has_room(self) -> bool:
        return all(len(lane.arrived) < BATCH for lane in self._lanes)

    def _take(self, lane: "_Lane") -> bool:
        batch = [lane.arrived[index] for index in range(min(BATCH, len(lane.arrived)))]
        for run in _runs(batch):
            lane.handle(run)
            lane.acknowledge(len(run))
        return bool(batch)

    def _take_run(self, run: list[amqp.Message]) -> None:
        messages: list[Message] = []
        for raw in run:
            try:
                messages.append(envelope.read(raw, routing_key=raw.delivery_info["routing_key"]))
            except envelope.Unreadable as error:
                self._taker.bury(error.stand_in, error.reason)
        if len(run) == 1 and messages and envelope.deliveries_before(run[0]) >= ALONE_FROM:
            self._taker.take_alone(messages[0])
        elif messages:
            self._taker.take(messages)

    def _bury_dead(self, run: list[amqp.Message]) -> None:
        for raw in run:
            why, routing_key = envelope.dead_reason(raw)
            try:
                self._taker.bury(envelope.read(raw, routing_key=routing_key), f"dead-lettered: {why}")
            except envelope.Unreadable as error:
                self._taker.bury(error.stand_in, f"dead-lettered: {why}; {error.reason}; sent as {routing_key}")


class _Lane:
    """A queue on a channel of its own, so that one acknowledgement covers everything before it."""

    def __init__(self, link: Link, queue: str, handle: Callable[[list[amqp.Message]], None]) -> None:
        self.handle = handle
        self.arrived: deque[amqp.Message] = deque()
        self._channel: Any = link.amqp.channel()
        self._channel.auto_decode = False
        self._channel.basic_qos(0, PREFETCH, False)  # per consumer: quorum queues know no global limit
        self._channel.basic_consume(queue, callback=self.arrived.append)

    def count(self, queue: str) -> int:
        """How many messages a queue holds; needs no right but to be connected."""
        return int(self._channel.queue_declare(queue, passive=True).message_count)

    def acknowledge(self, count: int) -> None:
        """The first ``count`` that arrived are committed."""
        self._channel.basic_ack(self.arrived[count - 1].delivery_tag, multiple=True)
        for _ in range(count):
            self.arrived.popleft()


def _runs(batch: list[amqp.Message]) -> Iterator[list[amqp.Message]]:
    """Neighbours that may share a transaction; what was delivered too often before stands alone."""
    for alone, group in groupby(batch, key=lambda raw: envelope.deliveries_before(raw) >= ALONE_FROM):
        if alone:
            yield from ([raw] for raw in group)
        else:
            yield list(group)
