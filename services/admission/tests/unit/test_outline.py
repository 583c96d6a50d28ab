"""What is published is there to stay: nobody's college or major goes with a next version of the season."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.admission.domain.amendment import AmendmentRefused, check
from services.admission.usecases.outline import outline_of
from shared.season import Season
from shared.season.places import Major, SourceCollege
from shared.testing.seasons import sample

NOW = datetime(2029, 1, 1, tzinfo=UTC)


def published() -> Season:
    """The sample season with two of everything that a version could take away."""
    base = sample()
    college = base.colleges.items[0]
    majors = tuple(Major(college=college.code, code=code, name=code, seats={}) for code in ("0801", "0802"))
    return replace(
        base,
        source_colleges=replace(base.source_colleges, items=(
            *base.source_colleges.items, SourceCollege(code="90099", name="重庆戊职业学院"),
        )),
        colleges=replace(base.colleges, items=(*base.colleges.items, replace(college, code="5099", name="重庆戊学院"))),
        plan=replace(base.plan, majors=majors),
    )


def without_source_college(season: Season) -> Season:
    kept = season.source_colleges.items[:-1]
    return replace(season, source_colleges=replace(season.source_colleges, items=kept))


def without_college(season: Season) -> Season:
    return replace(season, colleges=replace(season.colleges, items=season.colleges.items[:-1]))


def without_major(season: Season) -> Season:
    return replace(season, plan=replace(season.plan, majors=season.plan.majors[:-1]))


@pytest.mark.parametrize(("less", "gone"), [
    (without_source_college, ("source_colleges", "“90099”已经公布，不得删除")),
    (without_college, ("colleges", "“5099”已经公布，不得删除")),
    (without_major, ("plan.majors", "“{college}/0802”已经公布，不得删除")),
])
def test_what_a_version_takes_away_is_named(less: Callable[[Season], Season], gone: tuple[str, str]) -> None:
    season = published()
    with pytest.raises(AmendmentRefused) as refused:
        check(outline_of(season), outline_of(less(season)), now=NOW)
    name, why = gone
    assert refused.value.errors == ((name, why.format(college=season.colleges.items[0].code)),)


@pytest.mark.parametrize("less", [without_source_college, without_college, without_major])
def test_what_a_version_adds_may_come(less: Callable[[Season], Season]) -> None:
    check(outline_of(less(published())), outline_of(published()), now=NOW)
