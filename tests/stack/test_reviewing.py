"""Reviewers in real threads against what registration tells, on PostgreSQL: no confirmation and no decision is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from services.review.app import build
from services.review.config import ReviewConfig
from services.review.tests.desk import CASES, CONFIRMATION, INTAKE, REVIEW, Desk, dossier
from services.review.usecases.dossier import take_confirmations, take_dossiers, take_withdrawals
from shared.contracts.registration import RegistrationConfirmed, RegistrationVoided
from shared.contracts.review import ClaimDecided
from shared.season import read
from shared.testing.house import house
from tests.servers import Servers

SEASON = Path(__file__).resolve().parents[2] / "services" / "review" / "tests" / "season.yaml"
MANY = 30
_turn = count()


@pytest.fixture
def desk(servers: Servers, tmp_path: Path) -> Iterator[Desk]:
    """Review on PostgreSQL, on the first day of the review."""
    name = f"review_{next(_turn)}"
    urls = {"review": servers.postgres.databases([name])[name]}
    with house({"review": (ReviewConfig, build)}, tmp_path, urls=urls) as home:
        home.services["review"].migrations.upgrade()
        season = read(SEASON)
        desk = Desk(home, season)
        home.publish(season)
        desk.go_to_review()
        yield desk


def at_once(*works: Callable[[str], object]) -> None:
    """Each of these for each candidate, in as many threads as the pool of connections bears."""
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(work, f"a{number}") for number in range(MANY) for work in works]
        for each in asked:
            each.result()


class Hearing:
    """What registration tells, handled in threads of its own, as by a second worker."""

    def __init__(self, desk: Desk) -> None:
        self._db = desk.home.services["review"].db

    def dossier(self, account: str) -> None:
        with self._db.begin(actor="test") as tx:
            take_dossiers(tx, [dossier(account)])

    def confirmed(self, account: str) -> None:
        with self._db.begin(actor="test") as tx:
            take_confirmations(tx, [
                RegistrationConfirmed(account=account, intake=INTAKE, confirmed=True, settled_at=CONFIRMATION)
            ])

    def withdrawn(self, account: str) -> None:
        with self._db.begin(actor="test") as tx:
            take_withdrawals(tx, [
                RegistrationVoided(account=account, intake=INTAKE, reason="withdrawn", voided_at=REVIEW)
            ])


def test_a_dossier_and_its_confirmation_at_once_find_each_other(desk: Desk) -> None:
    hearing = Hearing(desk)
    at_once(hearing.dossier, hearing.confirmed)
    assert all(desk.case(f"a{number}")["confirmed"] for number in range(MANY))


def test_a_dossier_and_its_withdrawal_at_once_end_withdrawn(desk: Desk) -> None:
    hearing = Hearing(desk)
    at_once(hearing.dossier, hearing.withdrawn)
    assert [row["standing"] for row in desk.facts()] == ["withdrawn"] * MANY


def test_the_last_approval_and_the_confirmation_at_once_make_everybody_eligible(desk: Desk) -> None:
    hearing = Hearing(desk)
    for number in range(MANY):
        hearing.dossier(f"a{number}")
        assert desk.decide(desk.college(), "college", account=f"a{number}").status_code == 201
    reviewer = desk.authority()
    given = {"stage": "authority", "revision": 1, "decision": "approved"}

    def approve(account: str) -> None:
        answer = reviewer.post(f"{CASES}/{account}/decisions", json=given, headers={"If-Match": "*"})
        assert answer.status_code == 201, answer.text

    at_once(approve, hearing.confirmed)
    desk.home.settle()
    assert [row["standing"] for row in desk.facts()] == ["eligible"] * MANY
    assert [len(desk.settled(f"a{number}")) for number in range(MANY)] == [1] * MANY


def test_two_reviewers_at_once_decide_once(desk: Desk) -> None:
    Hearing(desk).dossier("a0")
    doors = [desk.college() for _ in range(6)]
    given = {"stage": "college", "revision": 1, "decision": "approved"}
    match = {"If-Match": doors[0].get(f"{CASES}/a0").headers["ETag"]}
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda door: door.post(f"{CASES}/a0/decisions", json=given, headers=match), doors))
    assert sorted(answer.status_code for answer in found) == [201, 412, 412, 412, 412, 412]
    desk.home.settle()
    assert len(desk.told.every(ClaimDecided)) == 1
