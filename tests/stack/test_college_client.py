"""The colleges' client on a real broker, killed wherever it stands: nothing is lost, and nothing is half."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from shared.bus.colleges import RETURNS, UP, queue_of_college
from shared.bus.letters import LetterBox, Parcel
from shared.college_client import Folder, Kept, Line, Refused, canonical, folder, letter, letters, line, rounds
from shared.college_client.letters import digest
from shared.testing.kill import killed_at, lines_executed
from shared.testing.nodes import wait_for
from tests.servers import Servers
from tests.stack.colleges import MINE, OTHERS, Colleges, admit, taken

MODULES = (folder, letters, line)
LEAST_LINES = 120
SAMPLE = 25
IDLE = 0.1
PARTS = 3


@pytest.fixture(scope="module")
def colleges(servers: Servers) -> Iterator[Colleges]:
    with admit(servers) as made:
        yield made


@pytest.fixture
def box(colleges: Colleges) -> Iterator[LetterBox]:
    """Admission's end, with nothing left over from another test."""
    empty(colleges)
    with colleges.box() as opened:
        yield opened


def empty(colleges: Colleges) -> None:
    with colleges.channel(MINE) as channel:
        channel.queue_purge(queue_of_college(MINE))


def post(box: LetterBox, count: int = PARTS, *, leave_out: int = 0) -> list[str]:
    """A round of as many parts, and its manifest; message ids."""
    bodies = {}
    every = []
    for n in range(1, count + 1):
        files = [{"candidate_number": f"{n:03}", "name": "李明"}]
        every += files
        bodies[f"part-{n}"] = ("round_dispatch.v1", {
            "revision": 1, "n": n, "of": count, "files": files, "files_digest": digest(files)})
    bodies["manifest"] = ("round_manifest.v1", {
        "revision": 1, "parts": count, "count": len(every), "files_digest": digest(every)})
    bodies.pop(f"part-{leave_out}", None)
    made = [letter(kind, college=MINE, season="s", round="1", content=content, message_id=message_id)
            for message_id, (kind, content) in bodies.items()]
    published = box.send([
        Parcel(message_id=each["message_id"], kind=each["type"], college=MINE, body=canonical(each)) for each in made])
    assert published.confirmed == set(bodies)
    return list(bodies)


def listen(address: str, path: Path) -> None:
    """What is killed: everything that came is kept, everything handed in is sent."""
    with Line(address, Folder(path)) as opened:
        opened.listen(idle=IDLE)


def hand_in(path: Path) -> str:
    """A return on disk, not sent yet."""
    made = letter("return_submitted.v1", college=MINE, season="s", round="1", message_id="return-1",
                  content={"revision": 1, "rows": [{"candidate_number": "001", "admit": "01"}]})
    Folder(path).hand_in(made)
    return canonical(made).decode()


def test_a_round_is_kept_whole_and_a_return_is_sent_once(colleges: Colleges, box: LetterBox, tmp_path: Path) -> None:
    post(box)
    handed = hand_in(tmp_path)
    listen(colleges.addresses[MINE], tmp_path)
    assert rounds(Folder(tmp_path))[0].whole
    (arrival,) = wait_for(lambda: taken(box), what="the return")
    assert (arrival.college, arrival.proven, arrival.body.decode()) == (MINE, True, handed)
    listen(colleges.addresses[MINE], tmp_path)
    assert taken(box) == []
    assert Folder(tmp_path).outgoing() == []


def test_letters_that_come_twice_are_kept_once(colleges: Colleges, box: LetterBox, tmp_path: Path) -> None:
    seen: list[Kept] = []
    for _ in range(2):
        post(box)
        with Line(colleges.addresses[MINE], Folder(tmp_path)) as opened:
            opened.listen(idle=IDLE, on_kept=seen.append)
    assert seen[:PARTS + 1] == [Kept.NEW] * (PARTS + 1)
    assert set(seen[PARTS + 1:]) <= {Kept.KNOWN, Kept.DOUBTFUL}, "sent_at may differ, the first stays"
    assert len(Folder(tmp_path).received()) == PARTS + 1


