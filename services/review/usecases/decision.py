"""Deciding a stage of a case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from services.review.domain.case import Decision, Registered, Stage, next_stage, verdict_of
from services.review.domain.decision import (
    DECISION_WORDS,
    CaseChanged,
    CaseDecided,
    Reviewed,
    Reviewer,
    Ruling,
    check_decision,
    confirmed_honours,
)
from services.review.store import case as store
from services.review.store import decision as decisions
from services.review.store import registration
from services.review.store.case import Case
from services.review.store.decision import Decided
from services.review.usecases.case import open_case, own_chain
from services.review.usecases.chain import claimed_honours
from services.review.usecases.claim import unit_of
from services.review.usecases.eligibility import settle
from services.review.usecases.windows import open_review
from shared.contracts.review import ClaimDecided, CorrectionRequested
from shared.db import Seal, Tx
from shared.kernel import Conflict, shown
from shared.season import Season
from shared.season.replica import SeasonReplica


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """Who decides, by which seasons, and what they must have seen: ``seen(version)`` raises where it was another;
    ``version`` does so in words that say what happened meanwhile. ``name``: of the person, as the sign-in gave it."""

    reviewer: Reviewer
    seasons: SeasonReplica
    seen: Callable[[int], None] = lambda version: None
    version: int | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """A case of which a ruling may be written down. ``said``: by the stages before; ``until``: the window's end."""

    case: Case
    chain: Sequence[Stage]
    said: Mapping[str, Decision]
    stage: Stage
    until: datetime


def intake_of(conn: Connection, box: Seal, account: str, sitting: Sitting) -> str:
    """By whose clock a case is decided. Raises NotFound for one that is not the reviewer's."""
    return open_case(conn, box, account, sitting.reviewer, sitting.seasons).case.dossier.intake


def decide(tx: Tx, account: str, ruling: Ruling, sitting: Sitting) -> Case:
    """Write one stage's decision down, tell it, and settle the case; returns it as it is kept. Raises what ``weigh``
    raises."""
    weighed = weigh(tx, account, ruling, sitting)
    stage = weighed.stage
    decided = _decided(weighed.case, ruling, weighed.chain, {**weighed.said, stage.id: ruling.decision})
    if ruling.decision is Decision.CORRECTION:
        decided = replace(decided, until=weighed.until)
    _note(tx, decided, ruling, stage, sitting)
    _tell(tx, decided, ruling)
    known = registration.of_accounts(tx.conn, [account]).get(account, Registered())
    return store.put(tx, [settle(tx, decided, known, at=tx.now)])[0]


def weigh(tx: Tx, account: str, ruling: Ruling, sitting: Sitting) -> Weighed:
    """Hold a case and look whether this may be said of it now; writes nothing. Raises NotFound for a case that is not
    the reviewer's, CaseDecided or CaseChanged for one that is not as it was seen, and what ``check_decision`` and
    ``open_review`` raise."""
    case = store.hold(tx, [account]).get(account)
    chain = own_chain(case, sitting.reviewer, sitting.seasons)
    assert case is not None
    decided = _of_revision(tx, case)
    season, orders = sitting.seasons.season(case.dossier.season), sitting.seasons.orders(case.dossier.season)
    sitting.seen(case.version)
    if sitting.version not in (None, case.version):
        raise _changed(season, chain, [each for each in decided if each.stage == ruling.stage], sitting.reviewer)
    until = open_review(season, orders, case, now=tx.now).closes_at
    said = {each.stage: each.decision for each in decided}
    stage = check_decision(ruling, Reviewed(
        standing=case.standing, revision=case.dossier.revision, due=next_stage(chain, said),
        claimed=claimed_honours(season, case.dossier.category, case.dossier.claim),
    ), sitting.reviewer)
    return Weighed(case=case, chain=chain, said=said, stage=stage, until=until)


def _of_revision(tx: Tx, case: Case) -> list[Decided]:
    found = decisions.of_accounts(tx.conn, tx.box, [case.account])
    return [each for each in found if each.revision == case.dossier.revision]


def _changed(season: Season, chain: Sequence[Stage], decided: Sequence[Decided], reviewer: Reviewer) -> Conflict:
    """What happened to a case since it was looked at. ``decided``: what was said in the stage that is spoken of."""
    if not decided:
        return CaseChanged()
    last = decided[-1]
    stage = next((each for each in chain if each.id == last.stage), None)
    unit = unit_of(season, stage) if stage else last.owner_scope
    name = last.actor_name or "" if last.actor_scope == reviewer.scope else ""
    return CaseDecided(by=unit + name, at=shown(last.decided_at), stage=stage.title if stage else last.stage,
                       decision=DECISION_WORDS[last.decision])


def _decided(case: Case, ruling: Ruling, chain: Sequence[Stage], said: Mapping[str, Decision]) -> Case:
    approved, due = ruling.decision is Decision.APPROVED, next_stage(chain, said)
    return replace(
        case, verdict=verdict_of(chain, said), stage=due.id if due else None,
        reason=None if approved else ruling.reason,
        honours=tuple(confirmed_honours(ruling.honours)) if approved else (), until=None,
    )


def _note(tx: Tx, case: Case, ruling: Ruling, stage: Stage, sitting: Sitting) -> None:
    reviewer = sitting.reviewer
    decisions.add(tx, Decided(
        account=case.account, revision=ruling.revision, stage=stage.id, decision=ruling.decision,
        reason=ruling.reason, honours=ruling.honours, actor_scope=reviewer.scope or "", owner_scope=stage.owner,
        decided_at=tx.now, actor_name=sitting.name,
    ))
    tx.audit("case.decide", f"case/{case.account}", stage=stage.id, revision=ruling.revision, decision=ruling.decision,
             honours={each.code: each.confirmed for each in ruling.honours}, scope=reviewer.scope)


def _tell(tx: Tx, case: Case, ruling: Ruling) -> None:
    dossier, at = case.dossier, tx.now
    event = _correction(case, ruling, case.until, at) if case.until else _claim_decided(case, ruling, at)
    tx.emit(event, key=case.key, intake=dossier.intake, season=dossier.season)


def _correction(case: Case, ruling: Ruling, until: datetime, at: datetime) -> CorrectionRequested:
    dossier = case.dossier
    return CorrectionRequested(
        account=dossier.account, intake=dossier.intake, season=dossier.season, revision=dossier.revision,
        stage=ruling.stage, reason=ruling.reason or "", until=until, requested_at=at,
    )


def _claim_decided(case: Case, ruling: Ruling, at: datetime) -> ClaimDecided:
    dossier = case.dossier
    return ClaimDecided(
        account=dossier.account, intake=dossier.intake, season=dossier.season, revision=dossier.revision,
        stage=ruling.stage, decision=ruling.decision, reason=ruling.reason, last=case.stage is None, decided_at=at,
    )
