"""The tiny service, raised anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared.web.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    raised = Site(tmp_path)
    yield raised
    raised.engine.dispose()
