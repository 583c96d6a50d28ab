"""What a season asks of a claim, as the rules take it; and a claim in words, as people read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.registration.domain.claims import ClaimRules, FieldRule, PaperRule
from shared.season import Season
from shared.season.rules import Category, ClaimField
from shared.season.words import FieldKind


def rules_of(season: Season, category: Category) -> ClaimRules:
    """The fields and papers of a category's claim, with what may be chosen in each field."""
    return ClaimRules(
        fields=tuple(
            FieldRule(id=field.id, title=field.title, kind=str(field.kind), required=field.required,
                      options=_options(season, category, field))
            for field in category.claim.fields
        ),
        papers=tuple(
            PaperRule(kind=paper.id, title=paper.title, required=paper.required) for paper in category.claim.evidence
        ),
    )


def choices_of(season: Season, category: Category, field: ClaimField) -> list[tuple[str, str]]:
    """What may be chosen in a field: each value with its name."""
    names = _names(season, field)
    return [(code, names.get(code, code)) for code in _options(season, category, field)]


def worded(season: Season, field: ClaimField, value: Any) -> str:
    """A field's value as people read it; empty for none."""
    if value in (None, "", []):
        return ""
    if field.kind is FieldKind.DATE:
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"
    names = _names(season, field)
    codes = value if isinstance(value, list) else [value]
    return "、".join(names.get(str(code), str(code)) for code in codes)


def _names(season: Season, field: ClaimField) -> Mapping[str, str]:
    match field.kind:
        case FieldKind.AWARD_TIER:
            return {each.code: each.title for each in season.award_tiers.items} if season.award_tiers else {}
        case FieldKind.HONOURS:
            return {each.code: each.title for each in season.honours.items} if season.honours else {}
        case _:
            return {}


def _options(season: Season, category: Category, field: ClaimField) -> tuple[str, ...]:
    match field.kind:
        case FieldKind.CHOICE:
            return field.options
        case FieldKind.CONTEST:
            return season.contests.items if season.contests else ()
        case FieldKind.AWARD_TIER:
            return tuple(tier.code for tier in season.award_tiers.items) if season.award_tiers else ()
        case FieldKind.HONOURS:
            ours = season.honours if season.honours and season.honours.category == category.code else None
            return tuple(honour.code for honour in ours.items) if ours else ()
        case _:
            return ()
