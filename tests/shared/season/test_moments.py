"""Every instant of a season has a name, in one order everywhere."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.kernel import BEIJING
from shared.season import Season, moments, next_moment
from shared.season.model import Reminder
from shared.season.words import Audience, Edge


def names(season: Season) -> list[str]:
    return [moment.name for moment in moments(season)]


def test_moments_are_sorted_named_once_and_stable(season: Season) -> None:
    found = moments(season)
    assert [moment.instant for moment in found] == sorted(moment.instant for moment in found)
    assert len({moment.name for moment in found}) == len(found)
    shuffled = replace(
        season,
        windows=season.windows[::-1],
        rounds=season.rounds[::-1],
        reminders=season.reminders[::-1],
    )
    assert moments(shuffled) == found


def test_every_window_round_and_reminder_has_its_moments(season: Season) -> None:
    expected = {"import.closes", "seats.flow", "round.S1.returns_from"}
    expected |= {f"window.{each.id}.{edge}" for each in season.windows for edge in ("opens", "closes")}
    expected |= {f"round.{each.no}.{step}" for each in season.rounds for step in ("down", "return_by", "results")}
    expected |= {f"reminder.{each.id}" for each in season.reminders}
    assert set(names(season)) == expected


def test_a_reminder_says_of_what_it_reminds(season: Season) -> None:
    titles = {moment.name: moment.title for moment in moments(season)}
    assert titles["reminder.import-closing"] == "学籍信息导入截止提醒"
    assert titles["reminder.return-1-due"] == "第一志愿返回录取结果截止提醒"
    assert titles["reminder.return-2-due"] == "第二志愿返回录取结果截止提醒"
    assert "提醒" not in titles.values()


def test_at_one_instant_results_come_before_the_window_that_needs_them_and_reminders_last(season: Season) -> None:
    at_ten = [moment.name for moment in moments(season) if moment.instant == datetime(2024, 5, 8, 10, tzinfo=BEIJING)]
    assert at_ten == [
        "round.1.results",
        "round.2.results",
        "round.3.results",
        "window.filing-supplementary.opens",
        "reminder.supplementary-opens",
    ]


def reminding(season: Season, edge: Edge, before: timedelta | None) -> list[str]:
    reminder = Reminder(
        id="new", template="t", audience=Audience.ELIGIBLE, window="filing-supplementary", edge=edge, before=before
    )
    return [name for name in names(replace(season, reminders=(reminder,))) if name.startswith("reminder.")]


def test_a_reminder_that_would_come_before_its_window_opens_is_dropped(season: Season) -> None:
    assert reminding(season, Edge.CLOSES, timedelta(hours=7)) == []
    assert reminding(season, Edge.CLOSES, timedelta(hours=24)) == []
    assert reminding(season, Edge.CLOSES, timedelta(hours=6)) == ["reminder.new"]
    assert reminding(season, Edge.OPENS, None) == ["reminder.new"]


def test_a_moved_window_moves_its_reminders(season: Season) -> None:
    moved = tuple(
        replace(each, closes_at=each.closes_at + timedelta(hours=3)) if each.id == "filing-first" else each
        for each in season.windows
    )
    before, after = moments(season), moments(replace(season, windows=moved))
    shifts = {new.name: new.instant - old.instant for new in after for old in before if new.name == old.name}
    assert {name for name, shift in shifts.items() if shift} == {
        "window.filing-first.closes",
        "reminder.filing-closing-24h",
        "reminder.filing-closing-2h",
    }


def test_stepping_to_the_next_moment_meets_every_instant(season: Season) -> None:
    found = moments(season)
    here = found[0].instant - timedelta(days=1)
    met = []
    while following := next_moment(found, here):
        here = following.instant
        met.append(here)
    assert met == sorted({moment.instant for moment in found})
