"""Seats left for a supplementary filing: planned, not taken, and not kept for files that colleges still have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.admission.domain.ruling import Key
from shared.kernel import Conflict, RuleBroken


class NoSupplementary(RuleBroken):
    """The season has no supplementary batch."""

    code = "no_supplementary"
    message = "本方案没有征集志愿。"


class VacanciesTooLate(Conflict):
    """What was announced stands: the window has opened, or it was cancelled."""

    code = "vacancies_too_late"
    message = "征集志愿已经开始或已公告取消，不能再公布缺额。"


class VacanciesTooEarly(Conflict):
    """Earlier choices that have not gone down may still fill these seats (supplementary comes last, domain.md 2.3)."""

    code = "vacancies_too_early"
    message = "前面各轮志愿数据全部下发（{until}）后，方可统计并公布缺额。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A file that a college still has: one seat of its major is kept, or one of each filed one while undecided."""

    college: str
    category: str
    majors: tuple[str, ...]


def vacancies(left: Mapping[Key, int], kept: Iterable[Kept]) -> dict[Key, int]:
    """Seats to announce, none below zero and no row of nothing."""
    found = dict(left)
    for each in kept:
        for major in each.majors:
            key = (each.college, major, each.category)
            if key in found:
                found[key] -= 1
    return {key: seats for key, seats in sorted(found.items()) if seats > 0}
