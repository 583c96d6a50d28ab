"""Applications as candidates hand them in: written, proved by photographs, submitted, corrected, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from rehearsal.courses import Candidate, corrected
from rehearsal.doors import Account
from rehearsal.papers import photograph

APPLICATION = "/application"


class Door(Protocol):
    """Where an application is handed in."""

    def write(self, category: str, claim: Mapping[str, Any]) -> None:
        """For the first time."""

    def bring(self, kind: str, picture: bytes) -> None:
        """One paper."""

    def submit(self) -> None:
        """As it stands."""

    def mend(self, category: str, claim: Mapping[str, Any]) -> None:
        """Over what was returned."""

    def withdraw(self) -> None:
        """For good."""


@dataclass
class Applicant:
    """One candidate at registration's door, who remembers what they have done already. ``number``: the candidate's."""

    candidate: Candidate
    door: Door
    number: str = ""
    written: bool = False
    proved: set[str] = field(default_factory=set)
    handed_in: bool = False
    withdrawn: bool = False

    def hand_in(self) -> None:
        """Write the claim, bring the papers, submit: from where it was left."""
        if not self.written:
            self.door.write(self.candidate.category, self.candidate.claim)
            self.written = True
        for kind in [each for each in self.candidate.papers if each not in self.proved]:
            self.door.bring(kind, photograph(f"{kind}/{self.candidate.person.id_number}"))
            self.proved.add(kind)
        self.door.submit()
        self.handed_in = True

    def correct(self) -> None:
        """What the reviewer asked for, filled in and handed in again."""
        self.door.mend(self.candidate.category, corrected(self.candidate.claim))
        self.door.submit()

    def withdraw(self) -> None:
        """Taken back, for good."""
        self.door.withdraw()
        self.withdrawn = True


@dataclass
class Api:
    """By the JSON API."""

    account: Account

    def write(self, category: str, claim: Mapping[str, Any]) -> None:
        self._save(category, claim)

    def bring(self, kind: str, picture: bytes) -> None:
        self._ask("POST", "/evidence", data={"kind": kind}, files={"file": ("照片.png", picture, "image/png")})

    def submit(self) -> None:
        self._ask("POST", "/submission")

    def mend(self, category: str, claim: Mapping[str, Any]) -> None:
        self._save(category, claim, headers={"If-Match": self._ask("GET", "").headers["ETag"]})

    def withdraw(self) -> None:
        self._ask("POST", "/withdrawal")

    def _save(self, category: str, claim: Mapping[str, Any], **options: Any) -> None:
        self._ask("PUT", "", json={"category": category, "claim": dict(claim)}, **options)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return self.account.ask(method, "registration", APPLICATION + path, **options)
