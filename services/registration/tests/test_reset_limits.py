"""Asking for codes has an end: for a device and for an address, never for the owner on a device of their own."""

from typing import Any

import pytest
from sqlalchemy import func, select

from services.registration.domain.codes import DEVICE_PER_HOUR, TooManyCodes
from services.registration.store.codes import CODES
from services.registration.tests.front import Front, problem
from services.registration.tests.people import OTHER_PASSWORD, PASSWORD, ZHANG
from services.registration.usecases import passwords
from services.registration.usecases.attempts import Caller
from services.registration.usecases.passwords import Forgetful
from services.registration.usecases.retelling import UNSENT_CODES_KEPT, retell
from shared.kernel import wall_clock
from shared.season import Season
from shared.testing.seasons import INTAKE

REFUSED = (429, "too_many_codes")


@pytest.fixture
def zhang(opened: Front) -> Any:
    return opened.candidate(ZHANG)


def phones(count: int) -> list[str]:
    return [f"139{number:08}" for number in range(50_000_000, 50_000_000 + count)]


def logins(count: int) -> list[str]:
    return [f"3050009{number:07}" for number in range(count)]


def rows(front: Front) -> int:
    with front.home.services["registration"].db.read() as conn:
        return int(conn.execute(select(func.count()).select_from(CODES)).scalar_one())


def test_one_login_with_made_up_phones(opened: Front, zhang: Any) -> None:
    before = rows(opened)
    answers = [opened.ask_reset(ZHANG.id_number, phone, by=opened.anybody("stranger")) for phone in phones(8)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429] * 3
    assert problem(answers[-1]) == REFUSED
    assert 3500 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert rows(opened) == before + 5


def test_made_up_logins_from_one_device(opened: Front) -> None:
    asked = [opened.ask_reset(login, phone).status_code
             for login, phone in zip(logins(DEVICE_PER_HOUR + 3), phones(DEVICE_PER_HOUR + 3), strict=True)]
    assert asked == [202] * DEVICE_PER_HOUR + [429] * 3


def test_a_right_phone_and_a_made_up_one_are_refused_alike(opened: Front, zhang: Any) -> None:
    right, wrong = (
        [opened.ask_reset(ZHANG.id_number, phone, by=opened.anybody(device)) for _ in range(7)]
        for device, phone in (("one", ZHANG.phone), ("another", "13911111111"))
    )
    assert [answer.status_code for answer in right] == [202] * 4 + [429] * 3  # one opened the account: to that phone
    assert [answer.status_code for answer in wrong] == [202] * 5 + [429] * 2
    assert {problem(answer) for answer in (right[-1], wrong[-1])} == {REFUSED}


def test_the_owner_asks_from_a_device_of_their_own(opened: Front, zhang: Any) -> None:
    for phone in phones(8):
        opened.ask_reset(ZHANG.id_number, phone, by=opened.anybody("stranger"))
    home = opened.anybody("own phone")
    assert opened.ask_reset(ZHANG.id_number, ZHANG.phone, by=home).status_code == 202
    assert opened.reset(ZHANG.id_number, opened.told.codes(ZHANG.phone)[-1], OTHER_PASSWORD, by=home).status_code == 204


class TestAddress:
    """A campus sits behind one: its limit comes last, and holds up no device that the account knows."""

    ADDRESS = "203.0.113.7"

    def ask(self, front: Front, season: Season, device: str, login: str, phone: str) -> int:
        """One request; how many seconds it must wait, 0 where it was answered."""
        service = front.home.services["registration"]
        with service.db.begin(actor="test") as tx:
            try:
                passwords.ask_code(tx, season, Forgetful(INTAKE, login), phone=phone,
                                   caller=Caller(device, self.ADDRESS))
            except TooManyCodes as error:
                return int(error.params["retry_after"])
        return 0

    def test_devices_that_are_made_up_too(self, opened: Front, season: Season) -> None:
        asked = [
            self.ask(opened, season, f"device {n}", login, phone)
            for n, (login, phone) in enumerate(zip(logins(303), phones(303), strict=True))
        ]
        assert [bool(wait) for wait in asked] == [False] * 300 + [True] * 3

    def test_the_owners_device_waits_for_no_neighbours(self, opened: Front, season: Season, zhang: Any) -> None:
        home = opened.anybody("own phone")
        assert opened.sign_in(ZHANG.id_number, PASSWORD, by=home).status_code == 200
        for n, (login, phone) in enumerate(zip(logins(300), phones(300), strict=True)):
            self.ask(opened, season, f"device {n}", login, phone)
        assert self.ask(opened, season, "a device that is new", ZHANG.id_number, ZHANG.phone) > 0
        assert self.ask(opened, season, "own phone", ZHANG.id_number, ZHANG.phone) == 0


def test_rows_of_codes_that_nobody_was_sent_are_swept(opened: Front, zhang: Any) -> None:
    before = rows(opened)
    opened.ask_reset("30500099999999", "13922222222")
    db = opened.home.services["registration"].db
    with db.begin(actor="test", wall=wall_clock() + UNSENT_CODES_KEPT / 2) as tx:
        retell(tx)
    assert rows(opened) == before + 1
    with db.begin(actor="test", wall=wall_clock() + 2 * UNSENT_CODES_KEPT) as tx:
        retell(tx)
    assert rows(opened) == before
