"""What a season says of accounts is obeyed: how long codes are, and what candidates sign in with."""

from dataclasses import replace

import pytest

from services.registration.tests.browser import Browser
from services.registration.tests.front import Front, problem
from services.registration.tests.people import PASSWORD, ZHANG
from services.registration.tests.staff import joined
from shared.season import Season
from shared.season.words import SignInWith
from shared.testing.seasons import INTAKE


def signing_in_with(front: Front, season: Season, *kinds: SignInWith) -> None:
    front.home.publish(replace(season, account=replace(season.account, sign_in_with=kinds)), version=2)
    front.home.settle()


@pytest.mark.parametrize("digits", [4, 8])
def test_codes_have_the_digits_of_the_season(opened: Front, season: Season, digits: int) -> None:
    code = replace(season.account.code, digits=digits)
    opened.home.publish(replace(season, account=replace(season.account, code=code)), version=2)
    opened.home.settle()
    assert opened.candidate(ZHANG)["candidate_number"]
    assert [len(each) for each in opened.told.codes(ZHANG.phone)] == [digits]


@pytest.mark.parametrize(("kind", "other"), [
    (SignInWith.CANDIDATE_NUMBER, SignInWith.ID_NUMBER), (SignInWith.ID_NUMBER, SignInWith.CANDIDATE_NUMBER),
])
class TestSignIn:
    def logins(self, front: Front) -> dict[SignInWith, str]:
        number = front.candidate(ZHANG)["candidate_number"]
        return {SignInWith.CANDIDATE_NUMBER: number, SignInWith.ID_NUMBER: ZHANG.id_number}

    def test_with_what_the_season_allows(
        self, opened: Front, season: Season, kind: SignInWith, other: SignInWith
    ) -> None:
        logins = self.logins(opened)
        signing_in_with(opened, season, kind)
        assert opened.sign_in(logins[kind]).status_code == 200
        refused = opened.sign_in(logins[other])
        assert problem(refused) == (422, "login_kind_refused")
        assert problem(opened.sign_in(logins[other], intake=INTAKE)) == (422, "login_kind_refused")
        assert {SignInWith.CANDIDATE_NUMBER: "考生号", SignInWith.ID_NUMBER: "身份证号"}[kind] in refused.json["detail"]

    def test_the_form_asks_for_it(self, opened: Front, season: Season, kind: SignInWith, other: SignInWith) -> None:
        words = {SignInWith.CANDIDATE_NUMBER: "考生号", SignInWith.ID_NUMBER: "身份证号"}
        signing_in_with(opened, season, kind)
        form = Browser(opened).open("/sign-in").text
        assert f">{words[kind]}<" in form
        assert words[other] not in form

    def test_staff_sign_in_with_their_address_all_the_same(
        self, opened: Front, season: Season, kind: SignInWith, other: SignInWith
    ) -> None:
        staff = joined(opened, email="chen@example.cn", role="operator")
        staff.join()
        signing_in_with(opened, season, kind)
        assert staff.sign_in(password=PASSWORD).status_code == 200


def test_in_an_intake_that_allows_one_the_other_leads_nowhere(opened: Front, season: Season) -> None:
    """Another intake allows it: then what this one does not allow finds no account of this one."""
    opened.candidate(ZHANG)
    signing_in_with(opened, season, SignInWith.CANDIDATE_NUMBER)
    opened.home.publish(replace(season, code="another-2030", intake="another"))
    opened.home.settle()
    assert problem(opened.sign_in(ZHANG.id_number)) == (401, "sign_in_refused")


def test_whoever_forgot_the_number_still_resets_by_the_other(opened: Front, season: Season) -> None:
    opened.candidate(ZHANG)
    signing_in_with(opened, season, SignInWith.CANDIDATE_NUMBER)
    assert opened.ask_reset(ZHANG.id_number, ZHANG.phone).status_code == 202
    assert len(opened.told.codes(ZHANG.phone)) == 2
