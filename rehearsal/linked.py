"""A college whose own program is connected to its queue: ``college-link`` listens beside it and carries its letters."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rehearsal.colleges import Rows, Task, task_of
from rehearsal.waiting import until
from shared.college_client.folder import Folder
from shared.college_client.letters import return_digest
from shared.college_client.rounds import Round, rounds

SIGNERS = ("周敏", "吴凯")
PROGRAM = "shared.college_client"


@dataclass
class Linked:
    """By letters over RabbitMQ: the command of the colleges' client, its folder, and nothing else of ours."""

    code: str
    season: str
    folder: Path
    address: str
    revisions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    listening: subprocess.Popen[bytes] | None = None

    def listen(self) -> None:
        """Start the program that keeps what comes and sends what is handed in."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "listen.log").open("ab") as log:
            self.listening = subprocess.Popen(
                [sys.executable, "-m", PROGRAM, "--folder", str(self.folder), "listen"], env=self._environment(),
                stdout=log, stderr=log, start_new_session=True,
            )

    def end(self) -> None:
        """End it."""
        if self.listening is not None and self.listening.poll() is None:
            self.listening.kill()
            self.listening.wait()

    def fetch(self, no: str) -> Task:
        """What lies whole in the folder."""
        until(lambda: (found := self._round(no)) is not None and found.whole, what=f"round {no} to reach {self.code}")
        return task_of([each for each in Folder(self.folder).received() if each["round"] == no])

    def submit(self, no: str, rows: Rows) -> dict[str, Any]:
        self.revisions[no] += 1
        table = self.folder / f"return-{no}-{self.revisions[no]}.json"
        table.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        self._submit(no, str(table))
        kept = [{name: row[name] for name in ("candidate_number", "admit", "reason") if row[name]} for row in rows]
        named = return_digest(
            college=self.code, season=self.season, round=no, revision=self.revisions[no], rows=kept)
        return self._receipt(no, lambda each: each.get("return_digest") == named or not each["accepted"])

    def sign(self, no: str) -> str:
        self._submit(no, *(word for name in SIGNERS for word in ("--sign", name)))
        receipt = self._receipt(no, lambda each: each.get("standing") in ("signed", "held"))
        return str(receipt["standing"])

    def _receipt(self, no: str, wanted: Any) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            told = self._round(no)
            mine = [each for each in told.receipts if each["revision"] == self.revisions[no]] if told else []
            return next((each for each in mine if wanted(each)), None)

        receipt = until(found, what=f"an answer to {self.code} in round {no}")
        if not receipt["accepted"]:
            raise AssertionError(f"{self.code} was refused: {receipt['errors']}")
        return receipt

    def _round(self, no: str) -> Round | None:
        return next((each for each in rounds(Folder(self.folder)) if each.round == no), None)

    def _submit(self, no: str, *more: str) -> None:
        command = [sys.executable, "-m", PROGRAM, "--folder", str(self.folder), "submit", "--season", self.season,
                   "--round", no, "--later", *more]
        subprocess.run(command, env=self._environment(), check=True, stdout=subprocess.DEVNULL)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "COLLEGE_LINK_URL": self.address}
