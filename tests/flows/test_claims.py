"""A claim from the candidate's form to the last word, through registration and review by their doors and events."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.registration.app import build as build_registration
from services.registration.config import RegistrationConfig
from services.registration.tests.applying import SERVICE, Applying
from services.registration.tests.files import picture
from services.registration.tests.front import COLLEGE, Front
from services.registration.tests.people import ZHANG
from services.registration.tests.rich import VETERAN, at, rich
from services.registration.tests.told import Told as ToldByRegistration
from services.review.app import build as build_review
from services.review.config import ReviewConfig
from services.review.tests.told import Told
from shared.contracts.review import EligibilitySettled
from shared.season import Season
from shared.season.model import Window
from shared.season.places import Reviewer
from shared.season.rules import ReviewStage
from shared.season.words import ReviewBy, WindowKind
from shared.testing.house import Home, Recipe, house
from shared.testing.seasons import CODE

RECIPES: dict[str, Recipe] = {
    "registration": (RegistrationConfig, build_registration), "review": (ReviewConfig, build_review),
}
CASES = "/review/api/v1/cases"


def season() -> Season:
    """Two stages for a veteran, and a window for both."""
    base = rich()
    stage = ReviewStage(id="authority", title="考试院审查", by=ReviewBy.AUTHORITY, authority="exam_authority",
                        sample=True)
    window = Window(id="review", kind=WindowKind.REVIEW, title="资格审查", categories=(VETERAN, "AWARD"), sample=True,
                    opens_at=at(1, 11), closes_at=at(3, 5, 17))
    return replace(
        base, windows=(*base.windows, window), reviewers=(Reviewer(code="exam_authority", title="样例省教育考试院"),),
        categories=tuple(replace(each, review=(*each.review, stage)) for each in base.categories),
    )


class Play:
    """One candidate between two services."""

    def __init__(self, home: Home) -> None:
        self.home, self.told = home, Told()
        home.bus.attach("told", self.told)
        told = ToldByRegistration()
        home.bus.attach("told-by-registration", told)
        home.settle()
        home.settle()
        home.publish(season())
        self.front = Front(home, told)
        self.front.go_to_import()
        self.front.import_students()
        self.front.go_to_registration()
        self.zhang = Applying(self.front, ZHANG)
        self.zhang.write(SERVICE | {"honours": ["SIYOU"]})
        for kind in ("discharge_certificate", "honour_certificate"):
            assert self.zhang.upload(picture("PNG"), kind=kind).status_code == 201
        submitted = self.zhang.submit()
        assert submitted.status_code == 201, submitted.text

    def decide(self, role: str, scope: str, decision: str = "approved", **said: Any) -> dict[str, Any]:
        """As a reviewer does: look at the case, decide what was seen."""
        by: Any = self.home.as_role(role, service="review", scope=scope)
        seen = by.get(f"{CASES}/{self.zhang.account}")
        honours = [{"code": code, "confirmed": True} for code in seen.json["claim"]["honours"]]
        body = {"stage": seen.json["stage"], "revision": seen.json["revision"], "decision": decision,
                "honours": honours if decision == "approved" else [], **said}
        answer = by.post(f"{CASES}/{self.zhang.account}/decisions", json=body,
                         headers={"If-Match": seen.headers["ETag"]})
        assert answer.status_code == 201, answer.text
        self.home.settle()
        found: dict[str, Any] = answer.json
        return found

    def college(self, *said: str, **more: str) -> dict[str, Any]:
        return self.decide("source_college", COLLEGE, *said, **more)

    def authority(self, *said: str, **more: str) -> dict[str, Any]:
        return self.decide("reviewer", "exam_authority", *said, **more)

    def confirm(self) -> None:
        self.front.go_to(at(3, 1))
        answer = self.front.post(f"/applications/{self.zhang.account}/confirmation", {"confirmed": True},
                                 by=self.front.college)
        assert answer.status_code == 200, answer.text

    def standing(self) -> list[str]:
        rows = self.home.services["review"].facts(CODE)
        return [str(row["standing"]) for row in rows if row["fact"] == "case"]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    with house(RECIPES, tmp_path) as home:
        yield Play(home)


def test_a_claim_is_corrected_approved_confirmed_and_its_holder_eligible(play: Play) -> None:
    play.college()
    play.authority("correction", reason="退役证照片不清")
    assert play.zhang.look().json["status"] == "returned"
    assert play.zhang.upload(picture("JPEG")).status_code == 201
    assert play.zhang.submit().status_code == 201
    play.college()
    play.authority()
    assert play.standing() == ["open"]
    play.confirm()
    [told] = play.told.every(EligibilitySettled)
    assert (told.standing, told.honours, told.revision) == ("eligible", ["SIYOU"], 2)
    assert told.candidate_number == play.zhang.number


def test_who_reviews_reads_the_very_file_that_was_handed_in(play: Play) -> None:
    by: Any = play.home.as_role("reviewer", service="review", scope="exam_authority")
    paper, _ = by.get(f"{CASES}/{play.zhang.account}").json["papers"]
    held = by.get(f"{CASES}/{play.zhang.account}/evidence/{paper['digest']}")
    assert (held.status_code, held.mimetype, len(held.data)) == (200, "image/png", paper["size"])
    assert held.data.startswith(b"\x89PNG")


def test_who_withdraws_is_out_of_review(play: Play) -> None:
    play.college()
    assert play.zhang.withdraw().status_code in {200, 201}
    assert play.standing() == ["withdrawn"]


def test_who_is_not_confirmed_is_not_eligible_in_the_end(play: Play) -> None:
    play.college()
    play.authority()
    play.front.go_to(at(3, 11, 17))
    assert [event.standing for event in play.told.every(EligibilitySettled)] == ["not_eligible"]
