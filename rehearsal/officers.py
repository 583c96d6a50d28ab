"""Two officers: one proposes, both sign what they have read, and nothing takes effect by one alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rehearsal.doors import Account


@dataclass
class Officers:
    """The exam authority's admission office."""

    first: Account
    second: Account
    season: str

    def publish_plan(self, majors: Sequence[Mapping[str, Any]]) -> None:
        """The plan with the colleges' profiles."""
        self._both("/plan", "/plan/signatures", {"majors": list(majors)})

    def sign_round(self, no: str) -> dict[str, Any]:
        """The dry run of a round, read and signed; it goes down at its moment."""
        return self._both(f"/rounds/{no}/preview", f"/rounds/{no}/signatures", None)

    def check(self, no: str) -> dict[str, Any]:
        """The provincial check: what colleges returned becomes rolls, and rejections are approved."""
        return self._both(f"/rounds/{no}/check", f"/rounds/{no}/check/signatures", {})

    def publish_vacancies(self, number: str) -> dict[str, Any]:
        """Seats left, and with them the supplementary filing, or its cancellation."""
        return self._both("/vacancies", "/vacancies/signatures", {"number": number})

    def extend(self, no: str, college: str, *, until: str, number: str) -> None:
        """One college's deadline in a round."""
        order = self.first.ask("POST", "admission", "/orders", json={
            "season": self.season, "kind": "extension", "target": f"round.{no}", "college": college,
            "closes_at": until, "number": number,
        }).json()
        path = f"/orders/{order['subject']}/signatures"
        self.second.ask("POST", "admission", path, json={"digest": order["digest"]})

    def rule(self, no: str, college: str, ruling: str, *, number: str, reason: str) -> None:
        """What becomes of held candidates of one college."""
        path = f"/seasons/{self.season}/rounds/{no}/colleges/{college}/rulings"
        body = {"ruling": ruling, "number": number, "reason": reason}
        proposed = self.first.ask("POST", "admission", path, json=body).json()
        self.second.ask("POST", "admission", f"{path}/signatures", json={"digest": proposed["digest"]})

    def board(self, no: str) -> dict[str, Any]:
        """One round as the office sees it."""
        items = self.first.ask("GET", "admission", f"/seasons/{self.season}/rounds").json()["items"]
        found: dict[str, Any] = next(each for each in items if each["no"] == no)
        return found

    def _both(self, propose: str, sign: str, body: Any) -> dict[str, Any]:
        base = f"/seasons/{self.season}"
        options = {} if body is None else {"json": body}
        proposed: dict[str, Any] = self.first.ask("POST", "admission", base + propose, **options).json()
        for officer in (self.first, self.second):
            officer.ask("POST", "admission", base + sign, json={"digest": proposed["digest"]})
        return proposed
