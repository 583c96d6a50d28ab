"""Many decisions of a college at once, as a table: a line for each candidate, with conclusion, major and reason."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.kernel import RuleBroken

MOST_LINES = 3000
LONGEST_CELL = 500
NUMBER, VERSION, CONCLUSION, MAJOR, REASON = "考生号", "版本", "结论", "专业", "理由"
TITLES = (NUMBER, VERSION, CONCLUSION, MAJOR, REASON)
ADMIT, RETURN = "录取", "退档"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COUNT = re.compile(r"[0-9]{1,9}")


class BatchUnreadable(RuleBroken):
    """The file is not one that was given out to be filled in."""

    code = "desk_batch_unreadable"
    message = "{reason}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One candidate's line. ``row``: as the spreadsheet counts; ``version``: of the file as it was given out;
    ``admit``: the major as it was written; ``fault``: why it cannot even be tried."""

    row: int
    number: str
    version: int
    admits: bool = False
    admit: str = ""
    reason: str = ""
    fault: str | None = None


def read_lines(rows: Sequence[Sequence[Any]], formulas: frozenset[str]) -> list[Line]:
    """The lines that have a conclusion. Raises BatchUnreadable."""
    header = [plain(cell) for cell in rows[0]] if rows else []
    missing = [title for title in TITLES if header.count(title) != 1]
    if missing:
        raise BatchUnreadable(field="file", reason=f"表头缺少“{'、'.join(missing)}”列，请使用下载的名单填写。")
    lines = list(_lines(rows, {title: header.index(title) for title in TITLES}, formulas))
    if not lines:
        raise BatchUnreadable(field="file", reason="名单中没有填写结论的考生。")
    if len(lines) > MOST_LINES:
        raise BatchUnreadable(field="file", reason=f"一次最多提交{MOST_LINES}名考生，请分次上传。")
    return lines


def major_of(written: str, filed: Sequence[str], names: Mapping[str, str]) -> str | None:
    """The code of a filed major by its code, its name, or both; with nothing written the only one that was filed."""
    if not written:
        return filed[0] if len(filed) == 1 else None
    for code in filed:
        name = names.get(code, "")
        if written in (code, name, f"{code} {name}", f"{code}{name}"):
            return code
    return written.split(" ", maxsplit=1)[0]


def plain(cell: Any) -> str:
    """A cell as text; a whole number without the decimals that a spreadsheet gave it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _lines(rows: Sequence[Sequence[Any]], places: Mapping[str, int], formulas: frozenset[str]) -> Iterator[Line]:
    seen: dict[str, int] = {}
    for row, cells in enumerate(rows[1:], start=2):
        held = {title: cells[place] if place < len(cells) else "" for title, place in places.items()}
        computed = [title for title, place in places.items()
                    if f"{chr(ord('A') + place)}{row}" in formulas or _starts_as_formula(held[title])]
        if not computed and not plain(held[CONCLUSION]):
            continue
        line = _line(row, held, computed)
        first = seen.setdefault(line.number, row)
        yield line if first == row else Line(
            row=row, number=line.number, version=0, fault=f"与第{first}行的考生号重复。")


def _line(row: int, held: Mapping[str, Any], computed: Sequence[str]) -> Line:
    number, version, said = plain(held[NUMBER]), plain(held[VERSION]), plain(held[CONCLUSION])
    faults = [f"“{title}”是公式或以“= + - @”开头，不予采用。" for title in computed]
    if not computed:
        if not number or isinstance(held[NUMBER], float):
            faults.append("考生号须为文本，请勿修改。")
        if not _COUNT.fullmatch(version):
            faults.append("“版本”已被改动，请重新下载名单。")
        if said not in (ADMIT, RETURN):
            faults.append(f"结论须填写“{ADMIT}”或“{RETURN}”。")
        if len(plain(held[REASON])) > LONGEST_CELL or len(plain(held[MAJOR])) > LONGEST_CELL:
            faults.append(f"理由最多{LONGEST_CELL}字。")
        if said == RETURN and not plain(held[REASON]):
            faults.append("退档的须填写理由。")
        if said == ADMIT and plain(held[REASON]):
            faults.append(f"录取的不填理由；须退档的，结论填写“{RETURN}”。")
    return Line(
        row=row, number=number[:40], version=int(version) if _COUNT.fullmatch(version) else 0, admits=said == ADMIT,
        admit=plain(held[MAJOR]), reason=plain(held[REASON]), fault="".join(faults) or None,
    )


def _starts_as_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith(FORMULA_STARTS)
