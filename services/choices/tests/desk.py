"""What candidates do at the door of choices, and what it is told before; each call answers with the response."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from services.choices.tests.told import Told
from shared.contracts.admission import OrderGiven, PlanPublished, StatusReleased, VacanciesPublished
from shared.contracts.parts import CollegeProfile, PlannedMajor, Seats
from shared.contracts.registration import DossierRecorded
from shared.contracts.review import EligibilitySettled
from shared.kernel import BEIJING
from shared.season import Season, read
from shared.testing.house import Caller, Home

API = "/choices/api/v1"
SEASON = read(Path(__file__).parent / "season.yaml")
CODE, INTAKE = SEASON.code, SEASON.intake
MAIN, S1 = "MAIN", "S1"
REVIEWED = datetime(2030, 3, 5, 12, tzinfo=BEIJING)
OPENS = datetime(2030, 4, 10, 10, tzinfo=BEIJING)
MIDDAY = datetime(2030, 4, 10, 12, tzinfo=BEIJING)
CLOSES = datetime(2030, 4, 11, 17, tzinfo=BEIJING)
SUPPLEMENTARY = datetime(2030, 5, 8, 11, tzinfo=BEIJING)
ZHANG, LI = "0193-zhang", "0193-li"


class Desk:
    """A house with choices in it."""

    def __init__(self, home: Home, told: Told) -> None:
        self.home, self.told = home, told
        self._callers: dict[str, Caller] = {}

    # -- what choices hears -------------------------------------------------------------------------------------

    def plan(self, *, revision: int = 1, season: Season = SEASON) -> PlanPublished:
        told = PlanPublished(
            intake=season.intake, season=season.code, revision=revision, published_at=REVIEWED,
            majors=[PlannedMajor(college=each.college, code=each.code, name=each.name, seats=dict(each.seats))
                    for each in season.plan.majors],
            colleges=[CollegeProfile(college=each.code, name=each.name, charter=None, min_tier=each.min_tier,
                                     honours="none", phones=[]) for each in season.colleges.items],
        )
        self.home.hear(told, key=f"admission/plan/{season.code}", intake=season.intake, season=season.code)
        return told

    def dossier(self, account: str, *, name: str = "张伟", season: Season = SEASON) -> None:
        told = DossierRecorded(
            account=account, intake=season.intake, season=season.code, revision=1,
            candidate_number=number_of(account), name=name,
            id_number="500101200203041017", sex="男", source_college="90001", major_code="510203",
            major_name="软件技术", entered="2027-09", graduates_on=date(2030, 6, 30), category="VETERAN", claim={},
            papers=[], submitted_at=REVIEWED,
        )
        self.home.hear(told, key=f"registration/dossier/{account}", intake=season.intake, season=season.code)

    def settle(self, account: str, *, category: str = "VETERAN", standing: str = "eligible",
               tier: str | None = None, season: Season = SEASON, revision: int = 1) -> None:
        told = EligibilitySettled(
            account=account, intake=season.intake, season=season.code, candidate_number=number_of(account),
            masked_name="张*",
            source_college="90001", category=category, standing=standing, honours=[], tier=tier, revision=revision,
            settled_at=REVIEWED,
        )
        self.home.hear(told, key=f"review/eligibility/{account}", intake=season.intake, season=season.code)

    def release(self, account: str, status: str) -> None:
        told = StatusReleased(account=account, intake=INTAKE, season=CODE, round="1", choice="A",
                              choice_title="第一志愿", status=status, released_at=REVIEWED)
        self.home.hear(told, key=f"admission/status/{account}", intake=INTAKE, season=CODE)

    def vacancies(self, seats: Sequence[Seats], *, held: bool = True) -> None:
        told = VacanciesPublished(intake=INTAKE, season=CODE, batch=S1, held=held, seats=list(seats),
                                  published_at=REVIEWED)
        self.home.hear(told, key=f"admission/vacancies/{CODE}/{S1}", intake=INTAKE, season=CODE)

    def order(self, kind: str, target: str, *, season: Season = SEASON, **values: Any) -> None:
        order = f"order-{kind}-{target}-{len(values)}-{values.get('candidate')}"
        told = OrderGiven(intake=season.intake, season=season.code, order=order, number="样例〔2030〕1号", kind=kind,
                          target=target, officers=["officer-1", "officer-2"], given_at=REVIEWED, **values)
        self.home.hear(told, key=f"admission/order/{order}", intake=season.intake, season=season.code)

    def go_to(self, instant: datetime) -> None:
        self.home.advance(INTAKE, instant)

    def ready(self, *accounts: str) -> None:
        """The plan and the eligible are known, the filing is open, the terms are accepted."""
        self.plan()
        for account in accounts:
            self.settle(account)
        self.go_to(MIDDAY)
        for account in accounts:
            assert self.accept(account).status_code == 200

    # -- what candidates do -------------------------------------------------------------------------------------

    def by(self, account: str) -> Caller:
        if account not in self._callers:
            self._callers[account] = self.home.as_role("candidate", subject=account, intake=INTAKE, service="choices")
        return self._callers[account]

    def forget_callers(self) -> None:
        """The service was started anew: its doors are others."""
        self._callers.clear()

    def get(self, path: str, account: str = ZHANG, **options: Any) -> Any:
        return self.by(account).get(f"{API}{path}", **options)

    def accept(self, account: str = ZHANG) -> Any:
        return self.by(account).post(f"{API}/terms")

    def save(self, label: str = "A", college: str = "10001", majors: Sequence[str] = ("01",), *,
             account: str = ZHANG, batch: str = MAIN, **options: Any) -> Any:
        body = {"college": college, "majors": list(majors)}
        return self.by(account).put(f"{API}/filings/{batch}/choices/{label}", json=body, **options)

    def clear(self, label: str = "A", *, account: str = ZHANG, batch: str = MAIN) -> Any:
        return self.by(account).delete(f"{API}/filings/{batch}/choices/{label}")

    def filed(self, account: str = ZHANG, batch: str = MAIN) -> Any:
        return self.get(f"/filings/{batch}", account).json

    def facts(self, name: str) -> list[dict[str, Any]]:
        self.home.settle()
        return [dict(row) for row in self.home.services["choices"].facts(CODE) if row["fact"] == name]


def number_of(account: str) -> str:
    """Each account has another number, in an order of its own."""
    return f"306000{int.from_bytes(account.encode()[-4:], 'big') % 10**8:08d}"


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json["code"]
