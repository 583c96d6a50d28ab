"""Checks of time in a season file: windows close after they open and do not overlap, rounds follow one another.

They work on what the schema could convert; a value that is wrong in itself takes no part, so that one slip of the pen
is one fault.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations, pairwise
from typing import Any

from shared.season.paths import value_at, walk
from shared.season.text import Path

Found = Iterator[tuple[Path, str]]
Piece = Mapping[str, Any]


def check(valid: Piece) -> Found:
    """Every fault of time."""
    yield from _years(valid)
    yield from _windows(valid)
    yield from _rounds(valid)


def _years(valid: Piece) -> Found:
    year = valid.get("year")
    if isinstance(year, int):
        for path, instant in instants(valid):
            if not year - 1 <= instant.year <= year + 1:
                yield path, f"{instant:%Y-%m-%d}不在{year}年前后"


def instants(node: Any, path: Path = ()) -> Iterator[tuple[Path, datetime]]:
    """Every instant of what was converted."""
    if isinstance(node, datetime):
        yield path, node
    elif isinstance(node, list):
        for place, item in enumerate(node):
            yield from instants(item, (*path, place))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from instants(value, (*path, key))


def _windows(valid: Piece) -> Found:
    sound = []
    for path, window in walk(valid, "windows.*"):
        if {"opens_at", "closes_at"} <= set(window):
            if window["closes_at"] <= window["opens_at"]:
                yield (*path, "closes_at"), "截止时间应晚于开始时间"
            else:
                sound.append((path, window))
    for (_, first), (path, second) in combinations(sound, 2):
        shared = _shared(first, second)
        if shared:
            yield path, f"与窗口“{first.get('id', '?')}”重叠：同为{second['kind'].value}，类别{'、'.join(shared)}"


def _shared(first: Piece, second: Piece) -> list[str]:
    """The categories for which two windows of one kind and one batch are open at one time."""
    batches = {first.get("batch"), second.get("batch")}
    if (
        first.get("kind") is None
        or first.get("kind") != second.get("kind")
        or (len(batches) > 1 and None not in batches)
    ):
        return []
    if not (first["opens_at"] < second["closes_at"] and second["opens_at"] < first["closes_at"]):
        return []
    return [each for each in second.get("categories", []) if each in first.get("categories", [])]


def _rounds(valid: Piece) -> Found:
    sound = []
    for path, each in walk(valid, "rounds.*"):
        fault = _round(path, each)
        if fault:
            yield fault
        elif {"down_at", "return_by"} <= set(each):
            sound.append((path, each))
    for (_, before), (path, after) in pairwise(sound):
        if after["down_at"] < before["return_by"]:
            yield path, f"轮次顺序有误：第{before.get('no')}轮返回截止之前就已开始"
    yield from _between_filing_and_round(valid, sound)
    yield from _released_before_supplementary(valid)


def _round(path: Path, each: Piece) -> tuple[Path, str] | None:
    down, start, end = each.get("down_at"), each.get("returns_from"), each.get("return_by")
    visible = value_at(each, ("results", "visible_at"))
    if down and end and end <= down:
        return (*path, "return_by"), "返回截止应晚于下发时间"
    if down and start and start < down:
        return (*path, "returns_from"), "开始返回不得早于下发时间"
    if start and end and end <= start:
        return (*path, "return_by"), "返回截止应晚于开始返回的时间"
    if end and visible and visible < end:
        return (*path, "results", "visible_at"), "录取结果可查询的时间不得早于返回截止"
    return None


def _between_filing_and_round(valid: Piece, rounds: list[tuple[Path, Piece]]) -> Found:
    for path, each in rounds:
        for window in _filing_windows(valid, each.get("batch")):
            if each["down_at"] < window["closes_at"]:
                yield (*path, "down_at"), f"下发早于窗口“{window.get('id', '?')}”的截止时间"


def _released_before_supplementary(valid: Piece) -> Found:
    """考生可在征集志愿填报时查询当次填报前录取结果: what came before is released when supplementary filing opens."""
    batch = value_at(valid, ("supplementary", "batch"))
    for window in _filing_windows(valid, batch):
        for path, each in walk(valid, "rounds.*"):
            visible = value_at(each, ("results", "visible_at"))
            earlier = each.get("batch") not in (None, batch)
            if earlier and visible and visible > window["opens_at"]:
                yield (*path, "results", "visible_at"), "征集志愿填报开始时，此前的录取结果应已可查询"


def _filing_windows(valid: Piece, batch: str | None) -> list[Piece]:
    return [
        window
        for _, window in walk(valid, "windows.*")
        if batch is not None
        and str(window.get("kind")) == "filing"
        and window.get("batch") == batch
        and {"opens_at", "closes_at"} <= set(window)
        and window["opens_at"] < window["closes_at"]
    ]
