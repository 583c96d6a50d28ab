"""What tests say to notify, and what they read of it from outside."""

import json
from datetime import datetime, timedelta
from typing import Any

from shared.contracts.registration import AccountOpened, CodeRequested, ContactChanged, InvitationIssued
from shared.kernel import BEIJING, wall_clock
from shared.testing.house import Home

INTAKE = "sample-2030"
SEASON = "sample-2030-exempt"
OPENED_AT = datetime(2030, 1, 11, 12, tzinfo=BEIJING)


class Told:
    """One house's teller."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def code(self, code_id: str = "c1", *, phone: str = "13800000001", lives: timedelta = timedelta(minutes=3),
             intake: str = INTAKE, event_id: str | None = None) -> None:
        self.home.hear(
            CodeRequested(code_id=code_id, intake=intake, purpose="open_account", phone=phone, code="048392",
                          expires_at=wall_clock() + lives),
            key=f"registration/code/{code_id}", intake=intake, event_id=event_id,
        )

    def person(self, account: str = "a1", *, phone: str | None = "13800000001", role: str = "candidate",
               email: str | None = None, intake: str | None = INTAKE) -> None:
        self.home.hear(
            ContactChanged(account=account, intake=intake, role=role, name="李明", phone=phone, email=email),
            key=f"registration/contact/{account}", intake=intake,
        )

    def invited(self, invitation: str = "i1", *, email: str = "wang@example.cn") -> None:
        event = InvitationIssued(
            invitation=invitation, role="officer", scope=None, email=email,
            link=f"https://example.cn/invitations/{invitation}", expires_at=wall_clock() + timedelta(hours=24),
        )
        self.home.hear(event, key=f"registration/invitation/{invitation}")

    def opened(self, account: str = "a1", *, number: str = "30500000000001") -> None:
        self.home.hear(
            AccountOpened(account=account, intake=INTAKE, candidate_number=number, source_college="90001",
                          opened_at=OPENED_AT),
            key=f"registration/account/{account}", intake=INTAKE,
        )

    def send(self, *, later: timedelta = timedelta(0)) -> bool:
        """One turn of the sender, now or later by the wall clock."""
        service = self.home.services["notify"]
        return service.house.errands[0](service.db, wall_clock() + later)

    def sms(self, phone: str = "13800000001") -> list[str]:
        return [line["text"] for line in self.home.phone(phone).messages()]

    def mail(self, address: str) -> list[dict[str, Any]]:
        path = self.home.folder / "mail" / f"{address}.ndjson"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def outcomes(self) -> dict[str, str]:
        """What became of each notice, by what it is about."""
        return {row["source"]: row["outcome"] for row in self.facts("notice")}

    def settled(self) -> list[str]:
        """What was told of notices that ended."""
        return [row["name"] for row in self.facts("told") if "settled" in row["name"] for _ in range(row["told"])]

    def facts(self, name: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.home.services["notify"].facts(SEASON) if row["fact"] == name]

    def timeline(self, account: str = "a1", **query: str) -> list[dict[str, Any]]:
        caller = self.home.as_role("candidate", subject=account, intake=INTAKE)
        answer = caller.get("/notify/api/v1/timeline", query_string=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = (answer.json or {})["items"]
        return items
