"""A season as the rules of amendment look at it."""

from collections.abc import Mapping
from typing import Any

from services.admission.domain.amendment import Outline, Point, Weight
from shared.season import Season, moments
from shared.season.moments import MomentKind

WEIGHTS = {
    MomentKind.IMPORT_CLOSES: Weight.ENDS,
    MomentKind.WINDOW_CLOSES: Weight.ENDS,
    MomentKind.ROUND_RETURN_BY: Weight.ENDS,
    MomentKind.REMINDER: Weight.SAYS,
}


def outline_of(season: Season) -> Outline:
    """The part of a season that amendments are judged by."""
    number = season.candidate_number
    return Outline(
        fixed={
            "code": season.code, "intake": season.intake, "province": season.province, "year": str(season.year),
            "timezone": season.timezone, "candidate_number.prefix": number.prefix,
            "candidate_number.digits": str(number.digits),
        },
        points={
            each.name: Point(instant=each.instant, weight=WEIGHTS.get(each.kind, Weight.BEGINS))
            for each in moments(season)
        },
        kept={
            "categories": frozenset(each.code for each in season.categories),
            "batches": frozenset(each.code for each in season.batches),
            "source_colleges": frozenset(each.code for each in season.source_colleges.items),
            "colleges": frozenset(each.code for each in season.colleges.items),
            "plan.majors": frozenset(f"{each.college}/{each.code}" for each in season.plan.majors),
        },
    )


def outline_of_document(document: Mapping[str, Any]) -> Outline:
    """The same, of a published document."""
    return outline_of(Season.from_document(document))
