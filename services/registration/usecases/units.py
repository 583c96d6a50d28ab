"""The colleges and authorities that staff may act for, by the names that people know."""

from collections.abc import Iterable

from shared.season import Season
from shared.security.access import Role


def units_of(seasons: Iterable[Season], role: str) -> list[tuple[str, str]]:
    """Those that the seasons name for a role: each code with its name."""
    found: dict[str, str] = {}
    for season in seasons:
        match role:
            case Role.SOURCE_COLLEGE:
                found |= {each.code: each.name for each in season.source_colleges.items}
            case Role.REVIEWER:
                found |= {each.code: each.title for each in season.reviewers}
            case Role.ADMISSION_COLLEGE:
                found |= {each.code: each.name for each in season.colleges.items}
    if role == Role.REVIEWER:  # their codes are the season file's own, no number that anybody knows
        return sorted(found.items())
    return [(code, f"{code} {name}") for code, name in sorted(found.items())]


def unit_of(seasons: Iterable[Season], role: str, scope: str | None) -> str:
    """One of them; its code where no season knows it."""
    return dict(units_of(seasons, role)).get(scope or "", scope or "")
