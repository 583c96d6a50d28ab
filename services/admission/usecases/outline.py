"""A season as the rules of amendment look at it."""

from collections.abc import Mapping
from typing import Any

from services.admission.domain.amendment import Outline, Point
from shared.season import Season, moments
from shared.season.moments import MomentKind

CLOSES = frozenset({MomentKind.IMPORT_CLOSES, MomentKind.WINDOW_CLOSES, MomentKind.ROUND_RETURN_BY})


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
            each.name: Point(instant=each.instant, closes=each.kind in CLOSES) for each in moments(season)
        },
        kept={
            "categories": frozenset(each.code for each in season.categories),
            "batches": frozenset(each.code for each in season.batches),
        },
    )


def outline_of_document(document: Mapping[str, Any]) -> Outline:
    """The same, of a published document."""
    return outline_of(Season.from_document(document))
