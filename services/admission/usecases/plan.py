"""The plan: drafted from the season file or as handed in, signed by two officers, told with all colleges' profiles."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.plan import Major, PlanMissing, PlanUnfit, check_plan
from services.admission.domain.profile import raised
from services.admission.domain.proposal import Kind
from services.admission.domain.ruling import Key
from services.admission.store import plan as store
from services.admission.usecases import profile, proposal
from services.admission.usecases.proposal import About, Seen, Signing
from shared import codec
from shared.contracts.admission import PlanPublished
from shared.contracts.parts import CollegeProfile, PlannedMajor
from shared.db import Seal as Box
from shared.db import Tx
from shared.outbox import last_version
from shared.season import Season
from shared.season.words import WindowKind

SUBJECT = "plan"


def draft(tx: Tx, season: Season, majors: Sequence[Major] | None) -> Seen:
    """A plan to be signed: these majors, or those of the season file; with every college's profile as it stands now."""
    if majors is None:
        majors = of_season_file(season)
    colleges = profile.of_season(tx.conn, season)
    _check(tx, season, majors, colleges)
    planned = [
        PlannedMajor(college=each.college, code=each.code, name=each.name, seats=dict(each.seats), demand=each.demand)
        for each in majors
    ]
    present = store.in_force(tx.conn, season.code)
    return proposal.propose(tx, _about(season), {
        "revision": present.revision + 1 if present else 1, "majors": codec.plain(planned),
        "colleges": codec.plain(colleges),
    })


def renew(tx: Tx, season: Season) -> Seen:
    """The plan in force again, with every college's profile as it stands now. Raises PlanMissing."""
    present = published(tx.conn, season.code)
    return draft(tx, season, [_major(each) for each in present.majors])


def of_season_file(season: Season) -> list[Major]:
    """The majors as the season file has them."""
    return [
        Major(college=each.college, code=each.code, name=each.name, seats=each.seats, demand=each.demand)
        for each in season.plan.majors
    ]


def standing(conn: Connection, box: Box, season: Season) -> Seen | None:
    """What waits to be signed, to look at."""
    return proposal.look(conn, box, _about(season))


def proposed(seen: Seen) -> tuple[list[PlannedMajor], list[CollegeProfile]]:
    """What is to be signed: majors, and colleges' profiles."""
    body = seen.proposal.body
    return codec.revived(list[PlannedMajor], body["majors"]), codec.revived(list[CollegeProfile], body["colleges"])


def in_force(conn: Connection, season: str) -> PlanPublished | None:
    """The plan in force, if there is one."""
    return store.in_force(conn, season)


def gaps(conn: Connection, box: Box, season: Season) -> list[profile.Gap]:
    """The colleges that lack something in what is to be signed, else in what is published, else in what they saved."""
    seen, present = standing(conn, box, season), store.in_force(conn, season.code)
    if seen is not None:
        return profile.gaps(proposed(seen)[1])
    return profile.gaps(present.colleges if present else profile.of_season(conn, season))


def sign(tx: Tx, season: Season, signing: Signing) -> Seen:
    """An officer's signature; the second one publishes."""
    signed = proposal.sign(tx, _about(season), signing)
    if not signed.complete:
        return signed
    told = _told(tx, season, signed.proposal.body)
    _check(tx, season, [_major(each) for each in told.majors], told.colleges)
    store.put(tx, told)
    _emit(tx, told)
    return proposal.settle(tx, signed)


def published(conn: Connection, season: str) -> PlanPublished:
    """The plan in force. Raises PlanMissing."""
    found = store.in_force(conn, season)
    if found is None:
        raise PlanMissing
    return found


def retell_plans(tx: Tx) -> None:
    """Every plan in force again, under the version that it was told with."""
    for told in store.every(tx.conn):
        _emit(tx, told, again=True)


def _told(tx: Tx, season: Season, body: Mapping[str, Any]) -> PlanPublished:
    return PlanPublished(
        intake=season.intake, season=season.code, revision=body["revision"],
        majors=codec.revived(list[PlannedMajor], body["majors"]),
        colleges=codec.revived(list[CollegeProfile], body["colleges"]), published_at=tx.now,
    )


def _emit(tx: Tx, told: PlanPublished, *, again: bool = False) -> None:
    key = f"admission/plan/{told.season}"
    tx.emit(
        told, key=key, intake=told.intake, season=told.season, occurred_at=told.published_at,
        version=last_version(tx.conn, key=key, name=PlanPublished.NAME) if again else None,
    )


def _check(tx: Tx, season: Season, majors: Sequence[Major], colleges: Sequence[CollegeProfile]) -> None:
    begun, present = _begun(tx, season), store.in_force(tx.conn, season.code)
    check_plan(
        majors, colleges=frozenset(each.code for each in season.colleges.items),
        categories={each.code: each.title for each in season.categories}, kept=_kept(tx.conn, season.code, begun=begun),
    )
    if begun and present is not None:
        shut = raised(_least(present.colleges), _least(colleges), profile.tiers_of(season))
        if shut:
            raise PlanUnfit(tuple(("colleges", f"{each}在志愿填报开始后不得提高最低获奖等级") for each in shut))


def _least(colleges: Sequence[CollegeProfile]) -> dict[str, str | None]:
    return {each.college: each.min_tier for each in colleges}


def _kept(conn: Connection, season: str, *, begun: bool) -> dict[Key, int]:
    """Seats that must stay: those that people filed for once filing has begun, else those that are taken."""
    return {
        (row.college, row.major, row.category): row.planned if begun else max(row.taken - row.granted, 0)
        for row in store.seats(conn, season)
    }


def _begun(tx: Tx, season: Season) -> bool:
    return any(each.kind is WindowKind.FILING and each.opens_at <= tx.now for each in season.windows)


def _major(planned: PlannedMajor) -> Major:
    return Major(
        college=planned.college, code=planned.code, name=planned.name, seats=planned.seats, demand=planned.demand
    )


def _about(season: Season) -> About:
    return About(season=season.code, kind=Kind.PLAN, subject=SUBJECT)


