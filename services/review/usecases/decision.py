"""Deciding a stage of a case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from services.review.domain.case import Decision, Registered, Stage, next_stage, verdict_of
from services.review.domain.decision import Reviewed, Reviewer, Ruling, check_decision, confirmed_honours
from services.review.store import case as store
from services.review.store import decision as decisions
from services.review.store import registration
from services.review.store.case import Case
from services.review.store.decision import Decided
from services.review.usecases.case import open_case, own_chain
from services.review.usecases.chain import claimed_honours
from services.review.usecases.eligibility import settle
from services.review.usecases.windows import open_review
from shared.contracts.review import ClaimDecided, CorrectionRequested
from shared.db import Seal, Tx
from shared.season.replica import SeasonReplica


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """Who decides, by which seasons, and what they must have seen: ``seen(version)`` raises where it was another."""

    reviewer: Reviewer
    seasons: SeasonReplica
    seen: Callable[[int], None]


def intake_of(conn: Connection, box: Seal, account: str, sitting: Sitting) -> str:
    """By whose clock a case is decided. Raises NotFound for one that is not the reviewer's."""
    return open_case(conn, box, account, sitting.reviewer, sitting.seasons).case.dossier.intake


def decide(tx: Tx, account: str, ruling: Ruling, sitting: Sitting) -> Case:
    """Write one stage's decision down, tell it, and settle the case; returns it as it is kept. Raises NotFound for a
    case that is not the reviewer's, and what ``check_decision`` and ``open_review`` raise."""
    case = store.hold(tx, [account]).get(account)
    chain = own_chain(case, sitting.reviewer, sitting.seasons)
    assert case is not None
    sitting.seen(case.version)
    season, orders = sitting.seasons.season(case.dossier.season), sitting.seasons.orders(case.dossier.season)
    until = open_review(season, orders, case, now=tx.now).closes_at
    said = _said(tx, case)
    stage = check_decision(ruling, Reviewed(
        standing=case.standing, revision=case.dossier.revision, due=next_stage(chain, said),
        claimed=claimed_honours(season, case.dossier.category, case.dossier.claim),
    ), sitting.reviewer)
    decided = _decided(case, ruling, chain, {**said, stage.id: ruling.decision})
    if ruling.decision is Decision.CORRECTION:
        decided = replace(decided, until=until)
    _note(tx, decided, ruling, stage, sitting.reviewer)
    _tell(tx, decided, ruling)
    known = registration.of_accounts(tx.conn, [account]).get(account, Registered())
    return store.put(tx, [settle(tx, decided, known, at=tx.now)])[0]


def _said(tx: Tx, case: Case) -> dict[str, Decision]:
    found = decisions.of_accounts(tx.conn, tx.box, [case.account])
    return {each.stage: each.decision for each in found if each.revision == case.dossier.revision}


def _decided(case: Case, ruling: Ruling, chain: Sequence[Stage], said: Mapping[str, Decision]) -> Case:
    approved, due = ruling.decision is Decision.APPROVED, next_stage(chain, said)
    return replace(
        case, verdict=verdict_of(chain, said), stage=due.id if due else None,
        reason=None if approved else ruling.reason,
        honours=tuple(confirmed_honours(ruling.honours)) if approved else (), until=None,
    )


def _note(tx: Tx, case: Case, ruling: Ruling, stage: Stage, reviewer: Reviewer) -> None:
    decisions.add(tx, Decided(
        account=case.account, revision=ruling.revision, stage=stage.id, decision=ruling.decision,
        reason=ruling.reason, honours=ruling.honours, actor_scope=reviewer.scope or "", owner_scope=stage.owner,
        decided_at=tx.now,
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
