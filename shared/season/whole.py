"""Checks of a season file as a whole, made where its parts are right: every batch has what it needs, and every date
that quotes a sentence stands in that sentence.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from shared.kernel import in_beijing
from shared.season.model import Season
from shared.season.text import Path
from shared.season.words import Grounded, WindowKind

Found = Iterator[tuple[Path, str]]

LARGEST_DOCUMENT = 200 * 1024


def check_batches(season: Season) -> Found:
    """A batch has a form, a filing window for each category, and a round."""
    for place, batch in enumerate(season.batches):
        path: Path = ("batches", place)
        if season.filing(batch.code) is None:
            yield path, "本批次缺少填报方式filings"
        if not any(each.batch == batch.code for each in season.rounds):
            yield path, "本批次缺少轮次rounds"
        filing = [each for each in season.windows if each.kind is WindowKind.FILING and each.batch == batch.code]
        lacking = [each.title for each in season.categories if not any(each.code in one.categories for one in filing)]
        if lacking:
            yield path, f"本批次缺少填报窗口：{'、'.join(lacking)}"
    for place, window in enumerate(season.windows):
        if window.kind is WindowKind.FILING and window.batch is None:
            yield ("windows", place), "填报窗口须写明批次batch"


def check_quotes(season: Season) -> Found:
    """Day and time of every instant stand in the sentences quoted beside it (spaces aside), samples excepted."""
    for path, piece in pieces(season):
        if isinstance(piece, Grounded) and piece.sentences and not piece.sample:
            quoted = re.sub(r"\s", "", "".join(piece.sentences))
            for each in fields(piece):
                value = getattr(piece, each.name)
                if isinstance(value, datetime) and not _stands(value, quoted):
                    yield (*path, each.name), "日期或时刻在所引原句中找不到"


def check_size(season: Season) -> Found:
    """What is published is bounded."""
    size = len(json.dumps(season.document(), ensure_ascii=False).encode())
    if size > LARGEST_DOCUMENT:
        yield (), f"赛季内容过大：{size // 1024} KiB，最多{LARGEST_DOCUMENT // 1024} KiB"


def pieces(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every piece of a season with its path, in the order of the file's model."""
    if isinstance(node, tuple):
        for place, item in enumerate(node):
            yield from pieces(item, (*path, place))
    elif is_dataclass(node):
        yield path, node
        for each in fields(node):
            yield from pieces(getattr(node, each.name), (*path, each.name))


def _stands(instant: datetime, quoted: str) -> bool:
    local = in_beijing(instant)
    return f"{local.month}月{local.day}日" in quoted and f"{local.hour}:{local:%M}" in quoted
