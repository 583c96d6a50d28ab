"""Servers and processes killed, frozen and refusing: nothing is lost, and nothing takes effect twice."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from shared.bus import BusAway
from shared.bus.topology import queues_of
from shared.db import DatabaseAway
from shared.outbox import Relay
from shared.testing.nodes import wait_for
from shared.testing.scene import Scene
from tests.servers import Servers
from tests.stack.wire import PATIENCE, Wire, both, everything_sent, in_order, tell_many


def send_some(scene: Scene, batch: int) -> None:
    """One batch of what is told, as a relay that is interrupted after it."""
    Relay(scene.teller, scene.bus, batch=batch).step()


def test_the_broker_is_killed_and_comes_back(servers: Servers, wire: Wire) -> None:
    node, scene = servers.our_rabbit, wire.scene
    told = tell_many(scene, 200)
    send_some(scene, 120)
    scene.ear.step(1)
    # The broker writes a new queue's name to disk half a second late: killed before, it comes back with an empty one.
    wait_for(lambda: node.has_on_disk(f"{wire.vhost}_{queues_of('notify').normal}"), what="the queue to be on disk")
    node.kill()
    for step in (scene.relay.step, scene.ear.step):
        with pytest.raises(BusAway):
            wait_for(step, what="the loss to be noticed")
    told = both(told, tell_many(scene, 50, start=200))  # people go on working
    node.restart()
    scene.settle()
    assert in_order(scene, told)


def test_the_broker_freezes_and_thaws(servers: Servers, wire: Wire) -> None:
    node, scene = servers.our_rabbit, wire.scene
    told = tell_many(scene, 100)
    send_some(scene, 50)
    assert scene.ear.step(1)
    node.freeze()
    try:
        for _ in range(2):  # the open connection, then a new one
            began = time.monotonic()
            with pytest.raises(BusAway):
                scene.relay.step()
            assert time.monotonic() - began < PATIENCE + 1
        assert not scene.ear.step(0.1)
    finally:
        node.thaw()
    scene.settle()
    assert in_order(scene, told)


def test_the_database_goes_away_and_comes_back(servers: Servers, wire: Wire) -> None:
    cluster, scene = servers.our_postgres, wire.scene
    told = tell_many(scene, 300)
    send_some(scene, 250)
    cluster.kill()
    try:
        with pytest.raises(DatabaseAway):
            scene.relay.step()
        for _ in range(3):
            with pytest.raises(DatabaseAway):
                wait_for(lambda: scene.ear.step(0.5), what="a message")
    finally:
        cluster.restart()
    scene.settle()
    assert in_order(scene, told)


class Workers:
    """Processes of a wire's pair, and what they printed."""

    def __init__(self, wire: Wire) -> None:
        self._addresses = [wire.teller_database, wire.hearer_database, wire.teller_bus, wire.hearer_bus]
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, role: str, *, fatal: str = "") -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.stack.worker", role, *self._addresses, fatal]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.running.append(process)
        return process

    def ready(self) -> None:
        for process in self.running:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            os.set_blocking(process.stdout.fileno(), False)

    def active(self) -> int:
        """The pid of the one that moved something since this was last asked; 0 for none."""
        moved = [process.pid for process in self.running if process.stdout and process.stdout.read()]
        assert len(moved) <= 1, "two are at work at once"
        return moved[0] if moved else 0

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


@contextlib.contextmanager
def at_work(wire: Wire, *roles: str) -> Iterator[Workers]:
    workers = Workers(wire)
    try:
        for role in roles:
            workers.start(role)
        workers.ready()
        yield workers
    finally:
        workers.close()


def test_a_second_relay_stands_by_and_takes_over(wire: Wire) -> None:
    scene = wire.scene
    with at_work(wire, "relay", "relay") as workers:
        told = tell_many(scene, 100)
        active = wait_for(workers.active, what="one of them to send")
        os.kill(active, signal.SIGKILL)
        told = both(told, tell_many(scene, 100, start=100))
        wait_for(lambda: everything_sent(scene.teller), what="the other to send the rest")
    wait_for(lambda: (scene.ear.step(0.2), in_order(scene, told))[1], what="everything to arrive in order")


def test_a_second_consumer_stands_by_and_takes_over(wire: Wire) -> None:
    scene = wire.scene
    with at_work(wire, "ear", "ear") as workers:
        told = tell_many(scene, 600)
        scene.send()
        active = wait_for(workers.active, what="one of them to hear")
        os.kill(active, signal.SIGKILL)
        told = both(told, tell_many(scene, 100, start=600))
        scene.send()
        wait_for(lambda: len(scene.effects()) >= 700, what="the other to hear the rest")
    assert in_order(scene, told)


@pytest.mark.sweep
def test_a_frozen_relay_is_freed_of_its_lock(servers: Servers, wire: Wire) -> None:
    node, scene = servers.our_rabbit, wire.scene
    with at_work(wire, "relay") as workers:
        node.freeze()  # so that the relay waits for confirms inside its transaction
        try:
            told = tell_many(scene, 50)
            wait_for(lambda: _locked(scene), what="the relay to be at work")
            workers.running[0].send_signal(signal.SIGSTOP)
        finally:
            node.thaw()
        assert _locked(scene)
        assert not scene.relay.step(), "the frozen one holds the lock"
        wait_for(lambda: (scene.relay.step(), everything_sent(scene.teller))[1], seconds=60, what="the standby to send")
        workers.running[0].send_signal(signal.SIGCONT)
        told = both(told, tell_many(scene, 50, start=50))
        wait_for(lambda: everything_sent(scene.teller), what="the thawed one to go on")
    wait_for(lambda: (scene.ear.step(0.2), in_order(scene, told))[1], what="everything to arrive in order")


def _locked(scene: Scene) -> bool:
    with scene.teller.read() as conn:
        return bool(conn.exec_driver_sql(
            "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()").first())


def test_a_message_that_kills_its_worker_ends_dead_and_the_rest_goes_on(wire: Wire) -> None:
    scene = wire.scene
    deadly = scene.tell_opened("a", "deadly")
    scene.tell_opened("b", "1")
    scene.send()
    workers = Workers(wire)
    try:
        deaths = 0
        while not _ended(workers.start("ear", fatal="deadly"), scene):
            deaths += 1
            assert deaths < 8
        assert deaths >= 2
    finally:
        workers.close()
    assert scene.effects() == ["1"]
    assert scene.status(deadly) == "dead"


def _ended(worker: subprocess.Popen[bytes], scene: Scene) -> bool:
    """Whether all is heard (True), or the worker died of it (False)."""
    wait_for(
        lambda: worker.poll() is not None or (scene.effects() == ["1"] and _is_dead(scene)), what="one or the other"
    )
    return worker.poll() is None


def _is_dead(scene: Scene) -> bool:
    with scene.hearer.read() as conn:
        return bool(conn.exec_driver_sql("SELECT 1 FROM inbox WHERE status = 'dead'").first())
