"""The same season on RabbitMQ and PostgreSQL with kills on the way, and in one process: equal but for time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]
MAY_DIFFER = {"seconds", "where", "checked", "faults"}
PLAYED = ["--season", "chongqing-2024-exempt", "--candidates", "20", "--seed", "11"]


def play(world: str, var: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "rehearsal", world, *PLAYED, "--var", str(var)]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads((var / "summary.json").read_text())
    return found


@pytest.mark.sweep
def test_ten_processes_with_kills_end_as_one_process_does(tmp_path: Path) -> None:
    stack, demo = play("stack", tmp_path / "stack"), play("demo", tmp_path / "demo")
    assert {fault["what"] for fault in stack["faults"]} == {
        "broker", "notify worker", "registration worker", "choices web", "PostgreSQL"}
    assert all(stack["invariants"].values())
    assert comparable(stack) == comparable(demo)


def comparable(summary: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name not in MAY_DIFFER}
