"""Two officers: one proposes, both sign what they have read, and nothing takes effect by one alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from rehearsal.doors import Account, Refused

BOARD, PLANS, ORDERS, VACANCIES = "录取进程", "计划管理", "批准事项", "缺额计划"
PREVIEW, CHECK = "待签批或待下发的名单", "录检"


@dataclass(frozen=True)
class Paper:
    """What two officers sign. ``path``: where the API takes a signature; ``way``: the links by which a person comes to
    read it, beginning in the menu."""

    path: str
    way: Sequence[str]


class Signer(Protocol):
    """The second officer."""

    def sign(self, paper: Paper, digest: str) -> None:
        """What has this digest, after reading it."""


@dataclass
class Api:
    """By the JSON API."""

    account: Account

    def sign(self, paper: Paper, digest: str) -> None:
        self.account.ask("POST", "admission", paper.path, json={"digest": digest})


@dataclass
class Officers:
    """The exam authority's admission office. What somebody else has proposed or signed already stays. ``titles``: the
    rounds' by their numbers."""

    first: Account
    second: Signer
    season: str
    titles: Mapping[str, str]

    def publish_plan(self, majors: Sequence[Mapping[str, Any]]) -> None:
        """The plan with the colleges' profiles."""
        self._both("/plan", Paper(f"/seasons/{self.season}/plan/signatures", (PLANS,)), {"majors": list(majors)})

    def sign_round(self, no: str) -> None:
        """The dry run of a round, read and signed; it goes down at its moment."""
        self._both(f"/rounds/{no}/preview", self._of_round(no, "signatures", PREVIEW), None)

    def check(self, no: str) -> None:
        """The provincial check: what colleges returned becomes rolls, and rejections are approved. While something is
        missing, a check of nothing is none."""
        proposed = self._propose(f"/rounds/{no}/check", {})
        waits = any(each["missing"] for each in self.board(no)["colleges"])
        if proposed["body"]["admit"] or proposed["body"]["return"] or not waits:
            self._sign(self._of_round(no, "check/signatures", CHECK), proposed)

    def publish_vacancies(self, number: str) -> None:
        """Seats left, and with them the supplementary filing, or its cancellation."""
        paper = Paper(f"/seasons/{self.season}/vacancies/signatures", (BOARD, VACANCIES))
        self._both("/vacancies", paper, {"number": number})

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
        self.second.sign(Paper(f"/orders/{order['subject']}/signatures", (BOARD, ORDERS, number)), order["digest"])

    def rule(self, no: str, college: str, ruling: str, *, number: str, reason: str) -> None:
        """What becomes of held candidates of one college."""
        path = f"/seasons/{self.season}/rounds/{no}/colleges/{college}/rulings"
        body = {"ruling": ruling, "number": number, "reason": reason}
        proposed = self.first.ask("POST", "admission", path, json=body).json()
        self.second.sign(Paper(f"{path}/signatures", (BOARD, self.titles[no], f"{college} ")), proposed["digest"])

    def board(self, no: str) -> dict[str, Any]:
        """One round as the office sees it."""
        found: dict[str, Any] = next(each for each in self.rounds() if each["no"] == no)
        return found

    def rounds(self) -> list[dict[str, Any]]:
        """Every round as the office sees it."""
        page = self.first.ask("GET", "admission", f"/seasons/{self.season}/rounds").json()
        items: list[dict[str, Any]] = page["items"]
        return items

    def _of_round(self, no: str, path: str, link: str) -> Paper:
        return Paper(f"/seasons/{self.season}/rounds/{no}/{path}", (BOARD, self.titles[no], link))

    def _both(self, propose: str, paper: Paper, body: Any) -> None:
        self._sign(paper, self._propose(propose, body))

    def _propose(self, path: str, body: Any) -> dict[str, Any]:
        options = {} if body is None else {"json": body}
        answer = self.first.ask("POST", "admission", f"/seasons/{self.season}{path}", **options)
        proposed: dict[str, Any] = answer.json()
        return proposed

    def _sign(self, paper: Paper, proposed: Mapping[str, Any]) -> None:
        signed = {each["officer"] for each in proposed["signatures"]}
        if self._own not in signed:
            self.first.ask("POST", "admission", paper.path, json={"digest": proposed["digest"]})
        if signed <= {self._own}:
            self.second.sign(paper, proposed["digest"])

    @cached_property
    def _own(self) -> str:
        """The first officer's account."""
        return str(self.first.ask("GET", "registration", "/me").json()["account"])
