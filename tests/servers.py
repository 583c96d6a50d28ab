"""One PostgreSQL cluster and one RabbitMQ node for a whole session of tests, and what happens where there are none.

A tier asks for them by importing the fixture into its ``conftest.py``.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from shared.testing.nodes import (
    Absent,
    GivenPostgres,
    GivenRabbit,
    PostgresCluster,
    RabbitNode,
    open_postgres,
    open_rabbit,
)


@dataclass(frozen=True)
class Servers:
    """What is there; given servers may be used, never killed."""

    postgres: PostgresCluster | GivenPostgres
    rabbit: RabbitNode | GivenRabbit

    @property
    def our_rabbit(self) -> RabbitNode:
        """The node, for a test that kills or freezes it."""
        if not isinstance(self.rabbit, RabbitNode):
            pytest.skip("skipped: not our broker")  # a given address serves others too: it is never killed
        return self.rabbit

    @property
    def our_postgres(self) -> PostgresCluster:
        """The cluster, for a test that kills it."""
        if not isinstance(self.postgres, PostgresCluster):
            pytest.skip("skipped: not our database")  # as the broker: others may live there
        return self.postgres


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """Started once. Absent, the tests that ask for them are skipped in one loud line, or fail where ``CI`` is set."""
    with ExitStack() as stack:
        try:
            made = Servers(stack.enter_context(open_postgres()), stack.enter_context(open_rabbit()))
        except Absent as absent:
            if os.environ.get("CI", "").lower() in {"1", "true"}:
                pytest.fail(f"CI must run this tier: {absent}", pytrace=False)
            say = request.config.pluginmanager.get_plugin("terminalreporter")
            if say is not None:
                say.write_line(f"\n!!! TESTS ON REAL SERVERS SKIPPED: {absent} !!!", red=True, bold=True)
            pytest.skip(str(absent))  # said above in red, once; where CI is set, the tier has failed by now
        yield made
