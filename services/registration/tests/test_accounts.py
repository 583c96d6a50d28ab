"""Opening an account: who the person is, the code to their phone, one account and one phone each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.registration.tests.front import BEFORE_IMPORT_CLOSES, REGISTRATION, Front, problem, wrong_code
from services.registration.tests.people import BARRED, LI, WANG, ZHANG, Student, id_number, renamed
from services.registration.tests.rich import rich
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.testing.seasons import INTAKE

LAST_DAY = next(window for window in rich().windows if window.id == "registration-2")
WRONG_CHECK = ZHANG.id_number[:17] + ("0" if ZHANG.id_number[17] != "0" else "1")


class TestOpened:
    def test_the_number_is_issued_and_shown_with_the_account(self, opened: Front) -> None:
        zhang, li = opened.candidate(ZHANG), opened.candidate(LI)
        assert (zhang["candidate_number"], li["candidate_number"]) == ("30500000000001", "30500000000002")
        me = opened.get("/me", by=opened.holder(zhang["access_token"])).json
        assert (me["account"], me["candidate_number"]) == (zhang["account"], zhang["candidate_number"])

    def test_everybody_who_must_know_is_told(self, opened: Front) -> None:
        shown = opened.candidate(ZHANG)
        told, contact = opened.told.every(AccountOpened)[-1], opened.told.every(ContactChanged)[-1]
        assert (told.account, told.intake, told.candidate_number, told.source_college) == (
            shown["account"], INTAKE, shown["candidate_number"], "90001",
        )
        assert (contact.account, contact.phone, contact.name, contact.role) == (
            shown["account"], ZHANG.phone, "张伟", "candidate",
        )

    def test_the_season_clock_stands_in_what_is_told(self, opened: Front) -> None:
        opened.candidate(ZHANG)
        assert opened.told.every(AccountOpened)[-1].opened_at == opened.home.now(INTAKE)

    @pytest.mark.parametrize("spelling", ["阿依古丽•买买提", "阿依古丽 ・ 买买提", "阿依古丽．买买提"])
    def test_a_name_with_another_kind_of_dot_is_the_same_name(self, opened: Front, spelling: str) -> None:
        assert opened.ask_code(renamed(WANG, spelling)).status_code == 202

    def test_the_phone_may_carry_its_country(self, opened: Front) -> None:
        assert opened.ask_code(ZHANG, phone="+86 139-0000-0001").status_code == 202
        assert opened.open_account(ZHANG, opened.told.codes(ZHANG.phone)[-1]).status_code == 201

    def test_facts_say_one_account_for_one_person(self, opened: Front) -> None:
        opened.candidate(ZHANG)
        opened.candidate(LI)
        found = opened.facts("account")
        assert len({row["person"] for row in found}) == len({row["account"] for row in found}) == 2
        assert not any(ZHANG.id_number in str(row) for row in found)


class TestWho:
    @pytest.mark.parametrize("who", [
        renamed(ZHANG, "张维"), renamed(LI, "张伟"), replace(ZHANG, id_number=id_number(707)),
    ], ids=["wrong name", "another's name", "not imported"])
    def test_not_on_the_roster(self, opened: Front, who: Student) -> None:
        assert problem(opened.ask_code(who)) == (422, "not_on_roster")
        assert opened.told.codes(who.phone) == []

    def test_wrong_and_unknown_are_said_alike(self, opened: Front) -> None:
        wrong = opened.ask_code(renamed(ZHANG, "张维")).json
        unknown = opened.ask_code(ZHANG, id_number=id_number(707)).json
        assert all(wrong[part] == unknown[part] for part in ("code", "detail", "errors"))

    def test_names_cannot_be_tried_out(self, opened: Front) -> None:
        guesser = opened.anybody("guesser")
        tried = [problem(opened.ask_code(renamed(ZHANG, f"张{letter}"), by=guesser)) for letter in "甲乙丙丁戊"]
        assert tried == [(422, "not_on_roster")] * 5
        assert problem(opened.ask_code(ZHANG, by=guesser)) == (429, "sign_in_wait")
        assert opened.ask_code(LI, by=opened.anybody("of li")).status_code == 202

    @pytest.mark.parametrize(("field", "value", "code"), [
        ("name", "Zhang Wei", "name_unfit"), ("name", "张", "name_unfit"),
        ("id_number", WRONG_CHECK, "id_number_unfit"),
        ("id_number", "500101020304101", "id_number_unfit"), ("phone", "12900000001", "phone_unfit"),
        ("phone", "1390000000", "phone_unfit"), ("phone", "+1 415 555 0100", "phone_unfit"),
    ])
    def test_what_cannot_be_right_is_named(self, opened: Front, field: str, value: str, code: str) -> None:
        answer = opened.ask_code(ZHANG, by=None, **{field: value})
        assert problem(answer) == (422, code)
        assert [error["field"] for error in answer.json["errors"]] == [field]

    def test_a_missing_name_is_named(self, opened: Front) -> None:
        answer = opened.post("/codes", {"intake": INTAKE, "purpose": "open_account", "phone": ZHANG.phone})
        assert [error["field"] for error in answer.json["errors"]] == ["name", "id_number"]

    def test_a_barred_student(self, opened: Front) -> None:
        assert problem(opened.ask_code(BARRED)) == (422, "registration_blocked")

    def test_barred_after_the_code_was_sent(self, opened: Front) -> None:
        opened.ask_code(ZHANG)
        opened.go_to_import()
        opened.bar(ZHANG)
        opened.go_to_registration()
        assert problem(opened.open_account(ZHANG, opened.told.codes(ZHANG.phone)[-1])) == (422, "registration_blocked")


class TestOnce:
    def test_a_second_account(self, opened: Front) -> None:
        opened.candidate(ZHANG)
        assert problem(opened.ask_code(ZHANG, phone="13911111111")) == (409, "account_exists")

    def test_a_reused_phone(self, opened: Front) -> None:
        opened.candidate(ZHANG)
        answer = opened.ask_code(LI, phone=ZHANG.phone)
        assert problem(answer) == (409, "phone_taken")
        assert [error["field"] for error in answer.json["errors"]] == ["phone"]

    def test_a_phone_taken_while_the_code_was_on_its_way(self, opened: Front) -> None:
        opened.ask_code(LI, phone=ZHANG.phone)
        code = opened.told.codes(ZHANG.phone)[-1]
        opened.candidate(ZHANG)
        assert problem(opened.open_account(LI, code, phone=ZHANG.phone)) == (409, "phone_taken")

    def test_the_same_request_again_gives_no_second_account(self, opened: Front) -> None:
        opened.candidate(ZHANG)
        again = opened.open_account(ZHANG, opened.told.codes(ZHANG.phone)[-1])
        assert problem(again) == (409, "account_exists")
        assert len(opened.facts("account")) == 1


class TestCode:
    def test_a_wrong_code_opens_nothing_and_is_counted(self, opened: Front) -> None:
        opened.ask_code(ZHANG)
        code = opened.told.codes(ZHANG.phone)[-1]
        assert problem(opened.open_account(ZHANG, wrong_code(code))) == (422, "code_wrong")
        assert [row["wrong_tries"] for row in opened.facts("code")] == [1]
        assert opened.open_account(ZHANG, code).status_code == 201

    def test_after_five_wrong_ones_the_right_one_opens_nothing(self, opened: Front) -> None:
        opened.ask_code(ZHANG)
        code = opened.told.codes(ZHANG.phone)[-1]
        tried = [problem(opened.open_account(ZHANG, wrong_code(code))) for _ in range(5)]
        assert tried == [(422, "code_wrong")] * 5
        assert problem(opened.open_account(ZHANG, code)) == (422, "code_tried_out")

    def test_no_code_was_asked_for(self, opened: Front) -> None:
        assert problem(opened.open_account(ZHANG, "123456")) == (422, "code_wrong")

    def test_the_code_of_another_phone(self, opened: Front) -> None:
        opened.ask_code(ZHANG)
        code = opened.told.codes(ZHANG.phone)[-1]
        assert problem(opened.open_account(ZHANG, code, phone="13911111111")) == (422, "code_wrong")

    def test_the_newest_code_alone_counts(self, opened: Front) -> None:
        opened.ask_code(ZHANG)
        opened.ask_code(ZHANG)
        older, newer = opened.told.codes(ZHANG.phone)
        if older != newer:
            assert problem(opened.open_account(ZHANG, older)) == (422, "code_wrong")
        assert opened.open_account(ZHANG, newer).status_code == 201

    def test_a_password_refused_keeps_the_code(self, opened: Front) -> None:
        opened.ask_code(ZHANG)
        code = opened.told.codes(ZHANG.phone)[-1]
        for password, said in [("short", "password_length"), (ZHANG.phone, "password_personal"),
                               (f"x{ZHANG.id_number}", "password_personal"), ("12345678", "password_common")]:
            assert problem(opened.open_account(ZHANG, code, password=password)) == (422, said)
        assert opened.open_account(ZHANG, code).status_code == 201


class TestWhen:
    def test_before_registration_opens(self, front: Front) -> None:
        front.import_students()
        assert REGISTRATION.opens_at is not None
        front.go_to(REGISTRATION.opens_at - timedelta(seconds=1))
        answer = front.ask_code(ZHANG)
        assert problem(answer) == (409, "registration_not_open")
        assert "1月11日10:00" in answer.json["detail"]

    def test_from_the_very_instant(self, front: Front) -> None:
        front.import_students()
        assert REGISTRATION.opens_at is not None
        front.go_to(REGISTRATION.opens_at)
        assert front.ask_code(ZHANG).status_code == 202

    def test_a_code_asked_for_in_time_opens_nothing_afterwards(self, opened: Front) -> None:
        opened.ask_code(ZHANG)
        opened.go_to(LAST_DAY.closes_at)
        answer = opened.open_account(ZHANG, opened.told.codes(ZHANG.phone)[-1])
        assert problem(answer) == (409, "registration_closed")
        assert "3月1日17:00" in answer.json["detail"]

    def test_an_intake_nobody_knows(self, opened: Front) -> None:
        assert problem(opened.ask_code(ZHANG, intake="unknown")) == (422, "unknown_intake")
        assert opened.home.now(INTAKE) > BEFORE_IMPORT_CLOSES