def test_a_client_that_names_another_college_is_refused_and_keeps_its_letter(
    colleges: Colleges, box: LetterBox, tmp_path: Path
) -> None:
    hand_in(tmp_path)
    with Line(colleges.addresses[MINE], Folder(tmp_path)) as opened:
        opened.college = OTHERS
        with pytest.raises(Refused):
            opened.send_all()
    assert len(Folder(tmp_path).outgoing()) == 1
    assert taken(box) == []


def test_who_listens_goes_on_when_a_letter_is_refused_and_sends_it_later(
    colleges: Colleges, box: LetterBox, tmp_path: Path
) -> None:
    """Nobody takes what comes up, as when our queue is full: the letter waits, and what comes down is kept all the
    same."""
    folder = tmp_path / "link"
    handed = hand_in(folder)
    colleges.broker.unbind(UP, RETURNS, routing_key="college.#")
    with (tmp_path / "said").open("w") as said:
        program = subprocess.Popen(
            [sys.executable, "-m", "shared.college_client", "--folder", str(folder), "listen"], stdout=said,
            stderr=said, env={**os.environ, "COLLEGE_LINK_URL": colleges.addresses[MINE]})
    try:
        wait_for(lambda: "refused" in (tmp_path / "said").read_text(), what="the refusal")
        sent = post(box)
        wait_for(lambda: len(Folder(folder).received()) == len(sent), what="what came meanwhile")
        assert program.poll() is None
        colleges.broker.bind(UP, RETURNS, routing_key="college.#")
        (arrival,) = wait_for(lambda: taken(box), what="the letter")
        assert arrival.body.decode() == handed
    finally:
        colleges.broker.bind(UP, RETURNS, routing_key="college.#")
        program.kill()
        program.wait()


def run_killed(colleges: Colleges, box: LetterBox, template: Path, number: int) -> bool:
    """A round and a return, killed at one line, then begun again. True if it was killed."""
    path = template.parent / "turn"
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(template, path)
    sent = post(box)
    killed = killed_at(number, partial(listen, colleges.addresses[MINE], path), MODULES)
    for each in path.rglob("*.json"):
        letters.read(each.read_bytes())  # whole, or not there
    listen(colleges.addresses[MINE], path)
    kept = Folder(path)
    assert sorted(each["message_id"] for each in kept.received()) == sorted(sent), f"line {number}"
    assert rounds(kept)[0].whole
    assert kept.outgoing() == []
    assert not list(path.rglob(".unfinished*"))
    arrived = wait_for(lambda: taken(box), what="the return")
    assert {arrival.body for arrival in arrived} == {canonical(each) for each in kept.handed_in()}, f"line {number}"
    kept.close()
    return killed


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template"
    hand_in(path)
    return path


@pytest.fixture
def lines(colleges: Colleges, box: LetterBox, template: Path) -> int:
    """How many lines a whole turn executes."""
    path = template.parent / "counted"
    shutil.copytree(template, path)
    post(box)
    found = lines_executed(partial(listen, colleges.addresses[MINE], path), MODULES)
    assert taken_all(box)
    assert found >= LEAST_LINES
    return found


def taken_all(box: LetterBox) -> bool:
    return bool(wait_for(lambda: taken(box), what="what was sent"))


def test_killed_at_a_sample_of_lines(colleges: Colleges, box: LetterBox, template: Path, lines: int) -> None:
    sample = random.Random(20240412).sample(range(1, lines - 10), SAMPLE)
    assert sum(run_killed(colleges, box, template, number) for number in sample) >= SAMPLE - 2


@pytest.mark.sweep
def test_killed_at_every_line(colleges: Colleges, box: LetterBox, template: Path, lines: int) -> None:
    killed = sum(run_killed(colleges, box, template, number) for number in range(1, lines + 1))
    assert killed >= lines - 10, "how often the broker is looked at differs by a few lines"
    print(f"{killed} of {lines} lines killed")


def test_the_exchange_is_the_one_that_admission_declares() -> None:
    assert line.RETURNS == UP
