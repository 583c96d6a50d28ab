"""What colleges say of themselves: saved by their staff, published with the plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.admission.domain.profile import check_profile, enough
from services.admission.store import plan as plans
from services.admission.store import profile as store
from services.admission.store.profile import Saved
from shared.contracts.parts import CollegeProfile
from shared.db import Tx
from shared.kernel import NotFound
from shared.season import Season
from shared.season.places import College


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """What a college's profile lacks: its charter, its test, or both."""

    college: str
    name: str
    charter: bool
    test: bool


def save(tx: Tx, season: Season, profile: CollegeProfile) -> Saved:
    """A college's profile as its staff wrote it; name and, unless it gives others, telephones are the season's."""
    college = weigh(season, profile)
    before = store.locked(tx, season.code, college.code)
    revision = before.revision + 1 if before else 1
    whole = replace(profile, name=college.name, phones=profile.phones or _phones(college))
    store.put(tx, season.code, whole, revision=revision)
    tx.audit("profile.save", f"profile/{season.code}/{college.code}", revision=revision)
    return Saved(profile=whole, revision=revision, saved_at=tx.now)


def weigh(season: Season, profile: CollegeProfile) -> College:
    """Whether a profile may be saved; nothing is written. Raises ProfileUnfit, or NotFound for a stranger."""
    college = _college(season, profile.college)
    check_profile(
        charter=profile.charter, min_tier=profile.min_tier, mode=profile.test.mode if profile.test else None,
        tiers=tiers_of(season), modes=season.selection.modes,
    )
    return college


def is_published(conn: Connection, season: Season, profile: CollegeProfile) -> bool:
    """Whether this very profile is the one that was published with the plan."""
    plan = plans.in_force(conn, season.code)
    return plan is not None and profile in plan.colleges


def gaps(colleges: Sequence[CollegeProfile]) -> list[Gap]:
    """Those that lack something which candidates look for, in their order."""
    found = [Gap(college=each.college, name=each.name, charter=not each.charter, test=each.test is None)
             for each in colleges]
    return [each for each in found if each.charter or each.test]


def newer(conn: Connection, season: Season, than: Sequence[CollegeProfile]) -> list[CollegeProfile]:
    """What colleges have saved that is not among these profiles."""
    own = store.of_season(conn, season.code)
    known = {each.college: each for each in than}
    return [own[each.code] for each in season.colleges.items
            if each.code in own and own[each.code] != known.get(each.code)]


def tiers_of(season: Season) -> list[str]:
    """Award tiers, the highest first; none where the season has none."""
    return [each.code for each in season.award_tiers.items] if season.award_tiers else []


def bars(conn: Connection, season: Season) -> dict[str, frozenset[str]]:
    """The tiers that suffice, by college that published a lowest one."""
    plan = plans.in_force(conn, season.code)
    found = {each.college: enough(each.min_tier, tiers_of(season)) for each in plan.colleges} if plan else {}
    return {college: tiers for college, tiers in found.items() if tiers is not None}


def saved(tx: Tx, season: Season, college: str) -> Saved | None:
    """A college's profile as saved last, held until the end of the transaction. Raises NotFound for a stranger."""
    return store.locked(tx, season.code, _college(season, college).code)


def shown(conn: Connection, season: Season, college: str) -> CollegeProfile:
    """What anybody may see: the profile as published with the plan, else the season's own words of the college."""
    found = _college(season, college)
    plan = plans.in_force(conn, season.code)
    published = {each.college: each for each in plan.colleges} if plan else {}
    return published.get(found.code) or blank(found)


def drafted(conn: Connection, season: Season, college: str) -> Saved:
    """What the college itself sees: its profile as saved last, revision 0 if it never was."""
    found = _college(season, college)
    own = store.one(conn, season.code, found.code)
    return own or Saved(profile=blank(found), revision=0, saved_at=season.roster.closes_at)


def of_season(conn: Connection, season: Season) -> list[CollegeProfile]:
    """Every college of the season, in its order, as it is to be published."""
    own = store.of_season(conn, season.code)
    return [own.get(each.code) or blank(each) for each in season.colleges.items]


def blank(college: College) -> CollegeProfile:
    """A college that has said nothing yet, in the season's own words."""
    return CollegeProfile(
        college=college.code, name=college.name, charter=None, min_tier=college.min_tier, honours="none",
        phones=_phones(college),
    )


def _phones(college: College) -> list[str]:
    return [each.printed for each in college.phones]


def _college(season: Season, code: str) -> College:
    found = season.college(code)
    if found is None:
        raise NotFound(field="college")
    return found
