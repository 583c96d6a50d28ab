"""The source college and its candidates' registrations: its list, confirming in the window, taking it back."""

from dataclasses import replace
from typing import Any

import pytest

from services.registration.tests.applying import Applying
from services.registration.tests.files import picture
from services.registration.tests.front import Front, problem
from services.registration.tests.people import LI, WANG, ZHANG
from services.registration.tests.reviewing import Others
from services.registration.tests.rich import at, rich
from shared.contracts.registration import RegistrationConfirmed
from shared.testing.house import Caller
from shared.testing.seasons import INTAKE


def submitted(front: Front, *people: Any) -> list[Applying]:
    """They have all handed in an application."""
    found = [Applying(front, who) for who in people]
    for each in found:
        each.write()
        each.upload(picture("PNG"))
        assert each.submit().status_code == 201
    return found


@pytest.fixture
def zhang(opened: Front) -> Applying:
    [who] = submitted(opened, ZHANG)
    opened.go_to(at(3, 1))
    return who


def confirm(who: Applying, *, confirmed: Any = True, by: Caller | None = None) -> Any:
    path = f"/applications/{who.account}/confirmation"
    return who.front.post(path, {"confirmed": confirmed}, by=by or who.front.college)


def told(front: Front) -> list[bool]:
    return [event.confirmed for event in front.told.every(RegistrationConfirmed)]


class TestConfirming:
    def test_it_is_told_and_shown(self, zhang: Applying) -> None:
        answer = confirm(zhang)
        assert (answer.status_code, answer.json["confirmed"], answer.json["revision"]) == (200, True, 1)
        [event] = zhang.front.told.every(RegistrationConfirmed)
        assert (event.account, event.intake, event.confirmed, event.settled_at) == (
            zhang.account, INTAKE, True, zhang.front.home.now(INTAKE))
        assert zhang.look().json["confirmation"]["confirmed"] is True
        assert [row["confirmed"] for row in zhang.front.facts("application")] == [1]

    def test_it_is_taken_back(self, zhang: Applying) -> None:
        confirm(zhang)
        assert confirm(zhang, confirmed=False).json["confirmed"] is False
        assert told(zhang.front) == [True, False]
        assert [row["confirmed"] for row in zhang.front.facts("application")] == [0]

    def test_the_same_twice_is_told_once(self, zhang: Applying) -> None:
        first, again = confirm(zhang), confirm(zhang)
        assert first.json == again.json
        assert told(zhang.front) == [True]

    @pytest.mark.parametrize("said", ["yes", "1", None, "true"])
    def test_only_true_and_false_are_understood(self, zhang: Applying, said: Any) -> None:
        assert problem(confirm(zhang, confirmed=said)) == (422, "invalid_input")

    def test_not_before_and_not_after_its_window(self, opened: Front) -> None:
        [zhang] = submitted(opened, ZHANG)
        assert problem(confirm(zhang)) == (409, "confirmation_not_open")
        opened.go_to(at(3, 11, 17))
        refused = confirm(zhang)
        assert problem(refused) == (409, "confirmation_closed")
        assert "3月11日17:00" in refused.json["detail"]
        assert told(opened) == []

    def test_a_draft_is_not_confirmed(self, opened: Front) -> None:
        zhang = Applying(opened, ZHANG)
        zhang.write()
        opened.go_to(at(3, 1))
        assert problem(confirm(zhang)) == (409, "nothing_submitted")

    def test_what_was_withdrawn_is_not_confirmed(self, zhang: Applying) -> None:
        zhang.withdraw()
        assert problem(confirm(zhang)) == (409, "application_withdrawn")

    def test_what_is_being_corrected_waits(self, zhang: Applying) -> None:
        Others(zhang).ask_correction(until=at(3, 5))
        assert problem(confirm(zhang)) == (409, "application_returned")
        zhang.submit()
        assert confirm(zhang).json["revision"] == 2

    def test_another_college_finds_nobody(self, zhang: Applying) -> None:
        stranger = zhang.front.home.as_role("source_college", subject="college-2", scope="90002")
        assert problem(confirm(zhang, by=stranger)) == (404, "not_found")
        assert problem(zhang.front.post("/applications/nobody/confirmation", {"confirmed": True},
                                        by=zhang.front.college)) == (404, "not_found")

    def test_a_season_without_it(self, opened: Front) -> None:
        [zhang] = submitted(opened, ZHANG)
        season = rich()
        windows = tuple(window for window in season.windows if window.id != "confirmation")
        opened.home.publish(replace(season, windows=windows), version=2)
        opened.home.settle()
        assert problem(confirm(zhang)) == (409, "confirmation_not_planned")


class TestList:
    def test_its_own_candidates_page_by_page(self, opened: Front) -> None:
        zhang, li, _ = submitted(opened, ZHANG, LI, WANG)
        li.withdraw()
        first = opened.get("/applications", by=opened.college, query_string={"limit": 2}).json
        rest = opened.get("/applications", by=opened.college, query_string={"limit": 2, "cursor": first["next"]}).json
        rows = first["items"] + rest["items"]
        assert (len(first["items"]), rest["next"]) == (2, None)
        assert {row["name"]: row["status"] for row in rows} == {
            ZHANG.name: "submitted", LI.name: "withdrawn", WANG.name: "submitted"}
        mine = next(row for row in rows if row["account"] == zhang.account)
        assert (mine["candidate_number"], mine["confirmed"], mine["student_number"]) == (
            zhang.number, None, ZHANG.student_number)
        assert ZHANG.id_number not in str(rows)

    def test_by_status(self, opened: Front) -> None:
        zhang, li = submitted(opened, ZHANG, LI)
        li.withdraw()
        asked = opened.get("/applications", by=opened.college, query_string={"status": "submitted"})
        assert [row["account"] for row in asked.json["items"]] == [zhang.account]
        assert problem(opened.get("/applications", by=opened.college, query_string={"status": "x"})) == (
            422, "invalid_input")

    def test_another_college_sees_none(self, zhang: Applying) -> None:
        stranger = zhang.front.home.as_role("source_college", subject="college-2", scope="90002")
        assert zhang.front.get("/applications", by=stranger).json["items"] == []
