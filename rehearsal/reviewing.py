"""Reviewers: they look at what stands in a case, and decide by that alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rehearsal.courses import DOUBTFUL, MISSING
from rehearsal.doors import Account

PAGE = 200
APPROVED, CORRECTION, REJECTED = "approved", "correction", "rejected"
HONOUR_PAPER = "honour_certificate"


@dataclass(frozen=True)
class Ruling:
    """What is said of a case. ``honours``: each that was claimed, and why it is not confirmed; empty where it is."""

    decision: str
    reason: str = ""
    honours: Mapping[str, str] = field(default_factory=dict)


def ruling(written: str, *, honours: Sequence[str], papers: Sequence[str]) -> Ruling:
    """By what the candidate has written, the honours among it, and the kinds of papers beside it."""
    if MISSING in written:
        return Ruling(CORRECTION, "有内容尚未填写完整，请对照证书补填后重新提交。")
    if DOUBTFUL in written:
        return Ruling(REJECTED, "所填内容与上传的证明材料不一致。")
    why = "" if HONOUR_PAPER in papers else "未上传立功受奖证书"
    return Ruling(APPROVED, honours=dict.fromkeys(honours, why))


def items(account: Account, service: str, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """Everything in a list, page by page."""
    cursor: dict[str, Any] = {}
    while True:
        page = account.ask("GET", service, path, params={"limit": PAGE, **asked, **cursor}).json()
        yield from page["items"]
        if not page.get("next"):
            return
        cursor = {"cursor": page["next"]}


@dataclass
class Reviewer:
    """Somebody who decides one stage of cases: a source college's registrar, or an authority's reviewer."""

    account: Account
    scope: str

    def review(self, done: Callable[[], None] = lambda: None) -> int:
        """Decide everything that is due here; returns how many."""
        due = [row for row in list(items(self.account, "review", "/cases", status="open")) if row["stage"]]
        decided = 0
        for row in due:
            if self._decide(row["account"]):
                decided += 1
                done()
        return decided

    def _decide(self, account: str) -> bool:
        answer = self.account.ask("GET", "review", f"/cases/{account}")
        case = answer.json()
        stage = next((each for each in case["chain"] if each["id"] == case["stage"]), None)
        if stage is None or stage["owner"] != self.scope:
            return False
        written = " ".join(str(value) for value in case["claim"].values())
        found = ruling(written, honours=case["claim"].get("honours") or (), papers=[
            paper["kind"] for paper in case["papers"]])
        said = {"stage": case["stage"], "revision": case["revision"], "decision": found.decision,
                "reason": found.reason or None}
        if found.decision == APPROVED:
            said["honours"] = [{"code": code, "confirmed": not why, "reason": why or None}
                               for code, why in found.honours.items()]
        self.account.ask("POST", "review", f"/cases/{account}/decisions", json=said,
                         headers={"If-Match": answer.headers["ETag"]})
        return True


def confirm(registrar: Account, done: Callable[[], None] = lambda: None) -> None:
    """A source college confirms everybody of its own who has handed in, and of whom it has not said anything yet."""
    for row in list(items(registrar, "registration", "/applications", status="submitted")):
        if row["confirmed"] is None:
            path = f"/applications/{row['account']}/confirmation"
            registrar.ask("POST", "registration", path, json={"confirmed": True})
            done()


def returned(registrars: Iterable[Account]) -> set[str]:
    """The numbers of all candidates whose application was returned to be corrected."""
    return {str(row["candidate_number"]) for registrar in registrars
            for row in items(registrar, "registration", "/applications", status="returned")}
