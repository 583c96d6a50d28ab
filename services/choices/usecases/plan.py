"""The plan as it was published: kept, remembered by revision, searched by those who may apply."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.choices.domain.filing import Applicant, Offer, TierTooLow, check_tier
from services.choices.store import plan as store
from shared import codec
from shared.contracts.admission import PlanPublished, VacanciesPublished
from shared.contracts.parts import CollegeProfile, PlannedMajor, Seats
from shared.db import Tx


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A season's plan in one revision: what checks need, and what people read."""

    season: str
    revision: int
    offers: Mapping[str, Offer]
    majors: tuple[PlannedMajor, ...]
    colleges: Mapping[str, CollegeProfile]


def keep_plan(tx: Tx, published: PlanPublished) -> None:
    """The plan of a season from now on."""
    store.put_plan(tx.conn, {
        "season": published.season, "intake": published.intake, "revision": published.revision,
        "document": json.dumps(codec.plain(published), ensure_ascii=False),
        "published_at": published.published_at, "recorded_at": tx.wall,
    })
    tx.audit("plan.keep", f"plan/{published.season}", revision=published.revision, majors=len(published.majors))


def keep_vacancies(tx: Tx, published: VacanciesPublished) -> None:
    """The seats of a supplementary batch, or that it is not held."""
    store.put_vacancies(tx.conn, {
        "season": published.season, "batch": published.batch, "held": published.held,
        "document": json.dumps(codec.plain(published.seats), ensure_ascii=False),
        "published_at": published.published_at, "recorded_at": tx.wall,
    })
    tx.audit("vacancies.keep", f"vacancies/{published.season}/{published.batch}", held=published.held)


class PlanShelf:
    """Plans and vacancies taken apart once for each revision, by whichever request needs one first."""

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._vacant: dict[tuple[str, str], tuple[int, datetime, Mapping[str, Offer]]] = {}

    def plan(self, conn: Connection, season: str, revision: int) -> Plan:
        """The plan of a season, of which this revision is there."""
        held = self._plans.get(season)
        if held is None or held.revision < revision:
            row = store.plan_of(conn, season)
            assert row is not None
            held = self._plans[season] = _read(codec.revived(PlanPublished, json.loads(row.document)))
        return held

    def vacant(
        self, conn: Connection, plan: Plan, *, batch: str, kept_at: datetime
    ) -> Mapping[str, Offer]:
        """What a supplementary batch offers: the colleges of the plan with the seats that were announced. They may be
        announced anew, in a rehearsal even at the same instant of the season: ``kept_at`` is on the wall clock."""
        held = self._vacant.get((plan.season, batch))
        if held is None or held[:2] != (plan.revision, kept_at):
            row = store.vacancies_of(conn, plan.season, batch)
            assert row is not None
            seats = codec.revived(tuple[Seats, ...], json.loads(row.document))
            held = self._vacant[plan.season, batch] = (plan.revision, kept_at, _with_seats(plan, seats))
        return held[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is looked for in the plan: words, a category's seats only, a tier that suffices."""

    words: str = ""
    applicant: Applicant | None = None


def offered(
    conn: Connection, shelf: PlanShelf, season: str, *, batch: str, wanted: Wanted
) -> Iterator[dict[str, Any]]:
    """What is on offer in a batch; nothing before the plan is published. The batch of the plan itself needs no name."""
    revision = store.revision_of(conn, season)
    if revision is None:
        return
    plan = shelf.plan(conn, season, revision)
    vacant = store.vacancies_of(conn, season, batch)
    offers = plan.offers
    if vacant is not None:
        offers = shelf.vacant(conn, plan, batch=batch, kept_at=vacant.recorded_at)
    yield from found_in(plan, offers, wanted)


def found_in(plan: Plan, offers: Mapping[str, Offer], wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Majors on offer by college and code, each with ``open_to_me``."""
    for major in sorted(plan.majors, key=lambda each: (each.college, each.code)):
        college, offer = plan.colleges.get(major.college), offers.get(major.college)
        seats = dict(offer.seats.get(major.code, {})) if offer else {}
        name = offer.name if offer else major.college
        if wanted.words and not any(wanted.words in text for text in (major.college, name, major.code, major.name)):
            continue
        yield {
            "college": major.college, "college_name": name, "major": major.code, "major_name": major.name,
            "seats": seats, "demand": major.demand, "min_tier": offer.min_tier if offer else None,
            "charter": college.charter if college else None, "honours": college.honours if college else None,
            "phones": college.phones if college else [], "test": college.test if college else None,
            "open_to_me": _open_to(offer, seats, wanted.applicant),
        }


def _open_to(offer: Offer | None, seats: Mapping[str, int], applicant: Applicant | None) -> bool:
    if offer is None or applicant is None or seats.get(applicant.category, 0) <= 0:
        return False
    try:
        check_tier(offer, applicant)
    except TierTooLow:
        return False
    return True


def _read(published: PlanPublished) -> Plan:
    colleges = {each.college: each for each in published.colleges}
    majors: dict[str, list[PlannedMajor]] = {}
    for major in published.majors:
        majors.setdefault(major.college, []).append(major)
    offers = {
        code: Offer(
            name=colleges[code].name if code in colleges else code,
            min_tier=colleges[code].min_tier if code in colleges else None,
            majors={major.code: major.name for major in offered}, seats={major.code: major.seats for major in offered},
        )
        for code, offered in majors.items()
    }
    return Plan(season=published.season, revision=published.revision, offers=offers, majors=tuple(published.majors),
                colleges=colleges)


def _with_seats(plan: Plan, vacant: tuple[Seats, ...]) -> Mapping[str, Offer]:
    seats: dict[str, dict[str, dict[str, int]]] = {}
    for each in vacant:
        seats.setdefault(each.college, {}).setdefault(each.major, {})[each.category] = each.seats
    return {code: replace(offer, seats=seats.get(code, {})) for code, offer in plan.offers.items()}
