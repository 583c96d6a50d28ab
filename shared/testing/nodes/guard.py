"""Outlives whoever started a node: when its standard input ends, it kills all that lives in the folder and removes it.

Run as a script with the folder as its argument, by an interpreter without our packages. Its input is a pipe
held by the owner, so it ends also after ``kill -9`` of the owner. A process belongs to a node when its working
directory lies in the node's folder: that finds daemons and children of children, and never a stranger.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path


def inhabitants(folder: Path) -> list[int]:
    """The live processes whose working directory is the folder or lies below it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            home = (entry / "cwd").readlink()
        except OSError:  # ended meanwhile, a zombie, or another user's
            continue
        if home == folder or folder in home.parents:
            found.append(int(entry.name))
    return found


def signal_all(folder: Path, number: signal.Signals) -> None:
    """Send a signal to everybody in the folder, as often as new ones appear."""
    told: set[int] = set()
    while fresh := set(inhabitants(folder)) - told:
        for pid in fresh:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        told |= fresh


def clear(folder: Path) -> None:
    """Kill everybody, remove the shared memory that a killed PostgreSQL cannot, and the folder."""
    while inhabitants(folder):
        signal_all(folder, signal.SIGKILL)
        time.sleep(0.01)  # noqa: TID251  (the end of a killed process can only be asked for)
    for lock in folder.glob("*/postmaster.pid"):
        for line in lock.read_text().splitlines()[6:7]:  # "key id" of its segment, by PostgreSQL's own layout
            subprocess.run(["ipcrm", "-m", line.split()[-1]], check=False, stderr=subprocess.DEVNULL)
    shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Wait for the end of the owner, then clear."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    clear(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
