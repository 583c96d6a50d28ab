"""Kill a process at the n-th executed line of given modules: for promises that must hold wherever power fails."""

import os
import signal
import sys
from collections.abc import Callable, Collection
from types import FrameType, ModuleType
from typing import Any


def lines_executed(work: Callable[[], None], modules: Collection[ModuleType]) -> int:
    """How many lines of these modules ``work`` executes. ``work`` runs in a child process."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        counter = _Counter(modules, kill_at=0)
        _run_and_leave(work, counter, report=lambda: os.write(writer, str(counter.executed).encode()))
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        return int(said.read() or 0)


def killed_at(line: int, work: Callable[[], None], modules: Collection[ModuleType]) -> bool:
    """Run ``work`` in a child that is sent SIGKILL at the n-th executed line. True if it was (it got so far)."""
    child = os.fork()
    if child == 0:
        _run_and_leave(work, _Counter(modules, kill_at=line), report=lambda: None)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


class _Counter:
    def __init__(self, modules: Collection[ModuleType], *, kill_at: int) -> None:
        self._files = {module.__file__ for module in modules}
        self._kill_at = kill_at
        self.executed = 0

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename not in self._files:
            return None
        if event == "line":
            self.executed += 1
            if self.executed == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self.trace


def _run_and_leave(work: Callable[[], None], counter: _Counter, *, report: Callable[[], object]) -> None:
    code = 1
    try:
        sys.settrace(counter.trace)
        work()
        sys.settrace(None)
        report()
        code = 0
    finally:
        os._exit(code)  # no cleaning up: the child is a copy of the test process
