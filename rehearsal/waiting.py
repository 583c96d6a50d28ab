"""Waiting for a condition: the driver looks from outside and never knows when something is done but by looking."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0


class NeverCame(Exception):
    """What was waited for did not come."""


def until(condition: Callable[[], T | None], *, what: str, seconds: float = PATIENCE, every: float = 0.05) -> T:
    """What ``condition`` returns once it is true."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() >= deadline:
            raise NeverCame(f"waited {seconds:.0f} s for {what}")
        pause.wait(every)
