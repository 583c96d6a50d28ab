"""Applications as candidates hand them in: written, proved by photographs, submitted, corrected, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rehearsal.courses import Candidate, corrected
from rehearsal.doors import Account
from rehearsal.papers import photograph

APPLICATION = "/application"


@dataclass
class Applicant:
    """One candidate at registration's door, who remembers what they have done already."""

    candidate: Candidate
    account: Account
    written: bool = False
    proved: set[str] = field(default_factory=set)
    handed_in: bool = False
    withdrawn: bool = False

    def hand_in(self) -> None:
        """Write the claim, bring the papers, submit: from where it was left."""
        if not self.written:
            self._save(self.candidate.claim)
            self.written = True
        for kind in [each for each in self.candidate.papers if each not in self.proved]:
            picture = photograph(f"{kind}/{self.candidate.person.id_number}")
            self._ask("POST", "/evidence", data={"kind": kind}, files={"file": ("照片.png", picture, "image/png")})
            self.proved.add(kind)
        self._ask("POST", "/submission")
        self.handed_in = True

    def correct(self) -> None:
        """What the reviewer asked for, filled in and handed in again."""
        tag = self._ask("GET", "").headers["ETag"]
        self._save(corrected(self.candidate.claim), headers={"If-Match": tag})
        self._ask("POST", "/submission")

    def withdraw(self) -> None:
        """Taken back, for good."""
        self._ask("POST", "/withdrawal")
        self.withdrawn = True

    def _save(self, claim: Mapping[str, Any], **options: Any) -> None:
        self._ask("PUT", "", json={"category": self.candidate.category, "claim": dict(claim)}, **options)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return self.account.ask(method, "registration", APPLICATION + path, **options)
