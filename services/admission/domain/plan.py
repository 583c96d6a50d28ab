"""The plan: colleges and categories of the season, each major once, no seats taken away once filing has begun."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.kernel import Conflict, RuleBroken


class PlanUnfit(RuleBroken):
    """Something in the plan is not of this season; ``errors`` lists everything."""

    code = "plan_unfit"
    message = "招生计划有{count}处错误，未接受。"

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        super().__init__(count=len(errors))
        self.errors = errors


class PlanMissing(Conflict):
    """Nothing is dispatched, and no seat is counted, without a published plan."""

    code = "plan_missing"
    message = "招生计划尚未发布。"


class SeatsExceeded(Conflict):
    """Nobody is admitted beyond the plan."""

    code = "seats_exceeded"
    message = "{college}的专业{major}（{category}）计划{seats}人，录取人数不能超过计划。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Major:
    """A major on offer; ``seats`` by category."""

    college: str
    code: str
    name: str
    seats: Mapping[str, int]
    demand: str | None = None


def check_plan(
    majors: Sequence[Major], *, colleges: frozenset[str], categories: Mapping[str, str],
    kept: Mapping[tuple[str, str, str], int],
) -> None:
    """Whether these majors are a plan. ``categories``: titles by code. ``kept``: (college, major, category) to the
    seats that must stay."""
    errors = (*_faults(majors, colleges, frozenset(categories)), *_missing(majors, kept, categories))
    if errors:
        raise PlanUnfit(errors)


def _faults(
    majors: Sequence[Major], colleges: frozenset[str], categories: frozenset[str]
) -> Iterator[tuple[str, str]]:
    if not majors:
        yield "majors", "至少须有一个专业"
    seen: set[tuple[str, str]] = set()
    for place, major in enumerate(majors):
        if major.college not in colleges:
            yield f"majors[{place}].college", f"本方案没有代码为{major.college}的招生院校"
        if (major.college, major.code) in seen:
            yield f"majors[{place}].code", f"{major.college}的专业{major.code}重复"
        seen.add((major.college, major.code))
        for category, seats in major.seats.items():
            if category not in categories:
                yield f"majors[{place}].seats", f"本方案没有类别{category}"
            elif seats < 0:
                yield f"majors[{place}].seats", "人数不能为负"


def _missing(
    majors: Sequence[Major], kept: Mapping[tuple[str, str, str], int], categories: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    planned = {(each.college, each.code, category): n for each in majors for category, n in each.seats.items()}
    for (college, major, category), least in kept.items():
        if planned.get((college, major, category), 0) < least:
            yield "majors", f"{college}的专业{major}（{categories.get(category, category)}）不得少于{least}人"
