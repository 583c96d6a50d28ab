"""The keyboard of the terminal in which a rehearsal was started."""

import os
import select
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

LOOK = 0.3
LINE = 1024
STDIN = 0


@dataclass
class Keyboard:
    """Enter is a question. Where nobody sits at a keyboard nothing is read."""

    asked: Callable[[], None]
    keys: int = STDIN

    def run(self, ended: Event) -> None:
        """Until it is told to end. It never waits in a read: a program that ends with one under way ends badly."""
        while os.isatty(self.keys) and not ended.is_set():
            ready, _, _ = select.select([self.keys], [], [], LOOK)
            if ready and not self._read(ended):
                return

    def _read(self, ended: Event) -> bool:
        """False at the end of the input. What is typed for another program of the terminal is not ours to read."""
        try:
            typed = os.read(self.keys, LINE)
        except OSError:
            return not ended.wait(LOOK)
        if typed:
            self.asked()
        return bool(typed)
