"""What tests say to review as registration would, and what they do at its doors as reviewers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from services.review.tests.told import Told
from shared.contracts.admission import OrderGiven
from shared.contracts.parts import Marks, Paper
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed, RegistrationVoided
from shared.contracts.review import EligibilitySettled
from shared.kernel import BEIJING
from shared.season import Season
from shared.testing.house import Caller, Home

INTAKE, SEASON = "sample-2030", "sample-2030-exempt"
COLLEGE, OTHER_COLLEGE = "90001", "90002"
EXAM, COMMISSION = "exam_authority", "education_commission"
SUBMITTED = datetime(2030, 1, 12, 12, tzinfo=BEIJING)
REVIEW = datetime(2030, 2, 26, 10, tzinfo=BEIJING)
REVIEW_CLOSED = datetime(2030, 3, 5, 17, tzinfo=BEIJING)
CONFIRMATION = datetime(2030, 3, 1, 10, tzinfo=BEIJING)
CONFIRMATION_CLOSED = datetime(2030, 3, 11, 17, tzinfo=BEIJING)
CASES = "/review/api/v1/cases"
ID_NUMBER = "500101200203041018"
CLAIMS: dict[str, dict[str, Any]] = {
    "VETERAN": {"enlisted_on": "2021-09-01", "honours": []},
    "AWARD": {"contest": "世界技能大赛", "tier": "NAT1"},
}


def dossier(account: str = "a1", *, revision: int = 1, category: str = "VETERAN", college: str = COLLEGE,
            honours: Sequence[str] = (), submitted_at: datetime | None = None, **changed: Any) -> DossierRecorded:
    """A candidate's file. Revisions are handed in a day apart unless said otherwise."""
    claim = dict(CLAIMS[category])
    if honours:
        claim["honours"] = list(honours)
    given: dict[str, Any] = {
        "account": account, "intake": INTAKE, "season": SEASON, "revision": revision,
        "candidate_number": "30500000000001", "name": "张伟", "id_number": ID_NUMBER, "sex": "男",
        "source_college": college, "major_code": "510203", "major_name": "软件技术", "entered": "2027-09",
        "graduates_on": date(2030, 6, 30), "category": category, "claim": claim,
        "papers": [Paper(kind="discharge_certificate", digest="d" * 64, media="image/png", size=7)],
        "submitted_at": submitted_at or SUBMITTED + timedelta(days=revision - 1),
        "marks": Marks(average="86.5", rank=3, among=40, failed=0), "conduct": "优秀",
    }
    return DossierRecorded(**{**given, **changed})


class Desk:
    """One house's reviewers."""

    def __init__(self, home: Home, season: Season) -> None:
        self.home = home
        self.season = season
        self.told = Told()
        home.bus.attach("told", self.told)

    # -- the clock ----------------------------------------------------------------------------------------------

    def go_to(self, instant: datetime) -> None:
        self.home.advance(INTAKE, instant)

    def go_to_review(self) -> None:
        self.go_to(REVIEW)

    # -- what registration tells --------------------------------------------------------------------------------

    def submitted(self, account: str = "a1", **given: Any) -> None:
        self.hear_dossier(dossier(account, **given))
        self.home.settle()

    def hear_dossier(self, event: DossierRecorded, *, version: int | None = None) -> None:
        self.home.hear(event, key=f"registration/dossier/{event.account}", intake=INTAKE, season=SEASON,
                       version=version)

    def hear_confirmed(self, account: str = "a1", *, confirmed: bool = True, at: datetime = CONFIRMATION,
                       version: int | None = None) -> None:
        event = RegistrationConfirmed(account=account, intake=INTAKE, confirmed=confirmed, settled_at=at)
        self.home.hear(event, key=f"registration/confirmation/{account}", intake=INTAKE, version=version)

    def hear_voided(self, account: str = "a1", *, at: datetime = REVIEW) -> None:
        event = RegistrationVoided(account=account, intake=INTAKE, reason="withdrawn", voided_at=at)
        self.home.hear(event, key=f"registration/account/{account}", intake=INTAKE)

    def confirmed(self, account: str = "a1", **given: Any) -> None:
        self.hear_confirmed(account, **given)
        self.home.settle()

    def voided(self, account: str = "a1", **given: Any) -> None:
        self.hear_voided(account, **given)
        self.home.settle()

    def ordered(self, target: str, closes_at: datetime, *, kind: str = "extension", opens_at: datetime | None = None,
                college: str | None = None, candidate: str | None = None) -> None:
        event = OrderGiven(
            order=f"order-{target}-{closes_at:%m%d%H}", intake=INTAKE, season=SEASON, kind=kind, target=target,
            college=college, candidate=candidate, opens_at=opens_at, closes_at=closes_at, batch=None,
            number="样考〔2030〕7号", officers=["o1", "o2"], given_at=REVIEW,
        )
        self.home.hear(event, key=f"admission/order/{event.order}", intake=INTAKE, season=SEASON)
        self.home.settle()

    # -- reviewers ----------------------------------------------------------------------------------------------

    def college(self, scope: str = COLLEGE) -> Any:
        return self.home.as_role("source_college", subject=f"staff-{scope}", scope=scope)

    def authority(self, scope: str = EXAM) -> Any:
        return self.home.as_role("reviewer", subject=f"reviewer-{scope}", scope=scope)

    def officer(self) -> Any:
        return self.home.as_role("officer", subject="officer-1")

    def case(self, account: str = "a1", by: Caller | None = None) -> dict[str, Any]:
        answer = (by or self.college()).get(f"{CASES}/{account}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json or {}
        return found

    def decide(self, by: Caller, stage: str, decision: str = "approved", *, account: str = "a1",
               revision: int | None = None, match: str | None = None, **body: Any) -> Any:
        """A decision about the case as it stands now, unless ``revision`` or ``match`` say otherwise."""
        seen = by.get(f"{CASES}/{account}")
        given = {"stage": stage, "revision": revision or (seen.json or {}).get("revision", 1), "decision": decision,
                 **body}
        headers = {"If-Match": match or seen.headers.get("ETag", '"none"')}
        answer = by.post(f"{CASES}/{account}/decisions", json=given, headers=headers)
        self.home.settle()
        return answer

    def approved(self, account: str = "a1", *, authority: str = EXAM, honours: Sequence[str] = ()) -> None:
        """By both stages."""
        said = [{"code": code, "confirmed": True} for code in honours]
        for by, stage in ((self.college(), "college"), (self.authority(authority), "authority")):
            answer = self.decide(by, stage, account=account, honours=said)
            assert answer.status_code == 201, answer.text

    def reinstate(self, account: str = "a1", *, order: str = "样考〔2030〕10号") -> Any:
        answer = self.officer().post(f"{CASES}/{account}/reinstatement", json={"order": order})
        self.home.settle()
        return answer

    def revoke(self, account: str = "a1", *, order: str = "样考〔2030〕9号", reason: str = "证书无效") -> Any:
        answer = self.officer().post(f"{CASES}/{account}/revocation", json={"order": order, "reason": reason})
        self.home.settle()
        return answer

    # -- what came of it ----------------------------------------------------------------------------------------

    def facts(self, name: str = "case") -> list[dict[str, Any]]:
        return [dict(row) for row in self.home.services["review"].facts(SEASON) if row["fact"] == name]

    def standing(self, account: str = "a1") -> str:
        return next(str(row["standing"]) for row in self.facts() if row["account"] == account)

    def settled(self, account: str = "a1") -> list[EligibilitySettled]:
        return [event for event in self.told.every(EligibilitySettled) if event.account == account]
