"""The season's chain as it is for one candidate, and what of the claim it decides on."""

from collections.abc import Sequence
from typing import Any

from services.review.domain.case import Stage
from shared.kernel import LongmenError
from shared.season import Season
from shared.season.rules import Category
from shared.season.words import FieldKind, ReviewBy


class CategoryUnknown(LongmenError):
    """A dossier of a category that its season does not have: registration and review hold different seasons."""

    code = "category_unknown"
    message = "招生方案中没有此类别：{category}。"
    status = 422


def category_of(season: Season, code: str) -> Category:
    """The category. Raises CategoryUnknown."""
    found = season.category(code)
    if found is None:
        raise CategoryUnknown(category=code)
    return found


def chain_of(season: Season, category: str, source_college: str) -> tuple[Stage, ...]:
    """The stages in their order, each with whose it is."""
    return tuple(
        Stage(
            id=each.id, title=each.title, by=each.by,
            owner=source_college if each.by is ReviewBy.SOURCE_COLLEGE else each.authority or "",
        )
        for each in category_of(season, category).review
    )


def categories_of(season: Season, authority: str) -> list[str]:
    """The categories in whose chain an authority has a stage."""
    return [each.code for each in season.categories if any(stage.authority == authority for stage in each.review)]


def claimed_honours(season: Season, category: str, claim: dict[str, Any]) -> tuple[str, ...]:
    """The codes of the honours in a claim, each once."""
    found = [code for name in _fields(season, category, FieldKind.HONOURS) for code in claim.get(name) or ()]
    return tuple(dict.fromkeys(found))


def claimed_tier(season: Season, category: str, claim: dict[str, Any]) -> str | None:
    """The award tier in a claim, if its category asks for one."""
    return next((claim[name] for name in _fields(season, category, FieldKind.AWARD_TIER) if claim.get(name)), None)


def _fields(season: Season, category: str, kind: FieldKind) -> Sequence[str]:
    return [each.id for each in category_of(season, category).claim.fields if each.kind is kind]
