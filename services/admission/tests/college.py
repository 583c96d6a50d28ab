"""An admitting college at admission's doors: two of its staff, their desk, and their program over HTTPS."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from services.admission.tests.play import API, Play
from shared.kernel import new_id
from shared.testing.house import Caller

REASON = "综合考查未达到要求"


class College:
    """A college in a play; each call answers with the response."""

    def __init__(self, play: Play, code: str) -> None:
        self.play = play
        self.code = code
        self.first, self.second = self.person("zhou"), self.person("wu")
        self.base = f"{API}/colleges/{code}"

    def person(self, name: str, *, scope: str | None = None) -> Caller:
        return self.play.home.as_role(
            "admission_college", service="admission", subject=f"{name}-{self.code}", scope=scope or self.code)

    def get(self, path: str, *, by: Caller | None = None, **query: Any) -> Any:
        """Anything below the college's address."""
        return (by or self.first).get(f"{self.base}{path}", query_string=query)

    # -- the desk ---------------------------------------------------------------------------------------------------

    def files(self, no: str = "1", **query: Any) -> list[Any]:
        items: list[Any] = self.get(f"/rounds/{no}/files", **query).json["items"]
        return items

    def open(self, account: str, no: str = "1", *, by: Caller | None = None) -> Any:
        return (by or self.first).get(f"{self.base}/rounds/{no}/files/{account}")

    def decide(self, account: str, no: str = "1", *, match: str = "*", **decision: Any) -> Any:
        return self.first.put(
            f"{self.base}/rounds/{no}/files/{account}/decision", json=decision, headers={"If-Match": match})

    def hand_in(self, no: str = "1", *, by: Caller | None = None) -> Any:
        return (by or self.first).post(f"{self.base}/rounds/{no}/returns", json={})

    def sign(self, made: Any, no: str = "1", *, by: Caller | None = None, digest: str | None = None) -> Any:
        return (by or self.first).post(
            f"{self.base}/rounds/{no}/returns/{made['revision']}/signatures",
            json={"digest": digest or made["digest"]})

    def both(self, made: Any, no: str = "1") -> Any:
        """Signed by two; the answer to the second."""
        assert self.sign(made, no).status_code == 201
        return self.sign(made, no, by=self.second)

    # -- its program --------------------------------------------------------------------------------------------------

    def letter(self, kind: str, content: Mapping[str, Any], no: str = "1", **changed: Any) -> dict[str, Any]:
        made = {
            "type": kind, "message_id": new_id(), "college": self.code, "season": self.play.season.code, "round": no,
            "sent_at": self.play.now.isoformat(), "content": dict(content), **changed,
        }
        return {**made, "digest": digest(made)} | ({"digest": changed["digest"]} if "digest" in changed else {})

    def post(self, letter: Any, *, by: Caller | None = None) -> Any:
        """A letter posted; its receipt's content."""
        body = letter if isinstance(letter, bytes) else json.dumps(letter, ensure_ascii=False).encode()
        answer: Any = (by or self.first).post(f"{self.base}/messages", data=body, content_type="application/json")
        assert answer.status_code == 200, answer.json
        assert answer.json["digest"] == digest({k: v for k, v in answer.json.items() if k != "digest"})
        assert answer.json["type"] == "return_receipt.v1"
        return answer.json["content"]

    def submit(self, rows: Sequence[Mapping[str, str]], *, revision: int = 1, no: str = "1") -> Any:
        return self.post(self.letter("return_submitted.v1", {"revision": revision, "rows": list(rows)}, no))

    def sign_off(self, receipt: Any, no: str = "1", *, by: Caller | None = None) -> Any:
        content = {"revision": receipt["revision"], "return_digest": receipt["return_digest"]}
        return self.post(self.letter("return_signed_off.v1", content, no), by=by)

    def mailbox(self, after: int = 0, **query: Any) -> Any:
        return self.get("/mailbox", **{"after": after, "limit": 100, **query}).json

    def letters(self, kind: str = "", no: str = "1") -> list[Any]:
        """Contents of what lies in the mailbox."""
        found = [item["letter"] for item in self.mailbox()["items"]]
        return [each["content"] for each in found if each["type"].startswith(kind) and each["round"] == no]

    def number(self, account: str) -> str:
        return self.play.numbers[account]

    def rows(self, decided: Mapping[str, str | None]) -> list[dict[str, str]]:
        return [
            {"candidate_number": self.number(account), **({"admit": major} if major else {"reason": REASON})}
            for account, major in decided.items()
        ]


def digest(value: Any) -> str:
    """As the page for colleges says."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(said).hexdigest()
