"""``docs/access.md`` is what the five services do: every route, every role, one's own and somebody else's."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.admission.domain.result import Row
from services.admission.domain.returns import Standing
from services.admission.domain.status import Status
from services.admission.store import file as files
from services.admission.store import release as releases
from services.admission.store import returns
from services.admission.store.file import File
from services.admission.store.returns import Return
from services.choices.tests.desk import MIDDAY
from services.notify.tests.samples import samples_of_notify
from services.registration.tests.applying import Applying
from services.registration.tests.files import picture
from services.registration.tests.front import Front
from services.registration.tests.people import LI, WANG, ZHANG, as_csv, lines
from services.registration.tests.reviewing import Others
from services.registration.tests.rich import rich
from services.registration.tests.samples import samples_of_college, samples_of_own
from services.registration.tests.told import Told
from shared import jobs
from shared.config import Config
from shared.contracts.parts import Paper
from shared.contracts.registration import DossierRecorded
from shared.kernel import new_id, wall_clock
from shared.season import Season
from shared.security.access import Role
from shared.testing.access import Permission, Sample, Walk, read_table
from shared.testing.house import Caller, Home, house
from shared.testing.seasons import CODE, INTAKE, sample
from tests.contracts.filed import samples_of_choices
from tests.contracts.reviewed import samples_of_review

TABLE = (Path(__file__).resolve().parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
SERVICES = ["registration", "review", "choices", "admission", "notify"]
OWN_COLLEGE, OTHER_COLLEGE = "90001", "90002"
PAPER = Paper(kind="discharge_certificate", digest="ab" * 32, media="application/pdf", size=8)
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
        home.publish(of_two_colleges(sample()))
        home.settle()
        yield home


def of_two_colleges(season: Season) -> Season:
    """The season, with two source colleges."""
    colleges = season.source_colleges
    both = tuple(replace(colleges.items[0], code=code) for code in (OWN_COLLEGE, OTHER_COLLEGE))
    return replace(season, source_colleges=replace(colleges, items=both))


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


def applied(who: Applying) -> str:
    """They have handed in an application with one paper; its id."""
    who.write()
    paper: str = who.upload(picture("PNG")).json["id"]
    assert who.submit().status_code == 201
    return paper


def samples_of_registration(home: Home) -> Samples:
    told = Told()
    home.bus.attach("told", told)
    home.publish(of_two_colleges(rich()), version=2)
    front = Front(home, told)
    front.go_to_import()
    for college, students in ((OWN_COLLEGE, [ZHANG, WANG]), (OTHER_COLLEGE, [LI])):
        by = home.as_role("source_college", subject=college, scope=college)
        assert front.report(as_csv(lines(students)), by=by)["imported"]
    front.go_to_registration()
    zhang, li = Applying(front, ZHANG), Applying(front, LI)
    papers = [applied(each) for each in (zhang, li)]
    for who, college in ((zhang, OWN_COLLEGE), (li, OTHER_COLLEGE)):
        Others(who).settle(college=college)
    own = {Role.CANDIDATE: {"subject": zhang.account, "intake": INTAKE}}
    return {
        ("GET", "/registration/api/v1/application"): Sample(mine=zhang.account, not_mine=li.account, who=own),
        **{(method, "/registration/api/v1/application/evidence/<paper>"):
           Sample({"paper": papers[0]}, others={"paper": papers[1]}, who=own) for method in ("GET", "DELETE")},
        ("GET", "/registration/api/v1/applications"): Sample(mine=ZHANG.name, not_mine=LI.name),
        ("POST", "/registration/api/v1/applications/<account>/confirmation"): Sample(
            {"account": zhang.account}, send={"json": {"confirmed": True}}, others={"account": li.account}),
        ("GET", "/registration/api/v1/progress"): Sample(mine=ZHANG.name, not_mine=LI.name),
        ("GET", "/registration/api/v1/student-records"): Sample(mine=ZHANG.name, not_mine=LI.name),
        ("GET", "/registration/api/v1/jobs/<job_id>"): jobs_of(home, "registration"),
        **samples_of_own(zhang, li, Applying(front, WANG)), **samples_of_college(front, zhang, li),
    }


def samples_of_admission(home: Home) -> Samples:
    own, others = {"college": "10001", "code": CODE, "no": "1"}, {"college": "10002"}
    staff = {Role.ADMISSION_COLLEGE: {"scope": "10001"}}
    of_season = {"query_string": {"season": CODE}}
    return {
        ("PUT", "/admission/api/v1/colleges/<college>/profile"): Sample(
            own, send={"json": {"season": CODE}}, who=staff, others=others),
        ("GET", "/admission/api/v1/colleges/<college>/profile"): Sample(own, send=of_season, who=staff, others=others),
        ("GET", "/admission/api/v1/seasons/<code>/rounds/<no>/rolls/<college>"): Sample(own, who=staff, others=others),
        ("GET", "/admission/results"): Sample(
            mine="第一志愿", not_mine="王芳", who={Role.CANDIDATE: {"intake": INTAKE}}),
        **samples_of_desk(home, Sample({**own, **dispatched(home)}, who=staff, others=others)),
        **samples_of_desk_pages(staff),
    }


def dispatched(home: Home) -> Mapping[str, Any]:
    """A file that went down to the college 10001, with one paper in its dossier; another one at another college."""
    down_to(home, "another", "王芳", "10002")
    down_to(home, "somebody", "李明", "10001")
    home.advance(INTAKE, sample().rounds[0].down_at)
    return {"account": "somebody", "digest": PAPER.digest, "revision": 1}


def down_to(home: Home, account: str, name: str, college: str) -> None:
    """A candidate's file went down to a college, and they were told so."""
    number = {"somebody": "30500000000001"}.get(account, "30500000000002")
    told = DossierRecorded(
        account=account, intake=INTAKE, season=CODE, revision=1, candidate_number=number, name=name,
        id_number="500101200001010011", sex="M", source_college=OWN_COLLEGE, major_code="610101",
        major_name="软件技术", entered="2027-09", graduates_on=MIDDAY.date(), category="VETERAN", claim={},
        papers=[PAPER], submitted_at=MIDDAY,
    )
    home.hear(told, key=f"registration/dossier/{account}", intake=INTAKE)
    home.settle()
    file = File(
        id=new_id(), intake=INTAKE, season=CODE, round="1", choice="A", account=account, college=college,
        candidate_number=told.candidate_number, category="VETERAN", majors=("01",), seal=1, filing_revision=1,
        status=Status.DISPATCHED, dispatched_at=MIDDAY,
    )
    said = {"season": CODE, "account": account, "round": "1", "status": "dispatched", "released_at": MIDDAY}
    with home.services["admission"].db.begin(actor="sample") as tx:
        files.add(tx, [file])
        releases.add(tx, [{**said, "visible_at": MIDDAY}])
        returns.add(tx, Return(
            season=CODE, round="1", college=college, revision=1 if account == "somebody" else 2, digest="0" * 64,
            admitted=0, returned=1, standing=Standing.SUBMITTED, door="https", submitted_by="x", submitted_at=MIDDAY,
        ), [Row(candidate_number=number, reason="未参加考查")])


