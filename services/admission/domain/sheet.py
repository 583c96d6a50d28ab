"""The plan as a table that staff fill in: a line for each major of a college, a column of seats for each category."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.admission.domain.plan import Major
from shared.kernel import RuleBroken

COLLEGE, CODE, NAME, DEMAND = "院校代码", "专业代码", "专业名称", "报考要求"
COLLEGE_NAME = "院校名称"
MOST_ROWS = 5000
LONGEST = {COLLEGE: 30, CODE: 30, NAME: 100, DEMAND: 500}


class PlanSheetFaulty(RuleBroken):
    """The table is not a plan; ``errors`` lists every line that is wrong."""

    code = "plan_sheet_faulty"
    message = "计划表有{count}处错误，未接受。"

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(count=len(errors))
        self.errors = tuple(errors)


def titles(categories: Mapping[str, str]) -> list[str]:
    """The header: ``categories`` are titles by code."""
    return [COLLEGE, COLLEGE_NAME, CODE, NAME, *(seats_title(each) for each in categories.values()), DEMAND]


def seats_title(category: str) -> str:
    return f"{category}人数"


def row_of(major: Major, *, college_name: str, categories: Mapping[str, str]) -> list[str]:
    """A major as a line of the table."""
    seats = [str(major.seats.get(code, 0)) for code in categories]
    return [major.college, college_name, major.code, major.name, *seats, major.demand or ""]


def read_majors(rows: Sequence[Sequence[Any]], categories: Mapping[str, str]) -> dict[int, Major]:
    """The majors of a table by their line. Raises PlanSheetFaulty with every fault, by line."""
    header = [plain(cell) for cell in rows[0]] if rows else []
    wanted = [title for title in titles(categories) if title not in (COLLEGE_NAME, DEMAND)]
    missing = [title for title in wanted if header.count(title) != 1]
    if missing:
        raise PlanSheetFaulty([("file", f"表头缺少“{'、'.join(missing)}”列，请使用下载的计划表填写。")])
    found: dict[int, Major] = {}
    errors: list[tuple[str, str]] = []
    for line, cells in enumerate(rows[1:], start=2):
        held = {title: plain(cell) for title, cell in zip(header, cells, strict=False)}
        if not any(held.values()):
            continue
        faults = [("file", f"第{line}行：{fault}") for fault in _faults(held, categories)]
        errors.extend(faults)
        if not faults:
            found[line] = _major(held, categories)
    if errors or not found:
        raise PlanSheetFaulty(errors or [("file", "计划表中没有专业。")])
    return found


def plain(cell: Any) -> str:
    """A cell as text; a whole number without the decimals that a spreadsheet gave it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _faults(held: Mapping[str, str], categories: Mapping[str, str]) -> Iterator[str]:
    for title in (COLLEGE, CODE, NAME):
        if not held[title]:
            yield f"未填写{title}"
    for title, most in LONGEST.items():
        if len(held.get(title, "")) > most:
            yield f"{title}最多{most}个字符"
    for title in map(seats_title, categories.values()):
        text = held.get(title, "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= 5):
            yield f"{title}应为整数"


def _major(held: Mapping[str, str], categories: Mapping[str, str]) -> Major:
    seats = {code: int(held.get(seats_title(title), "") or 0) for code, title in categories.items()}
    return Major(
        college=held[COLLEGE], code=held[CODE], name=held[NAME], demand=held.get(DEMAND) or None,
        seats={code: n for code, n in seats.items() if n},
    )
