"""Killed at any line while colleges are told of a round, each is told everything once."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from services.admission.jobs import Teller, teller
from services.admission.store import briefing as briefings
from services.admission.store import mailbox as mail
from services.admission.tests.college import digest
from services.admission.tests.play import Play
from services.admission.usecases import briefing, mailbox
from shared.college_client.letters import read
from shared.db import Database, open_engine
from shared.kernel import wall_clock
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.testing.house import Home
from shared.testing.kill import killed_at, lines_executed

MODULES = (teller, briefing, mailbox, mail, briefings)
LEAST_LINES = 150
SAMPLE = 25
X, Y = "5001", "5002"
KINDS = {X: ["round_announced.v1", "round_dispatch.v1", "round_manifest.v1"],
         Y: ["round_announced.v1", "round_manifest.v1"]}


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    engine = open_engine(f"sqlite:///{folder / 'admission.db'}", durable=False)
    box = Box(KeyRing.read_or_create(folder / "admission.keyring"), "admission")
    try:
        yield Database(engine, service="admission", box=box)
    finally:
        engine.dispose()


@pytest.fixture
def fresh(play: Play, home: Home, tmp_path: Path) -> Callable[[], Path]:
    """Each call: admission's database after a round went down, and nobody told of it."""
    play.plan({(X, "01"): 1, (Y, "01"): 1})
    play.filed({"a": {"A": (X, ["01"])}, "b": {"A": (X, ["01"])}})
    play.send("1")
    with home.services["admission"].db.begin() as tx:
        for table in (mail.MAIL, mail.MAILBOXES, briefings.BRIEFINGS):
            tx.conn.execute(table.delete())
    home.stop("admission")
    template = tmp_path / "template"
    template.mkdir()
    for path in home.folder.glob("admission.*"):
        shutil.copy(path, template)

    def copy() -> Path:
        folder = tmp_path / "turn"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        return folder

    return copy


def tell(folder: Path) -> None:
    with opened(folder) as db:
        errand = Teller()
        while errand(db, wall_clock()):
            pass


def check(folder: Path) -> None:
    tell(folder)
    with opened(folder) as db, db.read() as conn:
        for college, kinds in KINDS.items():
            found = mail.page(conn, db.box, college, after=0, most=100)
            assert [each.type for each in found] == kinds
            assert [each.n for each in found] == list(range(1, len(kinds) + 1))
            letters = [read(each.body) for each in found]
            parts = [each["content"]["files"] for each in letters if each["type"] == "round_dispatch.v1"]
            assert letters[-1]["content"]["files_digest"] == digest([file for part in parts for file in part])


def kill_and_check(lines: list[int], fresh: Callable[[], Path]) -> int:
    killed = 0
    for line in lines:
        folder = fresh()
        killed += killed_at(line, partial(tell, folder), MODULES)
        check(folder)
    return killed


def test_killed_at_a_sample_of_lines(fresh: Callable[[], Path]) -> None:
    total = lines_executed(partial(tell, fresh()), MODULES)
    assert total >= LEAST_LINES
    sample = random.Random(20240412).sample(range(1, total + 1), SAMPLE)
    assert kill_and_check(sample, fresh) == SAMPLE


@pytest.mark.sweep
def test_killed_at_every_line(fresh: Callable[[], Path]) -> None:
    total = lines_executed(partial(tell, fresh()), MODULES)
    assert kill_and_check(list(range(1, total + 1)), fresh) == total
    print(f"{total} lines killed")
