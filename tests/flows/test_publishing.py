"""The plan in a play: published by the others, or by hand before any college had said a word of itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rehearsal.doors import Account, Refused
from rehearsal.officers import Api, Officers
from rehearsal.publishing import Publication
from services.admission.app import build
from services.admission.config import AdmissionConfig
from services.admission.tests.play import CLOSES, MINUTE, SEASON, Play
from shared.security.access import Role
from shared.testing.house import house

MAJORS = [{"college": "5001", "code": "01", "name": "软件工程", "seats": {"VETERAN": 3}, "demand": None}]


class Seat(Account):
    """Somebody of the staff, at the door of a house in this process."""

    def __init__(self, play: Play, role: Role, subject: str, **who: Any) -> None:
        self.play, self.subject = play, subject
        self.caller = play.home.as_role(role, service="admission", subject=subject, **who)

    def ask(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        if path == "/me":
            return httpx.Response(200, json={"account": self.subject})
        query = options.pop("params", None)
        answer = self.caller.open(f"/{service}/api/v1{path}", method=method, query_string=query, **options)
        self.play.home.settle()
        said = httpx.Response(answer.status_code, content=answer.data, headers=dict(answer.headers),
                              request=httpx.Request(method, f"http://localhost{path}"))
        if said.is_error:
            raise Refused(said)
        return said


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    with house({"admission": (AdmissionConfig, build)}, tmp_path) as home:
        yield Play(home)


@pytest.fixture
def publication(play: Play) -> Publication:
    first, second = (Seat(play, Role.OFFICER, f"officer-{number}") for number in (1, 2))
    desks = {code: [Seat(play, Role.ADMISSION_COLLEGE, f"desk-{code}", scope=code)] for code in ("5001", "5002")}
    return Publication(SEASON, desks, Officers(first, Api(second), SEASON.code, {}))


def test_what_colleges_say_is_published_with_the_plan_and_once(play: Play, publication: Publication) -> None:
    assert publication.publish(MAJORS)
    plan = play.get("/plan").json
    assert (plan["revision"], plan["majors"]) == (1, MAJORS)
    assert all(each["charter"] and each["test"] for each in plan["colleges"])
    assert not publication.publish(MAJORS)
    assert play.get("/plan").json["revision"] == 1


@pytest.mark.parametrize("has_filing_begun", [False, True])
def test_a_plan_that_somebody_published_too_early_is_completed_and_its_majors_stay(
    play: Play, publication: Publication, has_filing_begun: bool
) -> None:
    play.plan()
    by_hand = play.get("/plan").json
    if has_filing_begun:
        play.at(CLOSES["MAIN"] - MINUTE)
    assert publication.publish(MAJORS)
    plan = play.get("/plan").json
    assert (plan["revision"], plan["majors"]) == (2, by_hand["majors"])
    assert all(each["charter"] and each["test"] for each in plan["colleges"])
    assert not publication.publish(MAJORS)


def test_what_a_college_saved_by_hand_stays_and_is_published(play: Play, publication: Publication) -> None:
    play.plan()
    said = {"season": SEASON.code, "charter": "https://by-hand.example/charter"}
    publication.desks["5001"][0].ask("PUT", "admission", "/colleges/5001/profile", json=said)
    assert publication.publish(MAJORS)
    assert play.get("/plan").json["colleges"][0]["charter"] == said["charter"]
