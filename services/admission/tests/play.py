"""A recruitment at admission's doors: what the other services tell it, what officers do, what colleges decided."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.admission.domain.filing import leaf_of, root_of
from services.admission.domain.status import Held, Mover, Status
from services.admission.store import file as files
from services.admission.store.file import File
from services.admission.tests.recruiting import recruiting_season
from services.admission.usecases.file import Move, moved
from services.admission.usecases.filing import content_of
from shared.contracts.choices import BatchSealed, FilingFinalised
from shared.contracts.parts import FiledChoice
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed, RegistrationVoided
from shared.contracts.review import EligibilitySettled
from shared.season import Season
from shared.testing.house import Caller, Home

SEASON = recruiting_season()
API = "/admission/api/v1"
HERE = f"{API}/seasons/{SEASON.code}"
CLOSES = {each.batch: each.closes_at for each in SEASON.windows if each.batch}
DOWN = {each.no: each.down_at for each in SEASON.rounds}
BACK = {each.no: each.return_by for each in SEASON.rounds}
MINUTE = timedelta(minutes=1)
LATER = timedelta(days=400)
Choices = Mapping[str, tuple[str, Sequence[str]]]


class Play:
    """Two officers, and everybody else as far as admission hears of them."""

    def __init__(self, home: Home, season: Season = SEASON) -> None:
        self.home = home
        self.season = season
        self.first, self.second = self.officer("officer-1"), self.officer("officer-2")
        self.numbers: dict[str, str] = {}
        home.publish(season)
        self.at(season.roster.closes_at)

    def officer(self, subject: str) -> Caller:
        return self.home.as_role("officer", service="admission", subject=subject)

    def at(self, instant: datetime) -> None:
        self.home.advance(self.season.intake, instant)

    # -- what is told to admission --------------------------------------------------------------------------------

    def candidate(self, account: str, *, category: str = "VETERAN", standing: str = "eligible") -> None:
        self.numbers.setdefault(account, f"305000{len(self.numbers) + 1:08}")
        self.dossier(account, category=category)
        intake = self.season.intake
        confirmed = RegistrationConfirmed(account=account, intake=intake, confirmed=True, settled_at=self.now)
        self.home.hear(confirmed, key=f"registration/confirmation/{account}", intake=intake)
        self.stands(account, standing, category=category)

    def dossier(self, account: str, **changed: Any) -> None:
        intake, season = self.season.intake, self.season.code
        told = DossierRecorded(
            account=account, intake=intake, season=season, revision=1, candidate_number=self.numbers[account],
            name=f"考生{account}", id_number="500101200001010011", sex="M", source_college="S01", major_code="610101",
            major_name="软件技术", entered="2021-09", graduates_on=date(2024, 6, 30), claim={}, papers=[],
            submitted_at=self.season.roster.closes_at, **{"category": "VETERAN", **changed},
        )
        self.home.hear(told, key=f"registration/dossier/{account}", intake=intake, season=season)

    def stands(self, account: str, standing: str, *, category: str = "VETERAN", tier: str | None = None) -> None:
        settled = EligibilitySettled(
            account=account, intake=self.season.intake, season=self.season.code, source_college="S01",
            candidate_number=self.numbers[account], masked_name="考*", category=category, standing=standing,
            honours=[], tier=tier, revision=1, settled_at=self.now,
            reason=None if standing == "eligible" else "材料不实",
        )
        self.home.hear(settled, key=f"review/eligibility/{account}", intake=self.season.intake)
        self.home.settle()

    def withdraw(self, account: str) -> None:
        told = RegistrationVoided(account=account, intake=self.season.intake, reason="withdrawn", voided_at=self.now)
        self.home.hear(told, key=f"registration/account/{account}", intake=self.season.intake)
        self.home.settle()

    def filings(self, filed: Mapping[str, Choices], *, batch: str = "MAIN", seal: int = 1) -> list[FilingFinalised]:
        """Sealed filings as choices would tell them, by candidate number."""
        made = []
        for account, choices in filed.items():
            told = FilingFinalised(
                account=account, intake=self.season.intake, season=self.season.code, batch=batch, seal=seal,
                candidate_number=self.numbers[account], category="VETERAN", revision=1, saved_at=CLOSES[batch] - MINUTE,
                choices=[FiledChoice(label=label, college=college, majors=list(majors))
                         for label, (college, majors) in choices.items()],
                leaf="",
            )
            made.append(_with_leaf(told))
        return sorted(made, key=lambda each: each.candidate_number)

    def seal(self, told: Sequence[FilingFinalised], *, batch: str = "MAIN", **changed: Any) -> None:
        root = root_of([bytes.fromhex(each.leaf) for each in told]).hex()
        sealed = {
            "intake": self.season.intake, "season": self.season.code, "batch": batch, "seal": 1, "season_version": 1,
            "closes_at": CLOSES.get(batch), "count": len(told), "root": root, "sealed_at": CLOSES.get(batch), **changed,
        }
        self.home.hear(BatchSealed(**sealed), key=f"choices/seal/{self.season.code}/{batch}")
        self.home.settle()

    def hear(self, told: Sequence[FilingFinalised]) -> None:
        for each in told:
            self.home.hear(each, key=f"choices/filing/{each.account}/{each.batch}", intake=each.intake)
        self.home.settle()

    def filed(self, filed: Mapping[str, Choices], *, batch: str = "MAIN", seal: int = 1) -> None:
        """A batch closed, sealed, and all of it heard."""
        for account in filed:
            if account not in self.numbers:
                self.candidate(account)
        self.at(CLOSES[batch] + MINUTE)
        told = self.filings(filed, batch=batch, seal=seal)
        self.seal(told, batch=batch, seal=seal)
        self.hear(told)

    # -- what officers do -----------------------------------------------------------------------------------------

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, by: Caller | None = None) -> Any:
        address = path if path.startswith(API) else f"{HERE}{path}"
        answer = (by or self.first).post(address, json=body or {})
        self.home.settle()
        return answer

    def get(self, path: str, *, by: Caller | None = None) -> Any:
        address = path if path.startswith(API) else f"{HERE}{path}"
        return (by or self.first).get(address)

    def both(self, path: str, digest: str) -> Any:
        """The two officers' signatures; the answer to the second one."""
        first = self.post(f"{path}/signatures", {"digest": digest})
        assert first.status_code == 201, first.json
        second = self.post(f"{path}/signatures", {"digest": digest}, by=self.second)
        assert second.status_code == 201, second.json
        return second

    def agreed(self, path: str, body: Mapping[str, Any] | None = None, *, sign: str | None = None) -> Any:
        """Proposed by one, signed by two."""
        made = self.post(path, body)
        assert made.status_code == 201, made.json
        return self.both(sign or path, made.json["digest"])

    def plan(self, seats: Mapping[tuple[str, str], int] | None = None) -> None:
        """The plan of the season file, or one of these seats for veterans."""
        majors = seats and [
            {"college": college, "code": code, "name": f"专业{code}", "seats": {"VETERAN": n}}
            for (college, code), n in seats.items()
        ]
        self.agreed("/plan", {"majors": majors} if majors else {})

    def send(self, no: str) -> Any:
        """A round dry-run, signed by two, and its moment come."""
        signed = self.agreed(f"/rounds/{no}/preview", sign=f"/rounds/{no}")
        if self.home.now(self.season.intake) < DOWN[no]:
            self.at(DOWN[no])
        return signed

    def check(self, no: str, **body: Any) -> Any:
        return self.agreed(f"/rounds/{no}/check", body)

    def order(self, **asked: Any) -> Any:
        """An order given by one officer and signed by the other."""
        made = self.post(f"{API}/orders", {"season": self.season.code, "number": "渝考〔2024〕1号", **asked})
        if made.status_code != 201:
            return made
        path = f"{API}/orders/{made.json['subject']}/signatures"
        return self.post(path, {"digest": made.json["digest"]}, by=self.second)

    def rule(self, no: str, college: str, **body: Any) -> Any:
        path = f"/rounds/{no}/colleges/{college}/rulings"
        made = self.post(path, {"number": "渝考〔2024〕2号", "reason": "经集体研究决定", **body})
        if made.status_code != 201:
            return made
        return self.post(f"{path}/signatures", {"digest": made.json["digest"]}, by=self.second)

    # -- what colleges decided, as their desk or letters leave it --------------------------------------------------

    def returns(self, no: str, decided: Mapping[str, str | None], *, held: Held | None = None) -> None:
        """Account to the major that admits them, or None: returned with a reason. Their colleges signed all of it."""
        service = self.home.services["admission"]
        with service.db.begin(actor="admission_college:x", now=self.now) as tx:
            every = {each.account: each for each in files.locked_of_round(tx, self.season.code, no)}
            files.put(tx, [_decided(every[account], major, self.now, held) for account, major in decided.items()])

    # -- what is seen ----------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.home.now(self.season.intake).astimezone(UTC)

    def facts(self, name: str, **wanted: Any) -> list[Any]:
        rows = self.home.services["admission"].facts(self.season.code)
        return [row for row in rows if row["fact"] == name and all(row.get(key) == wanted[key] for key in wanted)]

    def status(self, account: str, no: str) -> Any:
        return next((row["status"] for row in self.facts("file", account=account, round=no)), None)

    def sent(self, no: str) -> list[str]:
        return sorted(row["account"] for row in self.facts("file", round=no))

    def told(self, account: str) -> list[tuple[str, str]]:
        return [(row["round"], row["status"]) for row in self.facts("release", account=account)]

    def board(self, no: str) -> Any:
        items = self.get("/rounds").json["items"]
        return next(each for each in items if each["no"] == no)

    def measured(self, name: str) -> float:
        """The sum of a gauge's series."""
        text = self.home.anybody("admission").get("/metrics").get_data(as_text=True)
        lines = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
        assert lines, f"{name} is not measured"
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    def outcomes(self) -> dict[str, str]:
        return {row["account"]: row["outcome"] for row in self.facts("outcome")}


def _with_leaf(told: FilingFinalised) -> FilingFinalised:
    return replace(told, leaf=leaf_of(content_of(told)).hex())


def _decided(file: File, major: str | None, at: datetime, held: Held | None) -> File:
    if file.status is not Status.READING:
        file = moved(file, Move(wanted=Status.READING, by=Mover.COLLEGE), at=at, actor="college")
    move = (Move(wanted=Status.PRE_ADMIT, by=Mover.COLLEGE, major=major) if major else
            Move(wanted=Status.PRE_REJECT, by=Mover.COLLEGE, reason="综合考查未达到要求"))
    decided = moved(file, move, at=at, actor="college")
    return replace(decided, returned_at=at, return_revision=1, held_why=held)
