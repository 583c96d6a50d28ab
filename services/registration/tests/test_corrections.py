"""A claim returned for correction: changed and handed in again until an instant; and what else is heard of a claim."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.registration.store import evidence
from services.registration.tests.applying import SERVICE, Applying
from services.registration.tests.files import pdf, picture
from services.registration.tests.front import Front, problem
from services.registration.tests.people import ZHANG
from services.registration.tests.reviewing import Others
from services.registration.tests.rich import AWARD, at, rich
from services.registration.tests.test_confirmations import submitted
from shared.contracts.admission import OrderGiven
from shared.contracts.registration import ApplicationChanged, DossierRecorded
from shared.files import LocalStorage
from shared.season.model import Window
from shared.season.words import WindowKind
from shared.testing.seasons import CODE, INTAKE

UNTIL = at(1, 25)


@pytest.fixture
def zhang(opened: Front) -> Applying:
    """Handed in once."""
    return submitted(opened, ZHANG)[0]


@pytest.fixture
def returned(zhang: Applying) -> Applying:
    """A reviewer wants a better picture, until after registration has closed."""
    Others(zhang).ask_correction(until=UNTIL)
    return zhang


def told(who: Applying) -> list[tuple[str, int]]:
    return [(event.status, event.revision) for event in who.front.told.every(ApplicationChanged)]


class TestReturned:
    def test_the_candidate_reads_why_and_until_when(self, returned: Applying) -> None:
        shown = returned.look().json
        assert shown["status"] == "returned"
        assert shown["correction"] == {
            "stage": "college", "reason": "退役证不清晰", "until": "2030-01-25T10:00:00+08:00"}

    def test_it_is_changed_and_handed_in_again_though_registration_has_closed(self, returned: Applying) -> None:
        returned.front.go_to(at(1, 20))
        returned.look()
        assert returned.write(SERVICE | {"discharge_number": "渝退字第0002号"}).status_code == 200
        old = returned.look().json["papers"][0]["id"]
        assert returned.by.delete(f"/registration/api/v1/application/evidence/{old}").status_code == 204
        returned.upload(pdf())
        assert returned.submit().json["revision"] == 2
        first, second = returned.front.told.every(DossierRecorded)
        assert (first.revision, second.revision) == (1, 2)
        assert second.claim["discharge_number"] == "渝退字第0002号"
        assert [paper.media for paper in (*first.papers, *second.papers)] == ["image/png", "application/pdf"]
        assert returned.look().json["correction"] is None
        assert told(returned) == [("submitted", 1), ("returned", 1), ("submitted", 2)]

    def test_what_was_handed_in_first_can_still_be_read(self, returned: Applying) -> None:
        paper = returned.look().json["papers"][0]["id"]
        returned.by.delete(f"/registration/api/v1/application/evidence/{paper}")
        [first] = returned.front.told.every(DossierRecorded)
        assert LocalStorage(returned.front.home.folder / "evidence").holds(first.papers[0].digest)

    def test_what_the_season_asks_for_no_longer_stays_where_it_was_handed_in(self, returned: Applying) -> None:
        front, [first] = returned.front, returned.front.told.every(DossierRecorded)
        season = rich()
        bare = tuple(replace(each, claim=replace(each.claim, evidence=())) for each in season.categories)
        front.home.publish(replace(season, categories=bare), version=2)
        front.home.settle()
        returned.look()
        assert returned.write().status_code == 200
        service = front.home.services["registration"]
        with service.db.read() as conn:
            assert evidence.holds(conn, first.papers[0].digest), "its file would be cleared away"

    def test_not_when_its_time_is_over(self, returned: Applying) -> None:
        returned.front.go_to(UNTIL)
        returned.look()
        for refused in (returned.write(), returned.upload(picture("JPEG")), returned.submit()):
            assert problem(refused) == (409, "correction_over")
        assert "1月25日10:00" in returned.submit().json["detail"]

    def test_an_extension_of_the_review_gives_more_time(self, zhang: Applying) -> None:
        season, front = rich(), zhang.front
        review = Window(id="review", kind=WindowKind.REVIEW, title="资格审查", sample=True,
                        categories=(AWARD, "VETERAN"), opens_at=at(1, 12), closes_at=UNTIL)
        front.home.publish(replace(season, windows=(*season.windows, review)), version=2)
        Others(zhang).ask_correction(until=UNTIL)
        later = UNTIL + timedelta(days=2)
        front.home.hear(OrderGiven(
            intake=INTAKE, season=CODE, order="o-1", number="渝教考函〔2030〕1号", kind="extension", target=review.id,
            officers=["officer-1", "officer-2"], given_at=front.home.now(INTAKE), closes_at=later,
            candidate=zhang.account,
        ), key="admission/order/o-1", intake=INTAKE, season=CODE)
        front.go_to(UNTIL)
        assert zhang.look().json["correction"]["until"] == later.isoformat()
        assert zhang.write().status_code == 200
        assert zhang.submit().json["revision"] == 2

    def test_the_category_stays(self, returned: Applying) -> None:
        returned.look()
        assert problem(returned.write_prize()) == (409, "category_fixed")
        assert returned.look().json["category"] != AWARD

    def test_it_may_be_withdrawn(self, returned: Applying) -> None:
        assert returned.withdraw().json["status"] == "withdrawn"

    def test_one_that_was_handed_in_again_since_is_not_returned_for_the_old_one(self, returned: Applying) -> None:
        returned.submit()
        Others(returned).ask_correction(until=UNTIL, revision=1)
        assert returned.look().json["status"] == "submitted"

    def test_one_that_was_withdrawn_stays_so(self, zhang: Applying) -> None:
        zhang.withdraw()
        Others(zhang).ask_correction(until=UNTIL)
        assert zhang.look().json["status"] == "withdrawn"

    def test_one_of_nobody_is_passed_over(self, zhang: Applying) -> None:
        zhang.account, own = "nobody", zhang.account
        Others(zhang).ask_correction(until=UNTIL)
        zhang.account = own
        assert zhang.look().json["status"] == "submitted"


class TestHeard:
    def test_decisions_are_shown_with_their_reasons(self, zhang: Applying) -> None:
        Others(zhang).decide("rejected", reason="非本人证件")
        [shown] = zhang.look().json["decisions"]
        assert (shown["stage"], shown["stage_title"], shown["decision"], shown["reason"]) == (
            "college", "生源院校初审", "rejected", "非本人证件")

    def test_whether_one_may_file(self, zhang: Applying) -> None:
        assert zhang.look().json["standing"] is None
        Others(zhang).settle()
        assert zhang.look().json["standing"]["standing"] == "eligible"

    def test_what_was_released(self, zhang: Applying) -> None:
        Others(zhang).release("not_admitted")
        [shown] = zhang.look().json["releases"]
        assert (shown["round"], shown["title"], shown["status"]) == ("1", "第一志愿", "not_admitted")

    def test_what_changed_has_another_version(self, zhang: Applying) -> None:
        zhang.look()
        before = zhang.tag
        Others(zhang).decide("approved")
        zhang.look()
        assert zhang.tag != before
