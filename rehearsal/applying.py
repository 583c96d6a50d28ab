"""Applications as candidates hand them in: written, proved by photographs, submitted, corrected, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rehearsal.courses import Candidate, Course, corrected
from rehearsal.doors import Account
from rehearsal.papers import photograph

APPLICATION = "/application"


@dataclass
class Applicant:
    """One candidate at registration's door."""

    candidate: Candidate
    account: Account

    def hand_in(self) -> None:
        """Write the claim, bring the papers, submit."""
        self._save(self.candidate.claim)
        for kind in self.candidate.papers:
            picture = photograph(f"{kind}/{self.candidate.person.id_number}")
            self._ask("POST", "/evidence", data={"kind": kind}, files={"file": ("照片.png", picture, "image/png")})
        self._ask("POST", "/submission")

    def correct(self) -> None:
        """What the reviewer asked for, filled in and handed in again."""
        self._save(corrected(self.candidate.claim))
        self._ask("POST", "/submission")

    def withdraw(self) -> None:
        """Taken back, for good."""
        self._ask("POST", "/withdrawal")

    def _save(self, claim: Mapping[str, Any]) -> None:
        body = {"category": self.candidate.category, "claim": dict(claim)}
        headers = {}
        if self.candidate.course is Course.CORRECTED and claim is not self.candidate.claim:
            headers["If-Match"] = self._ask("GET", "").headers["ETag"]
        self._ask("PUT", "", json=body, headers=headers)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return self.account.ask(method, "registration", APPLICATION + path, **options)
