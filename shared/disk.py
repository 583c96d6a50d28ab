"""When something written must have reached the disk: before anybody is told that it is kept."""

import os
from threading import Event

_is_spared = Event()


def sync(descriptor: int) -> None:
    """Wait until a file, or a folder's list of names, is on the disk; not where the process spares it."""
    if not _is_spared.is_set():
        os.fsync(descriptor)


def spare() -> None:
    """This process waits for no disk from now on: for demos and tests, whose data nobody keeps. What is written still
    outlives the process, but not the machine."""
    _is_spared.set()


def is_spared() -> bool:
    """Whether this process waits for no disk."""
    return _is_spared.is_set()
