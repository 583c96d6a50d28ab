"""Timelines and announcements: one's own and everybody's, never another's."""

from dataclasses import replace
from datetime import datetime

import pytest

from services.notify.tests.told import INTAKE, SEASON, Told
from shared.contracts.admission import MilestoneReached, OrderGiven
from shared.kernel import BEIJING
from shared.season import Season, WindowKind
from shared.testing.house import Home

OPENS = datetime(2030, 1, 11, 10, tzinfo=BEIJING)


def reached(home: Home, moment: str = "window.registration.opens", *, version: int = 1, at: datetime = OPENS,
            event_id: str | None = None) -> None:
    home.hear(
        MilestoneReached(intake=INTAKE, season=SEASON, season_version=version, moment=moment, instant=at),
        key=f"admission/season/{SEASON}", intake=INTAKE, season=SEASON, event_id=event_id,
    )


def announced(home: Home, intake: str = INTAKE) -> list[str]:
    answer = home.anybody().get("/notify/api/v1/announcements", query_string={"intake": intake})
    assert answer.status_code == 200, answer.text
    return [f"{item['title']}：{item['text']}" for item in (answer.json or {})["items"]]


def test_a_moment_is_announced_to_everybody_in_the_intake(home: Home, told: Told) -> None:
    reached(home)
    reached(home, "round.1.return_by", at=datetime(2030, 4, 22, 18, tzinfo=BEIJING))
    reached(home, "round.1.results", at=datetime(2030, 5, 8, 10, tzinfo=BEIJING))
    home.settle()
    assert announced(home) == [
        "第一志愿录取结果可查询：已公布的录取结果，考生可自5月8日10:00起登录本平台查询。",
        "第一志愿返回录取结果截止：已于4月22日18:00截止。",
        "网上报名开始：1月11日10:00开始，1月18日17:00截止。",
    ]
    assert announced(home, "elsewhere-2030") == []
    assert [entry["personal"] for entry in told.timeline()] == [False, False, False]


def test_a_moment_that_has_another_time_by_now_is_said_as_it_was_reached(home: Home) -> None:
    reached(home, "round.1.return_by", at=datetime(2030, 4, 20, 18, tzinfo=BEIJING))
    home.settle()
    assert announced(home) == ["第一志愿返回录取结果截止：时间：4月20日18:00。"]


@pytest.mark.parametrize(("kinds", "is_said"), [
    ([], False), (["announcement"], True), (["announcement", "cancellation"], False),
])
def test_a_window_that_waits_for_its_announcement_and_its_rounds_are_said_once_it_is_held(
    home: Home, told: Told, season: Season, kinds: list[str], is_said: bool
) -> None:
    waiting = [replace(each, to_be_announced=each.kind is WindowKind.FILING) for each in season.windows]
    home.publish(replace(season, windows=tuple(waiting)), version=2)
    filing = next(each for each in waiting if each.to_be_announced)
    for number, kind in enumerate(kinds):
        order = OrderGiven(intake=INTAKE, season=SEASON, order=f"o-{number}", number=f"样例〔2030〕{number}号",
                           kind=kind, target=filing.id, officers=["officer-1", "officer-2"], given_at=filing.opens_at)
        told.hear(order, f"admission/order/{order.order}")
    reached(home, f"window.{filing.id}.opens", at=filing.opens_at, version=2)
    reached(home, f"window.{filing.id}.closes", at=filing.closes_at, version=2)
    reached(home, "round.1.results", at=datetime(2030, 5, 8, 10, tzinfo=BEIJING), version=2)
    reached(home, "import.closes", at=season.roster.closes_at, version=2)
    home.settle()
    assert len(announced(home)) == (4 if is_said else 1)


def test_a_moment_told_twice_is_announced_once(home: Home) -> None:
    reached(home)
    reached(home)
    home.settle()
    assert len(announced(home)) == 1


def test_a_reminder_is_no_announcement(home: Home) -> None:
    reached(home, "reminder.registration-closing")
    home.settle()
    assert announced(home) == []


def test_a_moment_of_a_season_not_yet_heard_waits(bare: Home, season: Season) -> None:
    reached(bare)
    bare.settle()
    assert announced(bare) == []
    bare.publish(season)
    bare.settle()
    assert len(announced(bare)) == 1


def test_a_moment_of_a_newer_version_waits_for_it(home: Home, season: Season) -> None:
    reached(home, version=2)
    home.settle()
    assert announced(home) == []
    home.publish(season, version=2)
    home.settle()
    assert len(announced(home)) == 1


def test_a_timeline_is_ones_own(home: Home, told: Told) -> None:
    told.person("a1", phone="13800000001")
    told.person("a2", phone="13800000002")
    told.opened("a2", number="30500000000002")
    reached(home)
    home.settle()
    assert [entry["personal"] for entry in told.timeline("a1")] == [False]
    assert {entry["personal"] for entry in told.timeline("a2")} == {True, False}
    stranger = home.as_role("candidate", subject="a2", intake="elsewhere-2030").get("/notify/api/v1/timeline")
    assert [entry["personal"] for entry in (stranger.json or {})["items"]] == [True]


@pytest.mark.parametrize("role", ["officer", "operator", "auditor", "source_college"])
def test_staff_have_no_timeline(home: Home, role: str) -> None:
    assert home.as_role(role).get("/notify/api/v1/timeline").status_code == 403


def test_without_sign_in_there_is_no_timeline(home: Home) -> None:
    assert home.anybody().get("/notify/api/v1/timeline").status_code == 401


def test_a_timeline_goes_on_where_its_page_ended(home: Home, told: Told) -> None:
    for moment, day in (("window.registration.opens", 11), ("window.registration.closes", 18), ("import.closes", 9)):
        reached(home, moment, at=datetime(2030, 1, day, 10, tzinfo=BEIJING))
    home.settle()
    caller = home.as_role("candidate", subject="a1", intake=INTAKE)
    seen, cursor = [], ""
    while cursor is not None:
        page = caller.get("/notify/api/v1/timeline", query_string={"limit": 2, "cursor": cursor})
        seen += [entry["at"][8:10] for entry in (page.json or {})["items"]]
        cursor = (page.json or {})["next"]
    assert seen == ["18", "11", "09"]


def test_announcements_want_their_intake(home: Home) -> None:
    assert home.anybody().get("/notify/api/v1/announcements").status_code == 422
