"""The same asked by several at once: what must be once is once, and nobody is answered with a fault of ours."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.registration.domain.accounts import NotOnRoster
from services.registration.tests.front import API, BEFORE_IMPORT_CLOSES, Front, wrong_code
from services.registration.tests.people import LI, PASSWORD, ZHANG, Student, renamed
from services.registration.usecases.accounts import Applicant, Application, identify, open_account
from services.registration.usecases.attempts import Caller
from shared.testing.seasons import CODE, INTAKE

AT_ONCE = 6
CALLER = Caller("home", "127.0.0.1")


def all_at_once(asks: list[Callable[[], Any]]) -> Counter[int]:
    """How many were answered with which status."""
    with ThreadPoolExecutor(len(asks)) as pool:
        return Counter(answer.status_code for answer in pool.map(lambda ask: ask(), asks))


def opening(front: Front, who: Student, code: str, *, phone: str | None = None) -> Callable[[], Any]:
    """One request for an account, from a device of its own."""
    body = {"intake": INTAKE, "name": who.name, "id_number": who.id_number, "phone": phone or who.phone, "code": code,
            "password": PASSWORD}
    client = front.anybody(f"device of {who.name}")
    return lambda: client.post(f"{API}/accounts", json=body)


def renewing(front: Front, token: str) -> Callable[[], Any]:
    """One request for the next tokens."""
    client = front.anybody()
    return lambda: client.post(f"{API}/session/renewal", json={"refresh_token": token})


def code_for(front: Front, who: Student, *, phone: str | None = None) -> str:
    assert front.ask_code(who, phone=phone or who.phone).status_code == 202
    return front.told.codes(phone or who.phone)[-1]


def test_one_person_pressing_six_times_has_one_account(opened: Front) -> None:
    code = code_for(opened, ZHANG)
    answers = all_at_once([opening(opened, ZHANG, code) for _ in range(AT_ONCE)])
    assert answers == {201: 1, 409: AT_ONCE - 1}
    assert len(opened.facts("account")) == 1


def test_a_name_that_the_college_changes_while_the_password_is_made_opens_nothing(opened: Front) -> None:
    code = code_for(opened, ZHANG)
    service = opened.home.services["registration"]
    applicant = Applicant.read(intake=INTAKE, name=ZHANG.name, id_number=ZHANG.id_number, phone=ZHANG.phone)
    with service.db.begin() as tx:
        record = identify(tx, applicant, CALLER)
    opened.go_to(BEFORE_IMPORT_CLOSES)
    opened.import_students([renamed(ZHANG, "张维")])
    application = Application(applicant, record.id, code, "a hash")
    with pytest.raises(NotOnRoster), service.db.begin() as tx:
        open_account(tx, service.season.season(CODE), application, CALLER)
    assert opened.facts("account") == []


def test_two_people_with_one_phone(opened: Front) -> None:
    first, second = code_for(opened, ZHANG), code_for(opened, LI, phone=ZHANG.phone)
    asks = [opening(opened, ZHANG, first), opening(opened, LI, second, phone=ZHANG.phone)]
    assert all_at_once(asks) == {201: 1, 409: 1}


def test_guesses_at_a_code_are_counted_one_by_one(opened: Front) -> None:
    code = code_for(opened, ZHANG)
    asks = [opening(opened, ZHANG, wrong_code(code)) for _ in range(2 * AT_ONCE)]
    assert all_at_once(asks) == {422: 2 * AT_ONCE}
    assert [row["wrong_tries"] for row in opened.facts("code")] == [5]


def test_a_refresh_token_used_twice_at_once_has_one_successor(opened: Front) -> None:
    token = opened.candidate(ZHANG)["refresh_token"]
    asks = [renewing(opened, token) for _ in range(AT_ONCE)]
    assert all_at_once(asks) == {200: 1, 401: AT_ONCE - 1}
