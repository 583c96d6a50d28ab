"""An admitting college that works at the desk, file by file, and goes on from where somebody of it has left off."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rehearsal.colleges import Rows, Task
from rehearsal.doors import Account, Refused
from rehearsal.reviewing import items
from shared.season import Season

UNDECIDED = ("DISPATCHED", "READING")
TAKING = ("PRE_ADMIT", "PENDING_STAMP", "ADMITTED")


@dataclass
class Desk:
    """Two people at one desk."""

    code: str
    plan: Season
    staff: Sequence[Account]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_number: dict[str, dict[str, Any]] = field(default_factory=dict)

    def fetch(self, no: str) -> Task:
        """The list; each file opened that is not decided yet; the seats that nobody has been given."""
        rounds = [each.no for each in self.plan.rounds]
        lists = {each: self._files(each) for each in rounds[: rounds.index(no) + 1]}
        taken = Counter((file["admitted_major"], file["category"]) for files in lists.values() for file in files
                        if file["status"] in TAKING)
        found = []
        for line in lists[no]:
            if line["status"] in UNDECIDED:
                opened = self._ask("GET", no, f"files/{line['account']}").json()
                self.by_number[opened["file"]["candidate_number"]] = opened["file"]
                found.append({**opened["file"], "id_number": opened["dossier"]["id_number"],
                              "honours": opened["honours"]})
        return Task(found, {place: number - taken[place] for place, number in self._seats().items()})

    def submit(self, no: str, rows: Rows) -> dict[str, Any]:
        """A decision for each row, then the return made of all; one that waits for its signatures stays as it is."""
        for row in rows:
            file = self.by_number[row["candidate_number"]]
            decision = {"admit": row["admit"], "reason": row["reason"]}
            answer = self._ask("PUT", no, f"files/{file['account']}/decision", json=decision,
                               headers={"If-Match": f'"{file["revision"]}"'})
            self.by_number[row["candidate_number"]] = answer.json()["file"]
        waiting = self._waiting(no)
        self.made[no] = waiting if waiting and not rows else self._ask("POST", no, "returns").json()
        return {**self.made[no], "errors": self.made[no]["remarks"]}

    def sign(self, no: str) -> str:
        """Both, but for who has signed already."""
        standing = ""
        for person in self.staff:
            path = self._path(no, f"returns/{self.made[no]['revision']}/signatures")
            try:
                answer = person.ask("POST", "admission", path, params={"season": self.plan.code},
                                    json={"digest": self.made[no]["digest"]})
            except Refused as refused:
                if refused.code != "signed_twice":
                    raise
            else:
                standing = str(answer.json()["standing"])
        return standing

    def _waiting(self, no: str) -> dict[str, Any] | None:
        every: list[dict[str, Any]] = self._ask("GET", no, "returns").json()["items"]
        return next((each for each in reversed(every) if each["standing"] == "submitted"), None)

    def _seats(self) -> Mapping[tuple[str, str], int]:
        published = self.staff[0].ask("GET", "admission", f"/seasons/{self.plan.code}/plan").json()
        return {(major["code"], category): number for major in published["majors"] if major["college"] == self.code
                for category, number in major["seats"].items()}

    def _files(self, no: str) -> list[dict[str, Any]]:
        path = self._path(no, "files")
        return [line["file"] for line in items(self.staff[0], "admission", path, season=self.plan.code)]

    def _path(self, no: str, rest: str) -> str:
        return f"/colleges/{self.code}/rounds/{no}/{rest}"

    def _ask(self, method: str, no: str, rest: str, **options: Any) -> Any:
        season = {"season": self.plan.code}
        return self.staff[0].ask(method, "admission", self._path(no, rest), params=season, **options)
