"""A candidate's own way through the rounds, as far as it was released to them: nothing that was not said."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.admission.store import eligibility
from services.admission.store import file as files
from services.admission.store import filing as filings
from services.admission.store import plan as plans
from services.admission.store import release as store
from services.admission.store.file import File
from services.admission.usecases import college as colleges
from services.admission.usecases import order
from services.admission.usecases.college import Telephone
from services.admission.usecases.release import ADMITTED, DISPATCHED, FREE, NOT_ADMITTED, PASSED_OVER, UNPLACED
from shared.contracts.parts import CollegeTest
from shared.db import Seal
from shared.season import Season
from shared.season.model import Round


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a candidate is admitted, by name."""

    college: str
    college_name: str
    major: str
    major_name: str
    phones: Sequence[Telephone]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A round in which the candidate's file went down, or was passed over. ``status``: the last word that was said of
    it; only with that word come reason, place, and when the next choice goes."""

    round: Round
    status: str
    said_at: datetime
    dispatched_at: datetime | None = None
    test: CollegeTest | None = None
    reason: str | None = None
    place: Place | None = None
    next: Round | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidacy:
    """All of it. ``unplaced_at``: when it was said that the season is over for them without a place."""

    steps: Sequence[Step]
    eligible: bool
    unplaced_at: datetime | None = None

    @property
    def admitted(self) -> Step | None:
        """Where they are admitted, if that was said and stands."""
        return next((each for each in self.steps if each.status == ADMITTED), None)

    @property
    def waiting(self) -> Step | None:
        """The step whose result has not been said."""
        return next((each for each in reversed(self.steps) if each.status == DISPATCHED), None)

    @property
    def may_file_again(self) -> bool:
        """Whether a supplementary filing is for them: eligible, not admitted, nothing waits."""
        return self.eligible and self.admitted is None and self.waiting is None and self.unplaced_at is None


@dataclass(frozen=True, slots=True)
class Looking:
    """A connection to look, what opens sealed columns, the season, and its time."""

    conn: Connection
    box: Seal
    season: Season
    now: datetime


def of_account(look: Looking, account: str) -> Candidacy:
    """What was released to a candidate in a season."""
    every: dict[str, dict[int, dict[str, Any]]] = {}
    unplaced_at = None
    for row in store.of_account(look.conn, look.season.code, account):
        if row.status == UNPLACED:
            unplaced_at = row.released_at
        else:
            every.setdefault(row.round, {}).setdefault(row.again, {})[row.status] = row.released_at
    said = {no: times[max(times)] for no, times in every.items()}  # of a file that went down again, what was said since
    own = {each.round: each for each in files.opened_of_account(look.conn, look.box, look.season.intake, account)
           if each.season == look.season.code}
    standing = eligibility.one(look.conn, account)
    steps = [_step(look, each, own[each.no], said[each.no]) if each.no in own
             else _passed_over(look, each, account, said[each.no])
             for each in look.season.rounds if each.no in said and (each.no in own or PASSED_OVER in said[each.no])]
    return Candidacy(steps=steps, unplaced_at=unplaced_at, eligible=standing is not None and standing.eligible)


def next_round(season: Season, now: datetime) -> Round | None:
    """The round that goes down next."""
    return min((each for each in season.rounds if each.down_at > now), key=lambda each: each.down_at, default=None)


def _step(look: Looking, round_: Round, file: File, said: Mapping[str, datetime]) -> Step:
    status = next(each for each in (FREE, ADMITTED, NOT_ADMITTED, DISPATCHED) if each in said)
    told: dict[str, Any] = {
        "round": round_, "status": status, "dispatched_at": file.dispatched_at, "said_at": said[status]}
    if status == ADMITTED:
        return Step(**told, place=_place(look, file))
    if status == NOT_ADMITTED:
        return Step(**told, reason=file.reason, next=_next(look, round_, file.account))
    if status == FREE:
        return Step(**told, reason=file.reason)
    return Step(**told, test=_test(look, file.college))


def _passed_over(look: Looking, round_: Round, account: str, said: Mapping[str, datetime]) -> Step:
    return Step(round=round_, status=PASSED_OVER, said_at=said[PASSED_OVER], next=_next(look, round_, account))


def _test(look: Looking, college: str) -> CollegeTest | None:
    plan = plans.in_force(look.conn, look.season.code)
    return next((each.test for each in plan.colleges if each.college == college), None) if plan else None


def _place(look: Looking, file: File) -> Place:
    shown = colleges.one(look.conn, look.season, file.college)
    major = file.admitted_major or ""
    names = {each.code: each.name for each in shown.majors}
    return Place(college=file.college, college_name=shown.profile.name, major=major, phones=shown.phones,
                 major_name=names.get(major, major))


def _next(look: Looking, round_: Round, account: str) -> Round | None:
    """The round of the next choice that the candidate filed, while it has not gone down."""
    coming = [each for each in look.season.rounds if each.batch == round_.batch and each.down_at > look.now]
    if not coming:
        return None
    labels: Container[str] = ()
    for batch in order.batches_of(look.conn, look.season, round_.batch):
        seal = filings.newest_seal(look.conn, look.season.code, batch)
        filed = filings.one(look.conn, look.box, (look.season.code, batch, seal.seal), account) if seal else None
        labels = filed.choices if filed else labels
    return min((each for each in coming if each.choice in labels), key=lambda each: each.down_at, default=None)


__all__ = ["ADMITTED", "DISPATCHED", "FREE", "NOT_ADMITTED", "PASSED_OVER", "Candidacy", "Looking", "Step",
           "next_round", "of_account"]
