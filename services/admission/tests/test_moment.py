"""Each moment of a season is told once, with its own instant, and shown to everybody."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.admission.tests.desk import Desk, changed
from shared.bus import Message
from shared.contracts.admission import MilestoneReached
from shared.db import OUTBOX
from shared.season import moments
from shared.testing.seasons import CODE, INTAKE, sample

EVERY = moments(sample())


def test_moments_are_shown_in_order_with_when_they_came(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to="next")
    items = desk.anybody(f"/seasons/{CODE}/moments").json["items"]
    assert [each["name"] for each in items] == [each.name for each in EVERY]
    assert [each["reached_at"] is not None for each in items] == [True] + [False] * (len(EVERY) - 1)


def test_a_moment_is_told_once(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to="next")
    desk.set_clock(step_to=EVERY[2].instant.isoformat())
    assert desk.told(MilestoneReached) == 3
    assert [row["occurred_at"] for row in told(desk)] == [each.instant for each in EVERY[:3]]


def test_it_is_told_of_its_season_and_intake(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to="next")
    [row] = told(desk)
    assert (row["key"], row["intake"], row["season"]) == (f"admission/season/{CODE}", INTAKE, CODE)


def test_it_carries_the_version_by_which_it_came(desk: Desk) -> None:
    heard = Ear()
    desk.home.bus.attach("listener", heard)
    desk.publish()
    desk.publish(changed("closes_at: 2030-01-18T17:00", "closes_at: 2030-01-19T17:00"))
    desk.set_clock(step_to="next")
    [message] = heard.messages
    assert b'"season_version":2' in message.body
    assert b'"moment":"reminder.import-closing"' in message.body


def test_a_moment_that_moved_is_shown_as_not_yet_come(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to="2030-01-17T17:00:00+08:00")
    desk.publish(changed("closes_at: 2030-01-18T17:00", "closes_at: 2030-01-20T17:00").replace(
        "edge: closes, before: 24h", "edge: closes, before: 72h"))
    items = {each["name"]: each for each in desk.anybody(f"/seasons/{CODE}/moments").json["items"]}
    assert items["window.registration.closes"]["reached_at"] is None


def test_an_unknown_season_has_no_moments(desk: Desk) -> None:
    assert desk.anybody("/seasons/unknown/moments").status_code == 404


class Ear:
    """Somebody else's inbox, which keeps what it hears."""

    names = frozenset({MilestoneReached.NAME})

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def take(self, messages: Sequence[Message]) -> None:
        self.messages += messages

    def take_alone(self, message: Message) -> None:
        self.messages.append(message)

    def bury(self, message: Message, reason: str) -> None:
        raise AssertionError(reason)


def told(desk: Desk) -> list[Any]:
    """The milestones in the outbox, as they were told."""
    statement = select(OUTBOX).where(OUTBOX.c.name == MilestoneReached.NAME).order_by(OUTBOX.c.id)
    with desk.home.services["admission"].db.read() as conn:
        return list(conn.execute(statement).mappings())
