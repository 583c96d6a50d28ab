"""Applications: written, handed in, told as a whole file, withdrawn."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from services.registration.store import applications as store
from services.registration.store.records import STUDENT_RECORDS
from services.registration.tests.applying import PRIZE, SERVICE, Applying, faults
from services.registration.tests.front import API, Front, problem
from services.registration.tests.people import LI, ZHANG
from services.registration.tests.rich import AWARD, VETERAN, at
from shared.contracts.admission import OrderGiven
from shared.contracts.registration import DossierRecorded, RegistrationVoided
from shared.testing.seasons import CODE, INTAKE


@pytest.fixture
def season(season: Any) -> Any:
    """Nobody has to upload anything: papers have tests of their own."""
    bare = (replace(each, claim=replace(each.claim, evidence=())) for each in season.categories)
    return replace(season, categories=tuple(bare))


@pytest.fixture
def zhang(opened: Front) -> Applying:
    return Applying(opened, ZHANG)


class TestWriting:
    def test_before_anything_is_written_there_is_none(self, zhang: Applying) -> None:
        assert problem(zhang.look()) == (404, "not_found")

    def test_a_draft_may_be_incomplete_and_says_what_is_missing(self, zhang: Applying) -> None:
        saved = zhang.write({"enlisted_on": "2027年9月1日"})
        assert saved.status_code == 200, saved.text
        shown = zhang.look().json
        assert (shown["status"], shown["category"], shown["revision"]) == ("draft", VETERAN, 0)
        assert shown["claim"] == {"enlisted_on": "2027-09-01"}
        assert [each["field"] for each in shown["missing"]] == ["discharge_number", "discharged_on"]

    def test_what_does_not_fit_is_named_and_nothing_is_kept(self, zhang: Applying) -> None:
        refused = zhang.write(SERVICE | {"discharged_on": "2027-01-01", "honours": ["MERIT9"]})
        assert problem(refused) == (422, "claim_unfit")
        assert set(faults(refused)) == {"discharged_on", "honours"}
        assert zhang.look().status_code == 404

    @pytest.mark.parametrize("claim", [
        SERVICE | {"honours": ["\ud800"]}, SERVICE | {"\ud800": "x"}, SERVICE | {"discharge_number": {"a": ["\udfff"]}},
    ], ids=["an honour", "a field", "deep inside"])
    def test_what_is_no_character_is_refused(self, zhang: Applying, claim: dict[str, Any]) -> None:
        refused = zhang.by.put(f"{API}/application", data=json.dumps({"category": VETERAN, "claim": claim}),
                               content_type="application/json")
        assert problem(refused) == (422, "invalid_input")
        assert set(faults(refused)) == {"claim"}

    def test_another_category_is_another_claim(self, zhang: Applying) -> None:
        zhang.write()
        saved = zhang.write_prize()
        assert (saved.json["category"], saved.json["claim"]) == (AWARD, PRIZE)

    def test_a_category_that_no_season_has(self, zhang: Applying) -> None:
        assert problem(zhang.write({}, category="CRAFTSMAN")) == (422, "unknown_category")

    def test_nobody_overwrites_what_they_have_not_seen(self, zhang: Applying) -> None:
        first = zhang.write().headers["ETag"]
        zhang.write({"discharge_number": "渝2号"})
        assert problem(zhang.write(tag=first)) == (412, "version_passed")
        assert problem(zhang.by.put(f"{API}/application", json={"category": VETERAN, "claim": {}})) == (
            428, "version_wanted")

    @pytest.mark.parametrize(("moment", "code"), [
        (at(1, 18, 17), "registration_not_open"), (at(3, 1, 17), "registration_closed"),
    ], ids=["between two windows", "after the last"])
    def test_only_while_registration_is_open(self, zhang: Applying, moment: Any, code: str) -> None:
        zhang.front.go_to(moment)
        assert problem(zhang.write()) == (409, code)

    def test_each_category_has_its_own_windows(self, zhang: Applying) -> None:
        zhang.front.go_to(at(2, 26))
        assert problem(zhang.write_prize()) == (409, "registration_closed")
        assert zhang.write().status_code == 200

    def test_opened_again_for_one_person_by_order(self, opened: Front, zhang: Applying) -> None:
        opened.home.hear(OrderGiven(
            intake=INTAKE, season=CODE, order="o-1", number="渝教考函〔2030〕1号", kind="reopening",
            target="registration-2", officers=["officer-1", "officer-2"], given_at=opened.home.now(INTAKE),
            opens_at=at(3, 2), closes_at=at(3, 3), candidate=zhang.account,
        ), key="admission/order/o-1", intake=INTAKE, season=CODE)
        li = Applying(opened, LI)
        opened.go_to(at(3, 2))
        assert zhang.write().status_code == 200
        assert zhang.submit().status_code == 201
        assert problem(li.write()) == (409, "registration_closed")
        opened.go_to(at(3, 3))
        assert zhang.look().json["status"] == "submitted"

    def test_what_is_written_is_sealed(self, zhang: Applying) -> None:
        zhang.write()
        with zhang.front.home.services["registration"].db.read() as conn:
            row = store.look(conn, zhang.account)
        assert row is not None
        assert SERVICE["discharge_number"].encode() not in row.claim


class TestHandingIn:
    def test_the_whole_file_is_told(self, zhang: Applying) -> None:
        zhang.write(SERVICE | {"honours": ["SIYOU"]})
        submitted = zhang.submit()
        assert submitted.status_code == 201, submitted.text
        assert (submitted.json["status"], submitted.json["revision"]) == ("submitted", 1)
        told = zhang.front.told.every(DossierRecorded)
        assert told == [DossierRecorded(
            account=zhang.account, intake=INTAKE, season=CODE, revision=1, candidate_number=zhang.number,
            name=ZHANG.name, id_number=ZHANG.id_number, sex="男", source_college="90001", major_code="510203",
            major_name="软件技术", entered="2027-09", graduates_on=date(2030, 6, 30), category=VETERAN,
            claim=SERVICE | {"honours": ["SIYOU"]}, papers=[], submitted_at=zhang.front.home.now(INTAKE),
        )]

    def test_what_is_missing_is_named_and_nothing_is_told(self, zhang: Applying) -> None:
        zhang.write({"discharge_number": "渝1号"})
        refused = zhang.submit()
        assert problem(refused) == (422, "claim_unfit")
        assert set(faults(refused)) == {"enlisted_on", "discharged_on"}
        assert zhang.front.told.every(DossierRecorded) == []

    def test_without_a_draft_there_is_nothing_to_hand_in(self, zhang: Applying) -> None:
        assert problem(zhang.submit()) == (404, "not_found")

    def test_what_was_handed_in_is_not_changed_or_handed_in_again(self, zhang: Applying) -> None:
        zhang.write()
        zhang.submit()
        assert problem(zhang.write({"discharge_number": "渝2号"})) == (409, "application_submitted")
        assert problem(zhang.submit()) == (409, "application_submitted")
        assert len(zhang.front.told.every(DossierRecorded)) == 1

    def test_not_after_registration_has_closed(self, zhang: Applying) -> None:
        zhang.write()
        zhang.front.go_to(at(3, 1, 17))
        assert problem(zhang.submit()) == (409, "registration_closed")

    def test_not_for_whom_the_college_has_barred_meanwhile(self, opened: Front, zhang: Applying) -> None:
        zhang.write()
        with opened.home.services["registration"].db.begin(actor="test") as tx:
            tx.conn.execute(update(STUDENT_RECORDS).values(blocked=True))
        assert problem(zhang.submit()) == (422, "registration_blocked")

    def test_the_same_key_hands_in_once(self, zhang: Applying) -> None:
        zhang.write()
        sent = [zhang.by.post(f"{API}/application/submission", headers={"Idempotency-Key": "once"}) for _ in range(2)]
        zhang.front.home.settle()
        assert [answer.status_code for answer in sent] == [201, 201]
        assert sent[0].json == sent[1].json
        assert len(zhang.front.told.every(DossierRecorded)) == 1


class TestWithdrawing:
    def test_it_counts_no_more_for_good(self, zhang: Applying) -> None:
        zhang.write()
        zhang.submit()
        withdrawn = zhang.withdraw()
        assert (withdrawn.status_code, withdrawn.json["status"]) == (201, "withdrawn")
        assert zhang.front.told.every(RegistrationVoided) == [RegistrationVoided(
            account=zhang.account, intake=INTAKE, reason="withdrawn", voided_at=zhang.front.home.now(INTAKE),
        )]
        for again in (zhang.write(), zhang.submit(), zhang.withdraw()):
            assert problem(again) == (409, "application_withdrawn")

    def test_a_draft_needs_no_withdrawal(self, zhang: Applying) -> None:
        zhang.write()
        assert problem(zhang.withdraw()) == (409, "nothing_submitted")

    def test_until_confirmation_has_closed(self, opened: Front, zhang: Applying) -> None:
        li = Applying(opened, LI)
        for each in (zhang, li):
            each.write()
            each.submit()
        opened.go_to(at(3, 11, 16))
        assert zhang.withdraw().status_code == 201
        opened.go_to(at(3, 11, 17))
        refused = li.withdraw()
        assert problem(refused) == (409, "withdrawal_over")
        assert "3月11日17:00" in refused.json["detail"]


    @pytest.mark.parametrize(("moment", "status"), [(at(4, 10, 9), 201), (at(4, 10), 409), (at(4, 12, 15), 409)],
                             ids=["before filing", "once choices are filed", "once they went down"])
    def test_never_once_choices_may_be_filed_whatever_was_extended(
        self, opened: Front, zhang: Applying, moment: Any, status: int
    ) -> None:
        zhang.write()
        zhang.submit()
        opened.home.hear(OrderGiven(
            intake=INTAKE, season=CODE, order="o-1", number="渝教考函〔2030〕2号", kind="extension",
            target="confirmation", officers=["officer-1", "officer-2"], given_at=opened.home.now(INTAKE),
            closes_at=at(4, 20), candidate=zhang.account,
        ), key="admission/order/o-1", intake=INTAKE, season=CODE)
        opened.go_to(moment)
        answer = zhang.withdraw()
        assert answer.status_code == status, answer.text
        if status == 409:
            assert problem(answer) == (409, "withdrawal_over")
            assert "4月10日10:00" in answer.json["detail"]


class TestFacts:
    def test_each_application_once(self, opened: Front, zhang: Applying) -> None:
        li = Applying(opened, LI)
        zhang.write()
        li.write_prize()
        li.submit()
        found = {row["account"]: row for row in opened.facts("application")}
        shown = {key: (row["status"], row["revision"], row["category"], row["submitted"], row["confirmed"])
                 for key, row in found.items()}
        assert shown == {zhang.account: ("draft", 0, VETERAN, 0, 0), li.account: ("submitted", 1, AWARD, 1, 0)}
