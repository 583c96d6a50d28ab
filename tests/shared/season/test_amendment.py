"""A new version may move a close in good time, or after the seal, and never after dispatch."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.season import Season
from shared.season.amendment import AnotherSeason, BatchDispatched, CloseNotAhead, CloseTooNear, check_amendment

MINUTE = timedelta(minutes=1)


def closing(season: Season) -> datetime:
    window = season.window("filing-first")
    assert window is not None
    return window.closes_at


def moved(season: Season, by: timedelta) -> Season:
    return replace(
        season,
        windows=tuple(
            replace(each, closes_at=each.closes_at + by) if each.id == "filing-first" else each
            for each in season.windows
        ),
    )


def test_a_close_moves_while_it_lies_ten_minutes_ahead(season: Season) -> None:
    later = moved(season, 60 * MINUTE)
    check_amendment(season, later, now=closing(season) - 10 * MINUTE)
    with pytest.raises(CloseTooNear):
        check_amendment(season, later, now=closing(season) - 9 * MINUTE)
    with pytest.raises(CloseTooNear):
        check_amendment(season, later, now=closing(season) + MINUTE)


def test_after_the_seal_a_close_moves_again_but_only_ahead(season: Season) -> None:
    after = closing(season) + 5 * MINUTE
    check_amendment(season, moved(season, 60 * MINUTE), now=after, sealed={"MAIN"})
    with pytest.raises(CloseNotAhead):
        check_amendment(season, moved(season, 10 * MINUTE), now=after, sealed={"MAIN"})


def test_a_close_is_not_brought_into_the_past(season: Season) -> None:
    with pytest.raises(CloseNotAhead):
        check_amendment(season, moved(season, -60 * MINUTE), now=closing(season) - 55 * MINUTE)


def test_after_dispatch_a_batch_does_not_move(season: Season) -> None:
    with pytest.raises(BatchDispatched):
        check_amendment(season, moved(season, 9999 * MINUTE), now=closing(season), sealed={"MAIN"}, dispatched={"MAIN"})


def test_a_window_is_not_dropped_at_the_last_minute(season: Season) -> None:
    without = replace(season, windows=tuple(each for each in season.windows if each.id != "filing-first"))
    with pytest.raises(CloseTooNear):
        check_amendment(season, without, now=closing(season) - MINUTE)


@pytest.mark.parametrize("other", [{"code": "hunan-2024"}, {"intake": "hunan-2024"}, {"year": 2025}])
def test_a_version_is_of_its_own_season(season: Season, other: dict[str, object]) -> None:
    with pytest.raises(AnotherSeason):
        check_amendment(season, replace(season, **other), now=closing(season))  # type: ignore[arg-type]


def test_what_does_not_move_may_change_at_any_time(season: Season) -> None:
    check_amendment(season, replace(season, title="更名"), now=closing(season), dispatched={"MAIN"})
