"""What every act needs, and where it tells how far it is: on screen, in numbers, in faults that stop nobody else."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from rich.progress import Progress

from rehearsal.calendar import Calendar
from rehearsal.candidates import Desk, NotRefused
from rehearsal.cast import Staff
from rehearsal.doors import Refused, Stopwatch
from rehearsal.quiet import Quiet
from rehearsal.script import Script
from rehearsal.waiting import NeverCame

AT_ONCE = 4
"""How many people are served at the same time: two cores have no more to give."""
FAULTS = (Refused, NotRefused, NeverCame, AssertionError)
"""What somebody meets at a door who comes to something that was done otherwise than they expected."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class Stage:
    """The script, the staff, the clock, and whoever looks on. ``tally`` counts what was done, by its title.

    ``faults``: None where a failure ends the play, as in the demo. Beside people who do parts by hand it is a list: who
    met something unexpected is written there, and the others go on.
    """

    script: Script
    staff: Staff
    calendar: Calendar
    quiet: Quiet
    desk: Desk
    watch: Stopwatch
    progress: Progress
    between: Callable[[str], None]
    tally: Counter[str] = field(default_factory=Counter)
    faults: list[str] | None = None

    @contextmanager
    def counting(self, title: str, total: int) -> Iterator[Callable[[], None]]:
        """A bar of the progress on screen, and a line of the tally."""
        task = self.progress.add_task(title, total=total)
        counting = Lock()

        def done() -> None:
            with counting:
                self.tally[title] += 1
            self.progress.advance(task)

        yield done

    def at_once(self, act: Callable[[T], R], each: Iterable[T]) -> list[R]:
        """Do something for everybody, a few at a time; what came of it, in their order. The first failure is raised."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(act, each))

    def minded(self, who: str, act: Callable[[], T]) -> T | None:
        """What somebody's act gives; None where it failed and the others go on."""
        try:
            return act()
        except FAULTS as fault:
            if self.faults is None:
                raise
            self.faults.append(f"{who}：{fault}")
            return None
