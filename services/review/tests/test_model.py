"""Anything in any order, against a model that fits on a page: the door takes what the model allows, and both agree."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.review.tests.desk import REVIEW, SUBMITTED, Desk, dossier

STAGES = ("college", "authority")
SMOOTH: list[str | tuple[str, str]] = ["hand_in", "confirm", ("college", "approved"), ("authority", "approved")]
OPERATION: st.SearchStrategy[str | tuple[str, str]] = st.one_of(
    st.sampled_from(["hand_in", "grades", "confirm", "take_back", "withdraw", "revoke", "reinstate"]),
    st.tuples(st.sampled_from(STAGES), st.sampled_from(["approved", "approved", "approved", "rejected", "correction"])),
)
OPERATIONS = st.builds(
    lambda smooth, rough: [*SMOOTH[:smooth], *rough],
    st.integers(min_value=0, max_value=len(SMOOTH)), st.lists(OPERATION, max_size=10),
)
HEALTHY = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
_turns = count()


@dataclass
class Model:
    """What should be known of one candidate."""

    revision: int = 0
    said: list[str] = field(default_factory=list)
    confirmed: bool | None = None
    withdrawn: bool = False
    revoked: bool = False

    def standing(self) -> str | None:
        if not self.revision:
            return None
        if self.revoked or self.withdrawn:
            return "revoked" if self.revoked else "withdrawn"
        last = self.said[-1] if self.said else None
        if last in ("rejected", "correction"):
            return {"rejected": "not_eligible", "correction": "returned"}[last]
        if len(self.said) < len(STAGES) or self.confirmed is None:
            return "open"
        return "eligible" if self.confirmed else "not_eligible"

    def takes(self, stage: str) -> bool:
        return self.standing() == "open" and STAGES[len(self.said) : len(self.said) + 1] == (stage,)


class Played:
    """One candidate, at review's doors and in the model."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.account = f"m{next(_turns)}"
        self.model = Model()
        self.at: datetime = SUBMITTED
        self.file = dossier(self.account)

    def do(self, operation: str | tuple[str, str]) -> None:
        self.at += timedelta(minutes=1)
        if isinstance(operation, tuple):
            self.decide(*operation)
        else:
            getattr(self, operation)()
        self.desk.home.settle()

    def hand_in(self) -> None:
        self.model.revision += 1
        self.model.said, self.model.withdrawn = [], False
        self.file = replace(self.file, revision=self.model.revision, submitted_at=self.at)
        self.desk.hear_dossier(self.file)

    def grades(self) -> None:
        if self.model.revision:
            self.file = replace(self.file, conduct=f"操行{self.at:%H%M}")
            self.desk.hear_dossier(self.file)

    def confirm(self, *, confirmed: bool = True) -> None:
        self.model.confirmed = confirmed
        self.desk.hear_confirmed(self.account, confirmed=confirmed, at=REVIEW)

    def take_back(self) -> None:
        self.confirm(confirmed=False)

    def withdraw(self) -> None:
        self.model.withdrawn = self.model.revision > 0
        self.desk.hear_voided(self.account, at=self.at)

    def revoke(self) -> None:
        allowed = self.model.standing() == "eligible"
        assert (self.desk.revoke(self.account).status_code == 201) == allowed
        self.model.revoked = self.model.revoked or allowed

    def reinstate(self) -> None:
        allowed = self.model.revoked
        assert (self.desk.reinstate(self.account).status_code == 201) == allowed
        self.model.revoked = False

    def decide(self, stage: str, decision: str) -> None:
        by = self.desk.college() if stage == "college" else self.desk.authority()
        allowed = self.model.takes(stage)
        answer = self.desk.decide(by, stage, decision, account=self.account, reason="见材料")
        assert (answer.status_code == 201) == allowed, answer.text
        if allowed:
            self.model.said.append(decision)

    def agree(self) -> None:
        """The case, and what everybody was told last."""
        expected = self.model.standing()
        found = {row["account"]: row["standing"] for row in self.desk.facts()}
        assert found.get(self.account) == expected
        told = self.desk.settled(self.account)
        assert bool(told and told[-1].standing == "eligible") == (expected == "eligible")
        if expected in ("not_eligible", "revoked"):
            assert told[-1].standing == expected
        assert all(one.standing != two.standing or one.revision != two.revision or one.reason != two.reason
                   for one, two in pairwise(told))


def held(desk: Desk, operations: list[str | tuple[str, str]]) -> None:
    """After each of them the case is as the model says, and so is what was told."""
    played = Played(desk)
    for operation in operations:
        played.do(operation)
        played.agree()


@settings(max_examples=25, suppress_health_check=HEALTHY)
@given(OPERATIONS)
def test_whatever_happens_the_case_and_what_was_told_are_as_the_model_says(
    desk: Desk, operations: list[str | tuple[str, str]]
) -> None:
    held(desk, operations)


@pytest.mark.sweep
@settings(max_examples=100, suppress_health_check=HEALTHY)
@given(OPERATIONS)
def test_whatever_else_happens_they_are(desk: Desk, operations: list[str | tuple[str, str]]) -> None:
    held(desk, operations)
