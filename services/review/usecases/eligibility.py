"""What a case comes to: computed anew whenever something about it was heard or decided, and told when it differs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.review.domain.case import Outcome, Position, Registered, Standing, outcome_of, told_outcome
from services.review.store import case as store
from services.review.store import registration
from services.review.store.case import Case
from shared.contracts.review import EligibilitySettled
from shared.db import Tx
from shared.kernel import masked_name


def settle(tx: Tx, case: Case, registered: Registered, *, at: datetime) -> Case:
    """The case as it stands now. Tells its eligibility if that is settled and not as it was told last. ``at``: the
    season's time of what brought it about. The caller holds the row and keeps what is returned."""
    outcome = outcome_of(Position(
        submitted_at=case.dossier.submitted_at, verdict=case.verdict, registered=registered, lapse=case.lapse,
        revoked=case.revocation is not None,
    ))
    told = case.told
    before = Standing(told.standing) if told else None
    said = told_outcome(outcome, told=before)
    if said is not None:
        event = _event(case, said, at)
        if told is None or replace(event, settled_at=told.settled_at) != told:
            told = event
            tx.emit(event, key=f"review/eligibility/{case.account}", intake=event.intake, season=event.season,
                    occurred_at=at)
    if outcome.standing is not case.standing:
        tx.audit("case.settle", f"case/{case.account}", standing=outcome.standing, revision=case.dossier.revision)
    return replace(case, standing=outcome.standing, told=told)


def settle_again(tx: Tx, accounts: Iterable[str], *, at: dict[str, datetime]) -> None:
    """Settle the cases of these accounts, as far as there are any. ``at``: by account."""
    cases = store.hold(tx, accounts)
    known = registration.of_accounts(tx.conn, cases)
    settled = [settle(tx, case, known.get(account, Registered()), at=at[account]) for account, case in cases.items()]
    store.put(tx, [case for case in settled if case != cases[case.account]])


def _event(case: Case, outcome: Outcome, at: datetime) -> EligibilitySettled:
    dossier = case.dossier
    eligible = outcome.standing is Standing.ELIGIBLE
    reason = case.revocation.reason if case.revocation else outcome.reason or case.reason
    return EligibilitySettled(
        account=dossier.account, intake=dossier.intake, season=dossier.season,
        candidate_number=dossier.candidate_number, masked_name=masked_name(dossier.name),
        source_college=dossier.source_college, category=dossier.category, standing=outcome.standing,
        honours=list(case.honours) if eligible else [], tier=case.tier if eligible else None,
        revision=dossier.revision, settled_at=at, reason=None if eligible else reason,
    )
