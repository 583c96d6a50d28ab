"""What a season asks of a claim, as the rules take it."""

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
