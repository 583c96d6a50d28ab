"""In whatever order registration is heard, the case ends the same."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from services.review.tests.desk import CASES, CONFIRMATION, INTAKE, REVIEW, SUBMITTED, Desk, dossier
from shared.season import Season
from shared.testing.house import Home

Say = Callable[[Desk, str], None]
FIRST: Say = lambda desk, account: desk.hear_dossier(dossier(account), version=1)  # noqa: E731
SECOND: Say = lambda desk, account: desk.hear_dossier(dossier(account, revision=2), version=2)  # noqa: E731
DOUBTED: Say = lambda desk, account: desk.hear_confirmed(account, confirmed=False, version=1)  # noqa: E731
CONFIRMED: Say = lambda desk, account: desk.hear_confirmed(account, version=2)  # noqa: E731
WITHDRAWN: Say = lambda desk, account: desk.hear_voided(account)  # noqa: E731
BETWEEN: Say = lambda desk, account: desk.hear_voided(account, at=SUBMITTED + timedelta(hours=1))  # noqa: E731


def seen(desk: Desk, account: str) -> Mapping[str, Any]:
    """Everything that a reviewer sees of a case, without what is of the account."""
    return {name: value for name, value in desk.case(account).items() if name not in {"account", "version"}}


@pytest.mark.parametrize(("said", "standing"), [
    ((FIRST, CONFIRMED), "open"),
    ((FIRST, SECOND, DOUBTED, CONFIRMED), "open"),
    ((FIRST, SECOND, CONFIRMED, WITHDRAWN), "withdrawn"),
    ((FIRST, SECOND, CONFIRMED, BETWEEN), "open"),
    ((FIRST, SECOND, WITHDRAWN, BETWEEN), "withdrawn"),
])
def test_every_order_of_what_is_heard_ends_in_the_same_case(desk: Desk, said: tuple[Say, ...], standing: str) -> None:
    ends = []
    for turn, order in enumerate(permutations(said)):
        for say in order:
            say(desk, f"p{turn}")
        desk.home.settle()
        ends.append(seen(desk, f"p{turn}"))
    assert ends[0]["status"] == standing
    assert all(end == ends[0] for end in ends)
    assert desk.settled() == []


def test_together_in_one_batch_it_is_the_same(desk: Desk) -> None:
    for account in map(str, range(20)):
        for say in (CONFIRMED, FIRST, SECOND) if int(account) % 2 else (FIRST, SECOND, CONFIRMED):
            say(desk, account)
    desk.home.settle()
    ends = [seen(desk, str(account)) for account in range(20)]
    assert all(end == ends[0] for end in ends)


def decide(desk: Desk, account: str) -> None:
    desk.approved(account)


GRADES: Say = lambda desk, account: desk.hear_dossier(dossier(account, conduct="良好"), version=2)  # noqa: E731


@pytest.mark.parametrize(("said", "standing", "told"), [
    ((decide, CONFIRMED, GRADES), "eligible", "eligible"),
    ((decide, CONFIRMED, DOUBTED, GRADES), "eligible", "eligible"),
])
def test_decisions_and_a_confirmation_may_take_turns(
    desk: Desk, said: tuple[Say, ...], standing: str, told: str
) -> None:
    for turn, order in enumerate(permutations(said)):
        account = f"p{turn}"
        FIRST(desk, account)
        for say in order:
            say(desk, account)
        desk.home.settle()
        assert (desk.standing(account), desk.settled(account)[-1].standing) == (standing, told)


def test_a_dossier_that_is_told_again_changes_nothing(desk: Desk) -> None:
    FIRST(desk, "a1")
    tag = desk.college().get(f"{CASES}/a1").headers["ETag"]
    FIRST(desk, "a1")
    desk.home.settle()
    assert desk.college().get(f"{CASES}/a1").headers["ETag"] == tag


def test_a_dossier_of_a_season_not_yet_heard_waits_for_it(bare: Home, season: Season) -> None:
    desk = Desk(bare, season)
    desk.hear_dossier(dossier())
    desk.hear_confirmed()
    bare.settle()
    assert desk.facts() == []
    bare.publish(season)
    bare.settle()
    assert desk.standing() == "open"
    assert desk.case()["confirmed"] is True


def test_a_confirmation_alone_makes_no_case(desk: Desk) -> None:
    desk.confirmed("nobody")
    desk.voided("nobody", at=REVIEW)
    assert desk.facts() == []
    assert desk.college().get(f"{CASES}/nobody").status_code == 404
    assert desk.home.now(INTAKE) < CONFIRMATION
