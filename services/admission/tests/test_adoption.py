"""The officer sees who has not adopted the newest version."""

from types import ModuleType

import pytest

from services.admission.tests.desk import Desk, changed
from shared.contracts import choices, notify, registration, review
from shared.testing.house import Home
from shared.testing.seasons import CODE, INTAKE

OTHERS = {"registration": registration, "review": review, "choices": choices, "notify": notify}


def adopt(home: Home, service: str, version: int, *, told: int | None = None) -> None:
    """A service says that it has a version."""
    module: ModuleType = OTHERS[service]
    event = module.SeasonAdopted(intake=INTAKE, season=CODE, season_version=version)
    home.hear(event, key=f"{service}/adopted/{CODE}", intake=INTAKE, season=CODE, version=told)
    home.settle()


def versions(desk: Desk) -> dict[str, int | None]:
    return {each["service"]: each["version"] for each in desk.get(f"/seasons/{CODE}/adoptions").json["services"]}


def test_who_never_spoke_is_shown(desk: Desk) -> None:
    desk.publish()
    assert versions(desk) == {"admission": 1, "choices": None, "notify": None, "registration": None, "review": None}


def test_all_five_make_it_complete(desk: Desk) -> None:
    desk.publish()
    for service in OTHERS:
        assert desk.get(f"/seasons/{CODE}/adoptions").json["complete"] is False
        adopt(desk.home, service, 1)
    assert desk.get(f"/seasons/{CODE}/adoptions").json["complete"] is True


def test_who_has_an_older_version_is_behind(desk: Desk) -> None:
    desk.publish()
    for service in OTHERS:
        adopt(desk.home, service, 1)
    desk.publish(changed("closes_at: 2030-01-18T17:00", "closes_at: 2030-01-19T17:00"))
    adopt(desk.home, "review", 2)
    answer = desk.get(f"/seasons/{CODE}/adoptions").json
    assert (answer["version"], answer["complete"]) == (2, False)
    assert {each["service"] for each in answer["services"] if each["newest"]} == {"admission", "review"}


def test_an_older_word_changes_nothing(desk: Desk) -> None:
    desk.publish()
    adopt(desk.home, "review", 2, told=12)
    adopt(desk.home, "review", 1, told=11)
    assert versions(desk)["review"] == 2


def test_nothing_is_shown_of_a_season_never_published(desk: Desk) -> None:
    assert desk.get(f"/seasons/{CODE}/adoptions").status_code == 404


@pytest.mark.parametrize(("role", "status"), [
    ("officer", 200), ("operator", 200), ("auditor", 200), ("candidate", 403), ("reviewer", 403),
])
def test_who_may_see_it(desk: Desk, role: str, status: int) -> None:
    desk.publish()
    other = desk.home.as_role(role, service="admission", subject="somebody")
    assert desk.get(f"/seasons/{CODE}/adoptions", by=other).status_code == status
