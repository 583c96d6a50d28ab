"""The two worlds in which the chassis keeps its promises."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from itertools import count
from pathlib import Path

import pytest

from shared.bus.link import Link
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import declare, queues_of
from shared.contracts import REGISTRY
from shared.testing.nodes import open_postgres, open_rabbit
from shared.testing.scene import Scene, local_scene, open_database

_turn = count()


class Rabbit:
    """One broker and one cluster for all tests of a process; each test has fresh databases and empty queues."""

    def __init__(self, stack: ExitStack) -> None:
        self.postgres = stack.enter_context(open_postgres(durable=False))
        self.broker = stack.enter_context(open_rabbit())
        declare(self.broker.url, "notify", heard=list(REGISTRY), admin_url=self.broker.admin_url)

    @contextmanager
    def scene(self) -> Iterator[Scene]:
        names = [f"teller_{next(_turn)}", f"hearer_{next(_turn)}"]
        urls = self.postgres.databases(names)
        scene = Scene(
            open_database(urls[names[0]], "registration"), open_database(urls[names[1]], "notify"),
            bus=RabbitBus(self.broker.url, service="registration"), ears=RabbitBus(self.broker.url, service="notify"),
        )
        try:
            yield scene
        finally:
            scene.close()
            link = Link(self.broker.url, timeout=10, heartbeat=0)
            channel = link.amqp.channel()
            for queue in astuple(queues_of("notify")):
                channel.queue_purge(queue)
            link.close()
            self.postgres.drop(names)


@pytest.fixture(scope="session")
def rabbit() -> Iterator[Rabbit]:
    with ExitStack() as stack:
        yield Rabbit(stack)


@pytest.fixture(params=["local", "rabbit"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    if request.param == "local":
        with local_scene(tmp_path) as made:
            yield made
    else:
        with request.getfixturevalue("rabbit").scene() as made:
            yield made
