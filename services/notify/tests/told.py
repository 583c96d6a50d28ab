"""What tests say to notify, and what they read of it from outside."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.contracts import Event
from shared.contracts.admission import ResultsReleased, StatusReleased
from shared.contracts.choices import FilingProgressed, FilingSaved
from shared.contracts.registration import AccountOpened, CodeRequested, ContactChanged, InvitationIssued
from shared.contracts.review import EligibilitySettled
from shared.kernel import BEIJING, wall_clock
from shared.season import Season
from shared.testing.house import Home

INTAKE = "sample-2030"
SEASON = "sample-2030-exempt"
RELEASED_AT = datetime(2030, 5, 8, 10, tzinfo=BEIJING)
OPENED_AT = datetime(2030, 1, 11, 12, tzinfo=BEIJING)


def with_supplementary(season: Season) -> Season:
    """The season with a supplementary filing of one choice, and its round."""
    document = season.document()
    document["terms"]["supplementary"] = "征集志愿"
    document["batches"].append({"code": "S1", "title": "征集志愿"})
    document["filings"].append(document["filings"][0] | {"batch": "S1", "mode": "SINGLE"})
    document["rounds"].append(document["rounds"][0] | {"no": "S1", "batch": "S1", "title": "征集志愿"})
    document["supplementary"] = {"batch": "S1", "round": "S1", "cancelled_without_vacancy": True,
                                 "earlier_choices_count": False, "sample": True}
    return Season.from_document(document)


class Told:
    """One house's teller."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def code(self, code_id: str = "c1", *, phone: str = "13800000001", lives: timedelta = timedelta(minutes=3),
             intake: str = INTAKE, event_id: str | None = None, purpose: str = "open_account") -> None:
        self.home.hear(
            CodeRequested(code_id=code_id, intake=intake, purpose=purpose, phone=phone, code="048392",
                          expires_at=wall_clock() + lives),
            key=f"registration/code/{code_id}", intake=intake, event_id=event_id,
        )

    def person(self, account: str = "a1", *, phone: str | None = "13800000001", role: str = "candidate",
               email: str | None = None, intake: str | None = INTAKE, scope: str | None = None) -> None:
        self.home.hear(
            ContactChanged(account=account, intake=intake, role=role, name="李明", phone=phone, email=email,
                           scope=scope),
            key=f"registration/contact/{account}", intake=intake,
        )

    def hear(self, event: Event, key: str, *, event_id: str | None = None) -> None:
        """Anything else that this intake's services say."""
        self.home.hear(event, key=key, intake=INTAKE, event_id=event_id)
        self.home.settle()

    def settled_as(self, standing: str, account: str = "a1", *, reason: str | None = None, category: str = "VETERAN",
                   tier: str | None = None) -> None:
        self.hear(
            EligibilitySettled(
                account=account, intake=INTAKE, season=SEASON, candidate_number="30500000000001", masked_name="李*",
                source_college="90001", category=category, standing=standing, honours=[], tier=tier, revision=1,
                settled_at=OPENED_AT, reason=reason),
            f"review/eligibility/{account}")

    def progressed(self, saved: list[str], account: str = "a1") -> None:
        self.hear(
            FilingProgressed(account=account, intake=INTAKE, season=SEASON, batch="MAIN", source_college="90001",
                             saved=saved, wanted=["A"], accepted_terms=True),
            f"choices/progress/{account}/MAIN")

    def saved(self, at: datetime, *, account: str = "a1", batch: str = "MAIN", **how: Any) -> None:
        self.hear(replace(self.save_at(at, account=account, **how), batch=batch), f"choices/filing/{account}/{batch}")

    def save_at(self, at: datetime, *, known: bool = True, label: str = "A", cleared: bool = False,
                account: str = "a1") -> FilingSaved:
        return FilingSaved(account=account, intake=INTAKE, season=SEASON, batch="MAIN", revision=1, label=label,
                           cleared=cleared, known_device=known, saved_at=at)

    def released(self, status: str, account: str = "a1", **more: Any) -> None:
        told = {"choice": "A", "choice_title": "第一志愿", "released_at": RELEASED_AT, "round": "1", **more}
        self.hear(StatusReleased(account=account, intake=INTAKE, season=SEASON, status=status, **told),
                  f"admission/status/{account}")

    def standing(self, name: str) -> dict[str, int]:
        """How many messages of a name stand where."""
        return {row["status"]: row["count"] for row in self.facts("heard") if row["name"] == name}

    def all_released(self, count: int) -> None:
        self.hear(ResultsReleased(intake=INTAKE, season=SEASON, round="1", released=count, released_at=RELEASED_AT),
                  f"admission/round/{SEASON}/1")

    def titles(self, account: str = "a1") -> list[str]:
        """What stands on a timeline for this person alone, newest first."""
        return [entry["title"] for entry in self.timeline(account) if entry["personal"]]

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
