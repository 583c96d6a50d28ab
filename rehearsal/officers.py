"""Two officers: one proposes, both sign what they have read, and nothing takes effect by one alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rehearsal.doors import Account, Refused


@dataclass
class Officers:
    """The exam authority's admission office. What somebody else has proposed or signed already stays."""

    first: Account
    second: Account
    season: str

    def publish_plan(self, majors: Sequence[Mapping[str, Any]]) -> None:
        """The plan with the colleges' profiles."""
        self._both("/plan", "/plan/signatures", {"majors": list(majors)})

    def sign_round(self, no: str) -> None:
        """The dry run of a round, read and signed; it goes down at its moment."""
        self._both(f"/rounds/{no}/preview", f"/rounds/{no}/signatures", None)

    def check(self, no: str) -> None:
        """The provincial check: what colleges returned becomes rolls, and rejections are approved. While something is
        missing, a check of nothing is none."""
        proposed = self._propose(f"/rounds/{no}/check", {})
        waits = any(each["missing"] for each in self.board(no)["colleges"])
        if proposed["body"]["admit"] or proposed["body"]["return"] or not waits:
            self._sign(f"/rounds/{no}/check/signatures", proposed)

    def publish_vacancies(self, number: str) -> None:
        """Seats left, and with them the supplementary filing, or its cancellation."""
        self._both("/vacancies", "/vacancies/signatures", {"number": number})

    def published(self, what: str) -> dict[str, Any] | None:
        """The plan, or the vacancies, as they stand published."""
        try:
            found: dict[str, Any] = self.first.ask("GET", "admission", f"/seasons/{self.season}/{what}").json()
        except Refused as refused:
            if refused.status not in (404, 409):
                raise
            return None
        return found

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
        found: dict[str, Any] = next(each for each in self.rounds() if each["no"] == no)
        return found

    def rounds(self) -> list[dict[str, Any]]:
        """Every round as the office sees it."""
        page = self.first.ask("GET", "admission", f"/seasons/{self.season}/rounds").json()
        items: list[dict[str, Any]] = page["items"]
        return items

    def _both(self, propose: str, sign: str, body: Any) -> None:
        self._sign(sign, self._propose(propose, body))

    def _propose(self, path: str, body: Any) -> dict[str, Any]:
        options = {} if body is None else {"json": body}
        answer = self.first.ask("POST", "admission", f"/seasons/{self.season}{path}", **options)
        proposed: dict[str, Any] = answer.json()
        return proposed

    def _sign(self, path: str, proposed: Mapping[str, Any]) -> None:
        signed = {each["officer"] for each in proposed["signatures"]}
        for subject, officer in self._by_subject.items():
            if subject not in signed:
                officer.ask("POST", "admission", f"/seasons/{self.season}{path}", json={"digest": proposed["digest"]})

    @cached_property
    def _by_subject(self) -> dict[str, Account]:
        return {each.ask("GET", "registration", "/me").json()["account"]: each for each in (self.first, self.second)}
