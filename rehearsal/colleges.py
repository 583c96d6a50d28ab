"""Admitting colleges: they fetch their files, test and rank, return every candidate's result, and two people sign."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rehearsal.doors import Account
from rehearsal.waiting import until
from shared.college_client.letters import canonical, digest, letter, read

WEAK = 0.15
"""Who scores below is returned whatever seats are left."""
HONOURED = 0.1
"""What a confirmed honour adds to a score."""
POOR, FULL = "综合考查成绩未达到我校录取要求", "所报专业计划已满，综合考查成绩排序靠后"

Rows = list[dict[str, Any]]
Files = list[dict[str, Any]]


@dataclass
class Task:
    """A round at one college: its files, and seats by (major, category)."""

    files: Files
    seats: Mapping[tuple[str, str], int]


class Door(Protocol):
    """How a college speaks with the exam authority."""

    def fetch(self, no: str) -> Task:
        """The round's files, whole. No files: nothing was sent here."""

    def submit(self, no: str, rows: Rows) -> dict[str, Any]:
        """A revision of the return; what the authority says of it (``standing``, codes of ``remarks``)."""

    def sign(self, no: str) -> str:
        """Two people sign the newest revision; its standing."""


def decide(task: Task, college: str, *, seed: int, seats: bool = True) -> Rows:
    """Each candidate's result: by score, honours counted, to the first filed major that has a seat left. Without
    ``seats`` as a college that has lost count of them would."""
    left = dict(task.seats)
    rows = []
    for file in sorted(task.files, key=lambda each: (-_score(each, college, seed), each["id_number"])):
        row: dict[str, Any] = {"candidate_number": file["candidate_number"], "admit": None, "reason": None}
        open_majors = [code for code in file["majors"] if not seats or left.get((code, file["category"]), 0) > 0]
        if _score(file, college, seed) < WEAK:
            row["reason"] = POOR
        elif not open_majors:
            row["reason"] = FULL
        else:
            row["admit"] = open_majors[0]
            left[open_majors[0], file["category"]] = left.get((open_majors[0], file["category"]), 0) - 1
        rows.append(row)
    return sorted(rows, key=lambda each: str(each["candidate_number"]))


def _score(file: Mapping[str, Any], college: str, seed: int) -> float:
    drawn = random.Random(f"score/{seed}/{college}/{file['id_number']}").random()
    return drawn + (HONOURED if file["honours"] else 0.0)


@dataclass
class Mailbox:
    """By letters over HTTPS."""

    code: str
    season: str
    staff: Sequence[Account]
    after: int = 0
    revisions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    letters: list[dict[str, Any]] = field(default_factory=list)
    returned: dict[str, str] = field(default_factory=dict)

    def fetch(self, no: str) -> Task:
        """The round once its letters are here, held against its manifest. The board knows of a round as soon as it goes
        down; its letters are posted after that, one college after the other."""
        return until(lambda: task if (task := self._look(no)).files else None, what=f"round {no} to reach {self.code}")

    def _look(self, no: str) -> Task:
        """Everything new in the mailbox, each letter held against its digest; then the round as far as it is told."""
        while True:
            page = self.staff[0].ask("GET", "admission", f"/colleges/{self.code}/mailbox",
                                     params={"after": self.after, "limit": 100}).json()
            self.letters += [_whole(each["letter"]) for each in page["items"]]
            self.after = page["next"]
            if not page["more"]:
                break
        return task_of([each for each in self.letters if each["round"] == no])

    def submit(self, no: str, rows: Rows) -> dict[str, Any]:
        self.revisions[no] += 1
        receipt = self._post("return_submitted.v1", no, {"revision": self.revisions[no], "rows": rows})
        self.returned[no] = receipt["return_digest"] or ""
        return receipt

    def sign(self, no: str) -> str:
        content = {"revision": self.revisions[no], "return_digest": self.returned[no], "signed_by": []}
        for person in self.staff:
            receipt = self._post("return_signed_off.v1", no, content, person=person)
        return str(receipt["standing"])

    def _post(self, kind: str, no: str, content: Mapping[str, Any], *, person: Account | None = None) -> dict[str, Any]:
        made = letter(kind, college=self.code, season=self.season, round=no, content=content)
        answer = (person or self.staff[0]).ask("POST", "admission", f"/colleges/{self.code}/messages", json=made).json()
        receipt: dict[str, Any] = answer["content"]
        if not receipt["accepted"]:
            raise AssertionError(f"{self.code}: {kind} was refused: {receipt['errors']}")
        return receipt


def task_of(letters: Iterable[Mapping[str, Any]]) -> Task:
    """A round as its letters tell it. Raises AssertionError unless it is whole."""
    told: dict[str, list[Any]] = defaultdict(list)
    for each in letters:
        told[each["type"]].append(each["content"])
    if not told["round_manifest.v1"]:
        return Task([], {})
    manifest = max(told["round_manifest.v1"], key=lambda each: int(each["revision"]))
    parts = {part["n"]: part for part in told["round_dispatch.v1"] if part["revision"] == manifest["revision"]}
    files = [file for n in sorted(parts) for file in parts[n]["files"]]
    if (len(parts), len(files), digest(files)) != (manifest["parts"], manifest["count"], manifest["files_digest"]):
        raise AssertionError(f"{len(files)} files of {manifest['count']} came, or others than were sent")
    seats = {(major["code"], category): number
             for major in told["round_announced.v1"][-1]["majors"] for category, number in major["seats"].items()}
    return Task(files, seats)


def _whole(made: dict[str, Any]) -> dict[str, Any]:
    return read(canonical(made))
