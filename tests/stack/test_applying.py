"""Candidates and a college in real threads on PostgreSQL: handed in once, and no grade is lost on the way to a file."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.registration.app import build
from services.registration.config import RegistrationConfig
from services.registration.domain.grades import COLUMNS
from services.registration.tests.applying import Applying
from services.registration.tests.files import pdf, picture
from services.registration.tests.front import API, Front
from services.registration.tests.people import Student, as_csv, id_number
from services.registration.tests.reviewing import Others
from services.registration.tests.rich import VETERAN, at, rich
from services.registration.tests.told import Told
from services.registration.usecases.applications import submit_application
from services.registration.usecases.calendars import calendars_of
from shared.contracts.registration import ApplicationChanged, DossierRecorded
from shared.kernel import wall_clock
from shared.testing.house import house
from shared.testing.nodes.process import wait_for
from shared.testing.seasons import INTAKE
from tests.servers import Servers

MANY = 12
LATER = timedelta(seconds=1)
STUDENTS = [
    Student(name=f"张{'一二三四五六七八九十甲乙'[n]}", id_number=id_number(101 + 2 * n), phone=f"139000001{n:02d}",
            student_number=f"20270001{n:02d}")
    for n in range(MANY)
]
_turn = count()


@pytest.fixture
def front(servers: Servers, tmp_path: Path) -> Iterator[Front]:
    """Registration on PostgreSQL while it is open."""
    name = f"registration_{next(_turn)}"
    urls = {"registration": servers.postgres.databases([name])[name]}
    with house({"registration": (RegistrationConfig, build)}, tmp_path, urls=urls) as home:
        home.services["registration"].migrations.upgrade()
        told = Told()
        home.bus.attach("told", told)
        home.settle()
        home.settle()
        home.publish(rich())
        front = Front(home, told)
        front.go_to_import()
        front.import_students(STUDENTS)
        front.go_to_registration()
        yield front


def written(front: Front) -> list[Applying]:
    """They all have a draft that could be handed in."""
    found = [Applying(front, who) for who in STUDENTS]
    for each in found:
        each.write()
        each.upload(picture("PNG"))
    return found


def at_once(*works: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda work: work(), works))


def submitting(who: Applying) -> Callable[[], Any]:
    client = who.front.holder(who.by.token or "")
    return lambda: client.post(f"{API}/application/submission").status_code


def first_draft(who: Applying) -> Callable[[], Any]:
    client = who.front.holder(who.by.token or "")
    return lambda: client.put(f"{API}/application", json={"category": VETERAN, "claim": {}}).status_code


def test_two_first_drafts_at_once_are_one_application(front: Front) -> None:
    people = [Applying(front, who) for who in STUDENTS[:4]]
    answers = Counter(at_once(*(first_draft(who) for who in people for _ in range(2))))
    assert answers == {200: 4, 428: 4}


def test_pressed_twice_it_is_handed_in_once(front: Front) -> None:
    people = written(front)
    answers = Counter(at_once(*(submitting(who) for who in people for _ in range(2))))
    assert answers == {201: MANY, 409: MANY}
    front.home.settle()
    assert len(front.told.every(DossierRecorded)) == MANY


def test_grades_stated_while_an_application_is_handed_in_are_in_its_file(front: Front) -> None:
    [who, *_] = written(front)
    service = front.home.services["registration"]
    content = as_csv([[STUDENTS[0].student_number, "", "80", "1", "2", "0", "良好"]], header=COLUMNS)
    accepted = front.college.post(
        f"{API}/grades", query_string={"dry_run": "false"}, content_type="multipart/form-data",
        data={"file": (io.BytesIO(content), "a.csv")},
    )
    assert accepted.status_code == 202
    calendars = calendars_of(service.season, INTAKE)

    def waits(job: Future[bool]) -> bool:
        with service.db.read() as conn:
            waiting = conn.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()
        return bool(waiting) or job.done()

    with ThreadPoolExecutor(1) as other:
        with service.db.begin(now=front.home.now(INTAKE)) as tx:
            submit_application(tx, calendars, who.account)
            job = other.submit(service.jobs.run_due, wall_clock() + LATER)
            wait_for(lambda: waits(job), what="the list to wait, or to be written too early")
        assert job.result(timeout=20)
    front.home.settle()
    assert [event.marks is None for event in front.told.every(DossierRecorded)] == [True, False]


def test_a_claim_goes_its_whole_way(front: Front) -> None:
    who, other = Applying(front, STUDENTS[0]), Applying(front, STUDENTS[1])
    for each in (who, other):
        each.write()
        each.upload(pdf())
        assert each.submit().status_code == 201
    Others(who).ask_correction(until=at(1, 30))
    who.upload(picture("JPEG"))
    assert who.submit().json["revision"] == 2
    assert other.withdraw().status_code == 201
    front.go_to(at(3, 1))
    confirmed = front.post(f"/applications/{who.account}/confirmation", {"confirmed": True}, by=front.college)
    assert confirmed.status_code == 200
    Others(who).decide("approved", revision=2)
    Others(who).settle()
    Others(who).save("A")
    Others(who).release("admitted")
    shown = who.look().json
    assert (shown["standing"]["standing"], shown["releases"][0]["status"]) == ("eligible", "admitted")
    progress = front.get("/progress", by=front.college).json
    assert progress["registration"] == {"students": MANY, "accounts": 2, "draft": 0, "submitted": 1, "returned": 0,
                                        "withdrawn": 1, "confirmed": 1}
    assert (progress["may_file"], progress["all_saved"]) == (1, 1)
    assert len(front.get("/applications", by=front.college).json["items"]) == 2
    assert [event.status for event in front.told.every(ApplicationChanged) if event.account == who.account] == [
        "submitted", "returned", "submitted"]
    assert len(front.facts("application")) == 2
