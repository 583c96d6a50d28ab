"""What a candidate is told when a choice was saved or cleared (texts as an exam authority writes them)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.choices.domain.window import to_the_second
from shared.kernel import shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What was kept: when, under which number, which labels stand now and which are empty, until when it may change.

    ``where``: the menu in which it is read back, in the season's words.
    """

    label: str
    saved_at: datetime
    number: str
    unsaved: Sequence[str]
    closes_at: datetime
    where: str


def saved_text(kept: Kept, *, college: str, majors: Sequence[str], most: int) -> str:
    """``A志愿保存成功。院校：…``; ``college`` and ``majors`` with code and name."""
    lines = [*majors, *["未填"] * (most - len(majors))]
    said = "；".join(f"专业{place}：{major}" for place, major in enumerate(lines, start=1))
    return (f"{kept.label}志愿保存成功。院校：{college}；{said}。保存时间：{to_the_second(kept.saved_at)}"
            f"（以服务器时间为准）。回执号：{kept.number}。{_rest(kept)}")


def cleared_text(kept: Kept) -> str:
    """``A志愿已清除。…``."""
    return (f"{kept.label}志愿已清除。清除时间：{to_the_second(kept.saved_at)}（以服务器时间为准）。"
            f"回执号：{kept.number}。{_rest(kept)}")


def first_line(saved: Sequence[str], unsaved: Sequence[str], *, closes_at: datetime | None, now: datetime) -> str:
    """``已保存 A、B · 未保存 C · 距截止 08:12``: hours and minutes, the first line of every page of filing."""
    parts = [f"已保存 {'、'.join(saved) or '无'}"]
    if unsaved:
        parts.append(f"未保存 {'、'.join(unsaved)}")
    if closes_at is not None and now < closes_at:
        minutes = int((closes_at - now).total_seconds()) // 60
        parts.append(f"距截止 {minutes // 60:02d}:{minutes % 60:02d}")
    return " · ".join(parts)


def in_order(labels: Sequence[str], held: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """Of the form's labels those that are saved and those that are not."""
    return [each for each in labels if each in held], [each for each in labels if each not in held]


def _rest(kept: Kept) -> str:
    empty = "、".join(f"{label}志愿" for label in kept.unsaved)
    left = f"{empty}尚未保存。" if kept.unsaved else ""
    return (f"{left}{shown(kept.closes_at)}前可以修改，以截止前最后一次保存的内容为准。"
            f"请到“{kept.where}”核对后再退出。")
