"""One portal and one browser for the whole tier; each module says in which state of the season it begins."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import stage
from tests.browser.season import STATES, Play

ORDER = [stop.name for stop in STATES]
expect.set_options(timeout=stage.PATIENCE)
Window = Callable[..., AbstractContextManager[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The clock only goes forward: modules come in the order of the season."""
    ours = [place for place, item in enumerate(items) if hasattr(_module(item), "STATE")]
    ordered = sorted((items[place] for place in ours), key=_turn)
    for place, item in zip(ours, ordered, strict=True):
        items[place] = item


@pytest.fixture(scope="session")
def _season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    if stage.chromium() is None:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail("CI must run this tier: no Chromium (deploy/setup servers)", pytrace=False)
        pytest.skip("skipped: no Chromium (deploy/setup servers)")  # as on servers: one loud line, and never in CI
    play = Play(tmp_path_factory.mktemp("portal"))
    yield play
    play.close()


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Chromium."""
    with stage.browser() as started:
        yield started


@pytest.fixture(scope="module")
def play(request: pytest.FixtureRequest, _season: Play) -> Play:
    """The season in the state that the module names."""
    _season.to(request.module.STATE)
    return _season


@pytest.fixture
def window(play: Play, chrome: Browser) -> Window:
    """Open a window: ``who=``, ``device=``, ``scripts=``, ``lang=``."""
    return partial(stage.window, chrome, play.portal.base)


def _turn(item: pytest.Item) -> tuple[bool, int]:
    """Sweeps last: they go on to the end of the season."""
    return item.get_closest_marker("sweep") is not None, ORDER.index(_module(item).STATE)


def _module(item: pytest.Item) -> Any:
    return getattr(item, "module", None)
