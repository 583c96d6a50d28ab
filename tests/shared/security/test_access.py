"""Who is staff, who is bound to a scope, and what a scope covers."""

from datetime import UTC, datetime

import pytest

from shared.security.access import Principal, Role, covers


@pytest.mark.parametrize(("held", "wanted", "yes"), [
    ("10001", "10001", True), ("10001", "10001/cs", True), ("10001/cs", "10001/cs", True),
    ("10001/cs", "10001", False), ("10001", "100012", False), ("10001", "10002", False), ("10001/c", "10001/cs", False),
    (None, "10001", False), ("", "", True), ("", "10001", False),
])
def test_a_college_covers_its_departments_and_nothing_else(held: str | None, wanted: str, yes: bool) -> None:
    assert covers(held, wanted) is yes


def test_everybody_but_candidates_is_staff() -> None:
    assert {role for role in Role if not role.staff} == {Role.CANDIDATE}


def test_those_who_act_for_somebody_have_a_scope() -> None:
    assert {role for role in Role if role.scoped} == {Role.SOURCE_COLLEGE, Role.REVIEWER, Role.ADMISSION_COLLEGE}


def test_the_actor_names_role_and_row_and_nobody() -> None:
    person = Principal(subject="0192", role=Role.REVIEWER, session="s", expires_at=datetime(2024, 1, 1, tzinfo=UTC),
                       name="张三")
    assert person.actor == "reviewer:0192"
