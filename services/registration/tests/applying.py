"""A candidate who applies: what they write, and what they are answered."""

import io
from typing import Any

from services.registration.tests.front import API, Front
from services.registration.tests.people import Student
from services.registration.tests.rich import AWARD, CONTEST, VETERAN

SERVICE = {"discharge_number": "渝退字第0001号", "enlisted_on": "2027-09-01", "discharged_on": "2029-09-01"}
PRIZE = {"contest": CONTEST, "tier": "NAT1", "awarded_on": "2029-06-01", "team_rank": 2}
PLAIN_PAPER = "discharge_certificate"


class Applying:
    """Somebody with an account, signed in."""

    def __init__(self, front: Front, who: Student) -> None:
        shown = front.candidate(who)
        self.front = front
        self.account: str = shown["account"]
        self.number: str = shown["candidate_number"]
        self.by = front.holder(shown["access_token"])
        self.tag: str | None = None

    def _sent(self, answer: Any) -> Any:
        self.front.home.settle()
        self.tag = answer.headers.get("ETag", self.tag)
        return answer

    def write(self, claim: dict[str, Any] | None = None, *, category: str = VETERAN, tag: str | None = None) -> Any:
        """Save; with the version that was seen last, unless another is given."""
        seen = tag or self.tag
        body = {"category": category, "claim": SERVICE if claim is None else claim}
        headers = {"If-Match": seen} if seen else {}
        return self._sent(self.by.put(f"{API}/application", json=body, headers=headers))

    def write_prize(self, **other: Any) -> Any:
        return self.write(PRIZE | other, category=AWARD)

    def look(self) -> Any:
        answer = self.by.get(f"{API}/application")
        self.tag = answer.headers.get("ETag", self.tag)
        return answer

    def upload(self, content: bytes, *, kind: str = PLAIN_PAPER, name: str = "退役证.png", **options: Any) -> Any:
        self.look()
        answer = self._sent(self.by.post(
            f"{API}/application/evidence", data={"kind": kind, "file": (io.BytesIO(content), name)},
            content_type="multipart/form-data", **options,
        ))
        self.look()
        return answer

    def submit(self) -> Any:
        return self._sent(self.by.post(f"{API}/application/submission"))

    def withdraw(self) -> Any:
        return self._sent(self.by.post(f"{API}/application/withdrawal"))


def faults(answer: Any) -> dict[str, str]:
    """The fields that hurt, with what is said."""
    return {each["field"]: each["message"] for each in answer.json["errors"]}
