"""What every tier of tests shares: sockets stay shut, except loopback for the tiers that speak over the wire.

pyproject.toml shuts all sockets; so a service's own tests need nothing from here when the service stands alone.
"""

from pathlib import Path

import pytest
from hypothesis import settings

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
ON_THE_WIRE = {"flows", "contracts", "stack", "browser"}
HERE = Path(__file__).parent

# A busy machine is no failure, and a run leaves nothing in the tree.
settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open loopback, and nothing else, to the tiers that run servers, brokers or databases."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.relative_to(HERE).parts[0] in ON_THE_WIRE:
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
