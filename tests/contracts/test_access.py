"""``docs/access.md`` is what the five services do: every route, every role, one's own and somebody else's."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.registration.tests.front import Front
from services.registration.tests.people import LI, ZHANG, as_csv, lines
from services.registration.tests.told import Told
from shared import jobs
from shared.config import Config
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.kernel import wall_clock
from shared.security.access import Role
from shared.testing.access import Permission, Sample, Walk, read_table
from shared.testing.house import Caller, Home, house
from shared.testing.seasons import INTAKE, sample

TABLE = (Path(__file__).resolve().parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
SERVICES = ["registration", "review", "choices", "admission", "notify"]
OWN_COLLEGE, OTHER_COLLEGE = "90001", "90002"
Samples = Mapping[tuple[str, str], Sample]


@pytest.fixture
def home(service: str, tmp_path: Path) -> Iterator[Home]:
    """One service, which has told its keys and heard of a season of two source colleges."""
    config = importlib.import_module(f"services.{service}.config")
    kind = next(each for each in vars(config).values()
                if isinstance(each, type) and issubclass(each, Config) and each.__module__ == config.__name__)
    with house({service: (kind, importlib.import_module(f"services.{service}.app").build)}, tmp_path) as home:
        home.settle()
        home.settle()
        colleges = sample().source_colleges
        both = tuple(replace(colleges.items[0], code=code) for code in (OWN_COLLEGE, OTHER_COLLEGE))
        home.publish(replace(sample(), source_colleges=replace(colleges, items=both)))
        home.settle()
        yield home


class Asking:
    """Signs in as whoever is asked for; staff of a college are of one's own."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def __call__(self, role: Role | None, **who: str) -> Caller:
        if role is None:
            return self.home.anybody()
        scope = {"scope": OWN_COLLEGE} if role.scoped else {}
        return self.home.as_role(role, **{"subject": "somebody", **scope, **who})


def jobs_of(home: Home, service: str) -> Sample:
    """A piece of long work of each role's, and one of somebody else's."""
    asked = {}
    for actor in [*(f"{role}:somebody" for role in Role), "officer:another"]:
        with home.services[service].db.begin(actor=actor, now=wall_clock()) as tx:
            asked[actor] = jobs.enqueue(tx, "sample")
    own = {role: {"job_id": asked[f"{role}:somebody"]} for role in Role}
    return Sample(own=own, others={"job_id": asked["officer:another"]})


def samples_of_registration(home: Home) -> Samples:
    told = Told()
    home.bus.attach("told", told)
    front = Front(home, told)
    front.go_to_import()
    for college, student in ((OWN_COLLEGE, ZHANG), (OTHER_COLLEGE, LI)):
        by = home.as_role("source_college", subject=college, scope=college)
        assert front.report(as_csv(lines([student])), by=by)["imported"]
    return {
        ("GET", "/registration/api/v1/student-records"): Sample(mine=ZHANG.name, not_mine=LI.name),
        ("GET", "/registration/api/v1/jobs/<job_id>"): jobs_of(home, "registration"),
    }


def samples_of_notify(home: Home) -> Samples:
    for account, number in (("somebody", "30500000000001"), ("another", "30500000000002")):
        phone = f"139{number[-8:]}"
        contact = ContactChanged(account=account, intake=INTAKE, role="candidate", name="李明", phone=phone)
        home.hear(contact, key=f"registration/contact/{account}", intake=INTAKE)
        told = AccountOpened(account=account, intake=INTAKE, candidate_number=number, source_college=OWN_COLLEGE,
                             opened_at=wall_clock())
        home.hear(told, key=f"registration/account/{account}", intake=INTAKE)
    home.settle()
    return {
        ("GET", "/notify/api/v1/timeline"): Sample(
            mine="30500000000001", not_mine="30500000000002", who={Role.CANDIDATE: {"intake": INTAKE}}
        ),
        ("GET", "/notify/api/v1/jobs/<job_id>"): jobs_of(home, "notify"),
    }


SAMPLES: Mapping[str, Any] = {"registration": samples_of_registration, "notify": samples_of_notify}


def faults(home: Home, service: str, table: list[Permission]) -> list[str]:
    samples = SAMPLES[service](home) if service in SAMPLES else {}
    return Walk(service, home.services[service].wsgi, Asking(home), samples=samples).faults(table)


@pytest.mark.parametrize("service", SERVICES)
def test_the_table_is_what_the_service_does(home: Home, service: str) -> None:
    assert faults(home, service, read_table(TABLE)) == []


@pytest.mark.parametrize("service", ["registration"])
def test_a_row_that_is_not_true_is_seen(home: Home, service: str) -> None:
    row = "| `/registration/api/v1/staff` | GET | officer | all |"
    assert row in TABLE
    found = faults(home, service, read_table(TABLE.replace(row, row.replace("officer", "officer, auditor"))))
    assert "GET /registration/api/v1/staff: auditor is shut out (forbidden)" in found


def test_every_rule_of_the_table_belongs_to_a_service() -> None:
    at_root = {"/", "/.well-known/jwks.json", "/healthz", "/readyz", "/metrics", "/sign-in", "/sign-out", "/renew"}
    pages = ("/open-account", "/forgotten-password", "/invitations/")
    prefixes = ("/{service}/", *(f"/{name}/" for name in SERVICES), *pages)
    stray = [row.rule for row in read_table(TABLE) if not row.rule.startswith(prefixes)]
    assert sorted(set(stray) - at_root) == []
