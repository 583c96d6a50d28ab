"""Killed at any line of relay, inbox and local bus, nothing is lost and nothing takes effect twice."""

import random
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from shared import inbox, outbox
from shared.bus import local
from shared.inbox import rows, taking
from shared.testing.kill import killed_at, lines_executed
from shared.testing.scene import Scene, local_scene

MODULES = (outbox, taking, rows, local)
LEAST_LINES = 250
"""The scene runs through at least so many lines of them; if fewer, the scene no longer tests what it says."""
SAMPLE = 40
EVERYTHING = ["1", "2", "3", "4", "a=new"]


def prepare(scene: Scene) -> None:
    """Facts and states, one fact that fails once and one that waits for a state."""
    scene.tell_opened("a", "1")
    scene.tell_opened("b", "2")
    scene.tell_opened("b", "3")
    scene.tell_opened("c", "4")
    scene.tell_contact("a", "new")


def set_up(scene: Scene) -> None:
    scene.listener.failing["2"] = 2
    scene.listener.needs["4"] = "a=new"


def run(folder: Path) -> None:
    """What is killed: the relay, the bus and the inbox, through failure and waiting."""
    with local_scene(folder) as scene:
        set_up(scene)
        scene.send()
        scene.retry_everything()


def check(folder: Path) -> None:
    """After a new start, everything took effect exactly once and nothing is left."""
    with local_scene(folder) as scene:
        scene.listener.needs["4"] = "a=new"
        scene.settle()
        scene.retry_everything()
        assert sorted(scene.effects()) == EVERYTHING
        assert scene.effects().index("2") < scene.effects().index("3")
        with scene.teller.read() as conn:
            assert outbox.summary(conn).unsent == 0
        with scene.hearer.read() as conn:
            assert {status for _, status in inbox.counts_by_status(conn)} == {"done"}


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], Path]:
    """Each call: a folder with databases in which everything is told and nothing sent."""
    template = tmp_path / "template"
    template.mkdir()
    with local_scene(template) as scene:
        prepare(scene)

    def copy() -> Path:
        folder = tmp_path / "turn"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        return folder

    return copy


def kill_and_check(lines: list[int], fresh: Callable[[], Path]) -> int:
    killed = 0
    for line in lines:
        folder = fresh()
        killed += killed_at(line, partial(run, folder), MODULES)
        check(folder)
    return killed


def test_killed_at_a_sample_of_lines(fresh: Callable[[], Path]) -> None:
    total = lines_executed(partial(run, fresh()), MODULES)
    assert total >= LEAST_LINES
    sample = random.Random(20240410).sample(range(1, total + 1), SAMPLE)
    assert kill_and_check(sample, fresh) == SAMPLE


@pytest.mark.sweep
def test_killed_at_every_line(fresh: Callable[[], Path]) -> None:
    total = lines_executed(partial(run, fresh()), MODULES)
    assert total >= LEAST_LINES
    killed = kill_and_check(list(range(1, total + 1)), fresh)
    assert killed == total
    print(f"{killed} lines killed")
