"""What review, choices and admission tell of a candidate, said as they would."""

from datetime import datetime
from typing import Any

from services.registration.tests.applying import Applying
from services.registration.tests.rich import VETERAN
from shared.contracts.admission import StatusReleased
from shared.contracts.choices import FilingProgressed
from shared.contracts.review import ClaimDecided, CorrectionRequested, EligibilitySettled
from shared.testing.seasons import CODE, INTAKE

SAID: dict[str, Any] = {"intake": INTAKE, "season": CODE}


class Others:
    """The other services, about one candidate."""

    def __init__(self, who: Applying) -> None:
        self.who = who
        self.home = who.front.home

    def _say(self, event: Any, noun: str) -> None:
        self.home.hear(event, key=f"{event.NAME.split('.')[0]}/{noun}/{self.who.account}", **SAID)
        self.home.settle()

    def ask_correction(self, *, until: datetime, revision: int = 1, reason: str = "退役证不清晰") -> None:
        self._say(CorrectionRequested(
            account=self.who.account, revision=revision, stage="college", reason=reason, until=until,
            requested_at=self.home.now(INTAKE), **SAID,
        ), "case")

    def decide(self, decision: str, *, reason: str | None = None, revision: int = 1) -> None:
        self._say(ClaimDecided(
            account=self.who.account, revision=revision, stage="college", decision=decision, reason=reason, last=True,
            decided_at=self.home.now(INTAKE), **SAID,
        ), "case")

    def settle(self, standing: str = "eligible", *, college: str = "90001") -> None:
        self._say(EligibilitySettled(
            account=self.who.account, candidate_number=self.who.number, masked_name="张*", source_college=college,
            category=VETERAN, standing=standing, honours=[], tier=None, revision=1,
            settled_at=self.home.now(INTAKE), **SAID,
        ), "eligibility")

    def save(self, *labels: str, batch: str = "MAIN") -> None:
        self._say(FilingProgressed(
            account=self.who.account, batch=batch, source_college="90001", saved=list(labels), wanted=["A"],
            accepted_terms=True, **SAID,
        ), "progress")

    def release(self, status: str) -> None:
        self._say(StatusReleased(
            account=self.who.account, round="1", choice="A", choice_title="第一志愿", status=status,
            released_at=self.home.now(INTAKE), **SAID,
        ), "status")