def samples_of_desk(home: Home, own: Sample) -> Samples:
    """What staff of an admitting college do with their own files, and not with another college's."""
    base = "/admission/api/v1/colleges/<college>"
    sent: dict[tuple[str, str], Mapping[str, Any]] = {
        ("GET", "/mailbox"): {}, ("POST", "/messages"): {"json": {}}, ("GET", "/rounds/<no>/files"): {},
        ("GET", "/rounds/<no>/files/<account>"): {}, ("GET", "/rounds/<no>/files/<account>/evidence/<digest>"): {},
        ("PUT", "/rounds/<no>/files/<account>/decision"): {"json": {"admit": "01"}},
        ("GET", "/rounds/<no>/returns"): {}, ("POST", "/rounds/<no>/returns"): {"json": {}},
        ("POST", "/rounds/<no>/returns/<int:revision>/signatures"): {"json": {"digest": "0" * 64}},
    }
    return {(method, base + path): replace(own, send=send) for (method, path), send in sent.items()}


def samples_of_desk_pages(who: Mapping[Role, Mapping[str, str]]) -> Samples:
    """The same as pages: the address names no college, it is always one's own."""
    base, one = "/admission/desk", {"no": "1", "account": "somebody", "digest": PAPER.digest}
    mine = Sample({"no": "1"}, mine="李明", not_mine="王芳", who=who)
    file = Sample(one, others={"account": "another"}, who=who)
    made = Sample({"no": "1", "revision": 1}, others={"revision": 2}, who=who)
    return {
        ("GET", base): Sample(mine="10001", not_mine="10002", who=who),
        ("GET", f"{base}/<no>"): mine,
        ("GET", f"{base}/<no>/<account>"): file,
        ("POST", f"{base}/<no>/<account>"): replace(file, send={"data": {"admit": "01", "version": "0"}}),
        ("GET", f"{base}/<no>/<account>/evidence/<digest>"): file,
        **samples_of_desk_batches(base, mine),
        **{(method, "/admission/profile"): Sample(mine="10001", not_mine="10002", who=who)
           for method in ("GET", "POST")},
        ("GET", f"{base}/<no>/returns"): replace(mine, mine="第1次", not_mine="第2次"),
        **{(method, f"{base}/<no>/returns/new"): mine for method in ("GET", "POST")},
        ("GET", f"{base}/<no>/returns/<int:revision>"): made,
        ("POST", f"{base}/<no>/returns/<int:revision>/sign"): made,
    }


def samples_of_desk_batches(base: str, mine: Sample) -> Samples:
    """Many at once: whoever else's is named with one's own is not among them."""
    ticked = {"file": ["somebody:2", "another:2"], "act": "reject"}
    return {
        ("POST", f"{base}/<no>/batch/check"): replace(mine, send={"data": ticked}),
        ("POST", f"{base}/<no>/batch"): replace(mine, send={"data": ticked}),
        ("GET", f"{base}/<no>/sheet"): replace(mine, mine="1名考生"),
        ("POST", f"{base}/<no>/sheet"): replace(
            mine, mine="1名考生", send={"data": {}, "content_type": "multipart/form-data"}),
        ("GET", f"{base}/<no>/sheet/file"): replace(mine, mine="PK"),
        ("POST", f"{base}/<no>/sheet/lines"): replace(mine, mine="1名考生", send={"data": {"lines": "[]"}}),
    }


SAMPLES: Mapping[str, Any] = {
    "choices": samples_of_choices, "admission": samples_of_admission, "registration": samples_of_registration,
    "review": partial(samples_of_review, jobs_of=jobs_of), "notify": partial(samples_of_notify, jobs_of=jobs_of),
}


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
    at_root = {"/", "/.well-known/jwks.json", "/account", "/healthz", "/readyz", "/metrics", "/sign-in", "/sign-out",
               "/renew"}
    pages = ("/account/", "/open-account", "/forgotten-password", "/invitations/", "/static/")
    prefixes = ("/{service}/", *(f"/{name}/" for name in SERVICES), *pages)
    stray = [row.rule for row in read_table(TABLE) if not row.rule.startswith(prefixes)]
    assert sorted(set(stray) - at_root) == []
