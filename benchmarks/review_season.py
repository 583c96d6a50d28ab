"""A deployed review in the middle of its window: the season of Chongqing 2024, every dossier, half of them decided."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.filing_season import FILE, HOUR, set_clock, signed_season
from services.review.app import build
from services.review.config import ReviewConfig
from services.review.domain.case import Standing, Verdict
from services.review.store import case as store
from services.review.store.case import Case
from shared.bus.local import LocalBus
from shared.config import load
from shared.contracts.parts import Marks, Paper, PublicKey
from shared.contracts.registration import DossierRecorded
from shared.db import open_engine
from shared.kernel import BEIJING, new_id, wall_clock
from shared.season import Season, read
from shared.season.words import WindowKind
from shared.security.access import Principal, Role
from shared.security.signing import SigningKey
from shared.security.tokens import issue
from shared.service import Service

SERVICE = "review"
SUBMITTED = datetime(2024, 1, 20, 9, tzinfo=BEIJING)
AT_ONCE = 2000
WAITING, DONE = 5, 10
"""Of so many cases: those that wait for their college, and all; the others wait for the authority or are settled."""
SETTLED = (Standing.ELIGIBLE, Standing.ELIGIBLE, Standing.NOT_ELIGIBLE, Standing.RETURNED)


@dataclass(frozen=True)
class Reviewing:
    """The service, its settings as an environment, and who reviews, each with a token."""

    service: Service
    season: Season
    environment: dict[str, str]
    college: str
    tokens: dict[str, str]


@contextmanager
def review_season(folder: Path, database_url: str, *, bind: str, candidates: int) -> Iterator[Reviewing]:
    """Everything that review must have heard; a tenth of the candidates are of the college that asks."""
    season, season_key, token_key = read(FILE), SigningKey.generate(), SigningKey.generate()
    given = {"database_url": database_url, "bus_url": "amqp://127.0.0.1:1/", "bind": bind, "var_dir": str(folder),
             "season_key": season_key.public, "keyring_file": str(folder / "review.keyring")}
    environment = {f"LONGMEN_{SERVICE.upper()}_{name.upper()}": value for name, value in given.items()}
    service = build(load(ReviewConfig, environment, service=SERVICE), open_engine(database_url), LocalBus())
    service.migrations.upgrade()
    window = next(each for each in season.windows if each.kind is WindowKind.REVIEW)
    with service.db.begin(actor="bench", now=window.opens_at) as tx:
        service.season.adopt(tx, signed_season(season, season_key))
        set_clock(tx, service, season, window.opens_at, version=1)
        wall = tx.wall
        service.identity.keep_key(tx, PublicKey(kid=token_key.kid, public=token_key.public, signs_from=wall - HOUR,
                                                ends_at=wall + 24 * HOUR))
    colleges = [each.code for each in season.source_colleges.items]
    for start in range(0, candidates, AT_ONCE):
        with service.db.begin(actor="bench", now=SUBMITTED) as tx:
            part = range(start, min(start + AT_ONCE, candidates))
            store.put(tx, [_case(season, colleges, number) for number in part])
    try:
        yield Reviewing(service, season, environment, colleges[0], {
            "college": _token(Role.SOURCE_COLLEGE, colleges[0], token_key),
            "authority": _token(Role.REVIEWER, "exam_authority", token_key),
        })
    finally:
        service.close()


def _case(season: Season, colleges: list[str], number: int) -> Case:
    college = colleges[0] if number % DONE == 0 or len(colleges) == 1 else colleges[1 + number % (len(colleges) - 1)]
    place = number // DONE % DONE
    dossier = DossierRecorded(
        account=new_id(), intake=season.intake, season=season.code, revision=1,
        candidate_number=f"245000{number:08d}", name=f"考生{number}", id_number="500101200203041018", sex="M",
        source_college=college, major_code="510203", major_name="软件技术", entered="2021-09",
        graduates_on=date(2024, 6, 30), category="VETERAN",
        claim={"discharge_number": f"{number:010d}", "enlisted_on": "2019-09-01", "discharged_on": "2021-09-01"},
        papers=[Paper(kind="discharge_certificate", digest="d" * 64, media="image/png", size=7)],
        submitted_at=SUBMITTED + timedelta(seconds=number * 7),
        marks=Marks(average="86.5", rank=3, among=40, failed=0), conduct="优秀",
    )
    if place < WAITING:
        return Case(dossier=dossier, stage="college")
    if place == WAITING:
        return Case(dossier=dossier, stage="authority")
    return Case(dossier=dossier, standing=SETTLED[place - WAITING - 1], verdict=Verdict.APPROVED)


def _token(role: Role, scope: str, key: SigningKey) -> str:
    wall = wall_clock()
    who = Principal(subject=f"bench-{role}", role=role, session=new_id(), expires_at=wall, scope=scope)
    return issue(who, key, now=wall).text
