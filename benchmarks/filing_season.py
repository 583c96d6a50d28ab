"""A deployed choices in the middle of its filing: the season of Chongqing 2024, its plan, candidates who may file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from services.choices.app import build
from services.choices.config import ChoicesConfig
from services.choices.store import guard
from services.choices.store.eligibility import accept_terms
from services.choices.usecases.eligibility import settle_eligibility
from services.choices.usecases.plan import keep_plan
from services.choices.usecases.window import declared
from shared.bus.local import LocalBus
from shared.config import load
from shared.contracts.admission import ClockSet, PlanPublished, SeasonPublished
from shared.contracts.parts import ClockSegment, CollegeProfile, PlannedMajor, PublicKey
from shared.contracts.review import EligibilitySettled
from shared.db import Tx, open_engine
from shared.inbox import Heard
from shared.kernel import BEIJING, new_id, wall_clock
from shared.season import Season, read, signed
from shared.security.access import Principal, Role
from shared.security.signing import SigningKey
from shared.security.tokens import issue
from shared.service import Service

SERVICE, BATCH = "choices", "MAIN"
FILE = Path("seasons/chongqing-2024-exempt.yaml")
MIDDAY = datetime(2024, 4, 10, 12, tzinfo=BEIJING)
CLOSES = datetime(2024, 4, 11, 17, tzinfo=BEIJING)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Filing:
    """The service, its settings as an environment, and every candidate with a token."""

    service: Service
    season: Season
    environment: dict[str, str]
    tokens: dict[str, str]


@contextmanager
def filing_season(folder: Path, database_url: str, *, bind: str, candidates: int) -> Iterator[Filing]:
    """Everything that choices must have heard before the first save."""
    season, season_key, token_key = read(FILE), SigningKey.generate(), SigningKey.generate()
    given = {"database_url": database_url, "bus_url": "amqp://127.0.0.1:1/", "bind": bind, "var_dir": str(folder),
             "season_key": season_key.public, "keyring_file": str(folder / "choices.keyring")}
    environment = {f"LONGMEN_{SERVICE.upper()}_{name.upper()}": value for name, value in given.items()}
    config = load(ChoicesConfig, environment, service=SERVICE)
    service = build(config, open_engine(database_url, prepares=True), LocalBus())
    service.migrations.upgrade()
    accounts = [new_id() for _ in range(candidates)]
    with service.db.begin(actor="bench", now=MIDDAY) as tx:
        service.season.adopt(tx, signed_season(season, season_key))
        set_clock(tx, service, season, MIDDAY, version=1)
        keep_plan(tx, _plan(season))
        guard.add(tx.conn, season.code, BATCH)
        settle_eligibility(tx, [_eligible(season, account, number) for number, account in enumerate(accounts)])
        for account in accounts:
            accept_terms(tx.conn, {"account": account, "season": season.code, "text_digest": declared(season),
                                   "accepted_at": MIDDAY, "recorded_at": tx.wall})
        wall = tx.wall
        service.identity.keep_key(tx, PublicKey(kid=token_key.kid, public=token_key.public, signs_from=wall - HOUR,
                                                ends_at=wall + 24 * HOUR))
    try:
        yield Filing(service, season, environment, {each: _token(season, each, token_key) for each in accounts})
    finally:
        service.close()


def set_clock(tx: Tx, service: Service, season: Season, to: datetime, *, version: int) -> None:
    """The rehearsal's clock stands there."""
    told = ClockSet(intake=season.intake, clock_version=version,
                    segments=[ClockSegment(wall_at=tx.wall, season_at=to, speed=0.0)])
    service.season.on_clock(tx, [Heard(told, new_id(), f"admission/clock/{season.intake}", (1, version), tx.wall,
                                       season.intake, None)])


def signed_season(season: Season, key: SigningKey) -> SeasonPublished:
    """As admission publishes it."""
    return signed.signed(SeasonPublished(
        intake=season.intake, season=season.code, season_version=1, rehearsal=True, document=season.document(),
        officers=["officer-1", "officer-2"], signed_at=wall_clock(), signature="",
    ), key)


def _plan(season: Season) -> PlanPublished:
    return PlanPublished(
        intake=season.intake, season=season.code, revision=1, published_at=MIDDAY,
        majors=[PlannedMajor(college=each.college, code=each.code, name=each.name, seats=dict(each.seats))
                for each in season.plan.majors],
        colleges=[CollegeProfile(college=each.code, name=each.name, charter=None, min_tier=None, honours="none",
                                 phones=[]) for each in season.colleges.items],
    )


def _eligible(season: Season, account: str, number: int) -> EligibilitySettled:
    return EligibilitySettled(
        account=account, intake=season.intake, season=season.code, candidate_number=f"245000{number:08d}",
        masked_name="张*", source_college="S01", category="VETERAN", standing="eligible", honours=[], tier=None,
        revision=1, settled_at=MIDDAY,
    )


def _token(season: Season, account: str, key: SigningKey) -> str:
    wall = wall_clock()
    who = Principal(subject=account, role=Role.CANDIDATE, session=new_id(), expires_at=wall + 12 * HOUR,
                    intake=season.intake)
    return issue(who, key, now=wall).text
