"""What every node is: a folder, a guard that clears it, and a server process that can be stopped, killed and frozen."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self, TypeVar

from shared.testing.nodes import guard

T = TypeVar("T")
START_SECONDS = 60.0


class NodeFailed(Exception):
    """The server did not come up, or went away; the tail of its log is the message."""


def wait_for(condition: Callable[[], T | None], *, seconds: float = 20.0, what: str = "the condition") -> T:
    """Ask until the answer is true, and return it. For tests in place of sleeping."""
    deadline = time.monotonic() + seconds
    pause = 0.005
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(pause)  # noqa: TID251  (the one place that waits between questions)
        pause = min(pause * 1.5, 0.1)
    return answer


def free_ports(count: int) -> list[int]:
    """Loopback ports nobody listens on at this moment."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()


class Node(ABC):
    """A server of our own on loopback. As a context manager it starts, and leaves nothing behind."""

    ORDERLY: ClassVar[signal.Signals] = signal.SIGTERM
    ours = True
    """May be killed and frozen, unlike a server whose address was given to us."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix=f"longmen-{name}-"))
        command = [sys.executable, "-I", "-S", guard.__file__, str(self.folder)]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, cwd="/", start_new_session=True)
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process; 0 while it is down."""
        return self._server.pid if self._server is not None else 0

    @abstractmethod
    def start(self) -> None:
        """Start the server and wait until it answers."""

    def stop(self) -> None:
        """End the server in good order; its data stays."""
        self._end(self.ORDERLY)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        guard.signal_all(self.folder, signal.SIGKILL)
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop (unless it was killed) and start again, on the same port with the same data."""
        if self._server is not None:
            self.stop()
        self.start()

    def freeze(self) -> None:
        """Stop every process of the server: connections stay open and nobody answers."""
        guard.signal_all(self.folder, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        guard.signal_all(self.folder, signal.SIGCONT)

    def close(self) -> None:
        """Kill what is left and remove the folder: the guard does it, as it would without us."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait()
        if self._server is not None:
            self._server.wait()
            self._server = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    @property
    def log(self) -> Path:
        """Where the server's output goes."""
        return self.folder / "server.log"

    def tail(self, lines: int = 15) -> str:
        """The end of the server's output."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def launch(self, command: Sequence[str], *, environment: Mapping[str, str],
               ready: Callable[[], bool]) -> None:
        """Run the server in its folder until it is ready, or raise with the tail of its log."""
        with self.log.open("ab") as output:
            self._server = server = subprocess.Popen(
                command, cwd=self.folder, env={**environment}, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True)

        def answers() -> bool:
            if server.poll() is not None:
                raise NodeFailed(f"{self.name} ended with {server.returncode}:\n{self.tail()}")
            return ready()

        try:
            wait_for(answers, seconds=START_SECONDS, what=f"{self.name} to come up")
        except TimeoutError as late:
            raise NodeFailed(f"{late}\n{self.tail()}") from late

    def _end(self, number: signal.Signals) -> None:
        if self._server is None:
            return
        if self._server.poll() is None:
            self.thaw()
            os.kill(self._server.pid, number)
        try:
            self._server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            guard.signal_all(self.folder, signal.SIGKILL)
            self._server.wait()
        wait_for(self._settled, what=f"{self.name}'s processes to end")
        self._server = None

    def _settled(self) -> bool:
        return not guard.inhabitants(self.folder)
