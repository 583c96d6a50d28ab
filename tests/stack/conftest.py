"""Real servers of our own, and a fresh wire between a teller and a hearer for each test."""

from collections.abc import Iterator

import pytest

from tests.servers import Servers, servers
from tests.stack.wire import Wire, lay

__all__ = ["servers"]


@pytest.fixture
def wire(servers: Servers) -> Iterator[Wire]:
    with lay(servers) as made:
        yield made
