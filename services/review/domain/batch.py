"""Many decisions at once, as a table: one line for a candidate, with a conclusion and a reason in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.review.domain.case import Decision
from services.review.domain.decision import DECISION_WORDS
from shared.kernel import RuleBroken

MOST_LINES = 5000
LONGEST_REASON = 500
NUMBER, VERSION, CONCLUSION, REASON = "考生号", "版本", "结论", "理由"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MEANT = {word: decision for decision, word in DECISION_WORDS.items()}
_COUNT = re.compile(r"[0-9]{1,9}")


class BatchUnreadable(RuleBroken):
    """The file is not one that was given out to be filled in."""

    code = "batch_unreadable"
    message = "{reason}"


class HonoursOneByOne(RuleBroken):
    """Each claimed honour is decided one by one: nobody approves such a case among many."""

    code = "honours_one_by_one"
    message = "该考生申报了荣誉，须打开该份申报逐项认定，不能批量通过。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One candidate's line. ``row``: as the spreadsheet counts; ``version``: of the case as it was given out;
    ``fault``: why it cannot even be tried. Either ``account`` or ``number`` says who is meant."""

    row: int
    version: int
    decision: str
    reason: str | None = None
    account: str | None = None
    number: str = ""
    fault: str | None = None


def read_lines(rows: Sequence[Sequence[Any]], formulas: frozenset[str]) -> list[Line]:
    """The lines that have a conclusion. Raises BatchUnreadable."""
    header = [_plain(cell) for cell in rows[0]] if rows else []
    missing = [title for title in (NUMBER, VERSION, CONCLUSION, REASON) if header.count(title) != 1]
    if missing:
        raise BatchUnreadable(field="file", reason=f"表头缺少“{'、'.join(missing)}”列，请使用导出的名单填写。")
    places = {title: header.index(title) for title in (NUMBER, VERSION, CONCLUSION, REASON)}
    lines = list(_lines(rows, places, formulas))
    if not lines:
        raise BatchUnreadable(field="file", reason="名单中没有填写结论的考生。")
    return lines


def _lines(rows: Sequence[Sequence[Any]], places: Mapping[str, int], formulas: frozenset[str]) -> Iterator[Line]:
    seen: dict[str, int] = {}
    for row, cells in enumerate(rows[1:], start=2):
        held = {title: cells[place] if place < len(cells) else "" for title, place in places.items()}
        computed = [title for title, place in places.items()
                    if f"{_letters(place)}{row}" in formulas or _starts_as_formula(held[title])]
        if not computed and not _plain(held[CONCLUSION]):
            continue
        line = _line(row, held, computed)
        first = seen.setdefault(line.number, row)
        yield line if first == row else Line(row=row, version=0, decision=line.decision, number=line.number,
                                             fault=f"与第{first}行的考生号重复。")


def _line(row: int, held: Mapping[str, Any], computed: Sequence[str]) -> Line:
    number, version, word = _plain(held[NUMBER]), _plain(held[VERSION]), _plain(held[CONCLUSION])
    reason, decision = _plain(held[REASON]), MEANT.get(word)
    faults = [f"“{title}”是公式或以“= + - @”开头，不予采用。" for title in computed]
    if not computed:
        if not number or isinstance(held[NUMBER], float):
            faults.append("考生号须为文本，请勿修改。")
        if not _COUNT.fullmatch(version):
            faults.append("“版本”已被改动，请重新导出名单。")
        if decision is None:
            faults.append(f"结论须填写：{'、'.join(MEANT)}。")
        if len(reason) > LONGEST_REASON:
            faults.append(f"理由最多{LONGEST_REASON}个字符。")
    return Line(row=row, number=number[:30], version=int(version) if _COUNT.fullmatch(version) else 0,
                decision=decision or "", fault="".join(faults) or None,
                reason=reason if reason and decision is not Decision.APPROVED else None)


def _plain(cell: Any) -> str:
    """A cell as text; a whole number without the decimals that a spreadsheet gave it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _starts_as_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith(FORMULA_STARTS)


def _letters(place: int) -> str:
    """A column as a spreadsheet names it: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
