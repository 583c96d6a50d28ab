"""``demo``: a whole season played from end to end; accounts opened per second, and where the time goes."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, Size

COUNT = 200
FEWEST = 20
"""As few candidates as a rehearsal takes."""
SEED = 1
SECONDS = 60
"""In which 200 accounts are to be opened."""


class NotPlayed(Exception):
    """The demo failed; its own last words are the message."""


def run(size: Size) -> Figure:
    """One play, as ``make demo`` plays it, in a folder of its own. The rate is that of opening accounts; the whole
    play also waits for the minute that must lie between two codes to one phone. There is no plain way beside it."""
    candidates = max(size.or_else(COUNT), FEWEST)
    with tempfile.TemporaryDirectory(prefix="longmen-bench-") as folder:
        summary = play(candidates, Path(folder) / "demo")
    opening = float(summary["where"]["opening"])
    return Figure(
        name="demo", unit="accounts/s", value=round(summary["accounts"] / opening, 2),
        detail={
            "candidates": candidates, "accounts": summary["accounts"], "seconds": summary["seconds"],
            "where": summary["where"], "invariants_hold": all(summary["invariants"].values()),
            "goal_seconds_for_200": SECONDS,
        },
    )


def play(candidates: int, var: Path) -> dict[str, Any]:
    """The summary of a play."""
    options = ["--season", default_season(), "--candidates", str(candidates), "--seed", str(SEED), "--var", str(var)]
    done = subprocess.run([sys.executable, "-m", "rehearsal", "demo", *options], capture_output=True, text=True,
                          check=False, timeout=300)
    if done.returncode != 0:
        raise NotPlayed((done.stdout + done.stderr)[-3000:])
    summary: dict[str, Any] = json.loads((var / "summary.json").read_text())
    return summary


def default_season() -> str:
    """The one that ``make demo`` plays: it stands in the Makefile alone."""
    found = re.search(r"^SEASON \?= (\S+)$", Path("Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise NotPlayed("the Makefile names no default season")
    return found.group(1)
