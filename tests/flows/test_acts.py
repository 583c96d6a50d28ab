"""Which acts of a rehearsal are due between two moments, and how what was done is said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from rehearsal.acts import Act
from rehearsal.plays import in_words

INSTANTS: Mapping[str, datetime] = {
    name: datetime.fromisoformat(f"2024-01-0{day}T17:00:00+08:00")
    for day, name in enumerate(("opens", "reminder", "closes", "later"), start=1)
}


def due(act: Act, now: str, following: str | None) -> bool:
    return act.is_due(INSTANTS, now=INSTANTS[now], following=INSTANTS[following] if following else None)


def test_an_act_is_due_from_its_moment_until_it_is_too_late() -> None:
    act = Act(phase="x", do=list, at="reminder", until="closes")
    assert not due(act, "opens", "reminder")
    assert due(act, "reminder", "closes")
    assert not due(act, "closes", "later")


def test_what_happens_in_the_last_second_belongs_to_the_time_before_it() -> None:
    act = Act(phase="x", do=list, at="closes", before=INSTANTS["closes"] - INSTANTS["reminder"], until="closes")
    assert not due(act, "opens", "reminder")
    assert due(act, "reminder", "closes")


def test_after_the_last_moment_what_has_no_end_is_still_due() -> None:
    assert due(Act(phase="x", do=list, at="opens"), "later", None)


@pytest.mark.parametrize(("tally", "faults", "said"), [
    ({}, [], "目前没有需要其他人办理的事项。"),
    ({"资格审查": 3, "院校确认": 0}, [], "已办理：资格审查 3。"),
    ({"资格审查": 3}, ["S01：…"], "已办理：资格审查 3。有1项未能办理，原因见启动演练的终端。"),
])
def test_what_was_done_is_said_in_words(tally: Mapping[str, int], faults: Sequence[str], said: str) -> None:
    assert in_words(Counter(tally), faults) == said
