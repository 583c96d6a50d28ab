"""Dossiers, confirmations, withdrawals: heard in any order, they make the same case."""

from collections.abc import Sequence
from dataclasses import replace

from services.review.domain.case import Decision, Registered, Stage, next_stage, verdict_of
from services.review.store import case as store
from services.review.store import decision as decisions
from services.review.store import registration
from services.review.store.case import Case
from services.review.usecases.chain import chain_of, claimed_tier
from services.review.usecases.eligibility import settle, settle_again
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed, RegistrationVoided
from shared.db import Tx
from shared.inbox import NotYet
from shared.kernel import NotFound
from shared.season import Season
from shared.season.replica import SeasonReplica


def take_dossiers(tx: Tx, dossiers: Sequence[DossierRecorded]) -> None:
    """Open a case for each, or bring it up to date; a new revision begins its chain anew."""
    accounts = [each.account for each in dossiers]
    known = registration.hold(tx, accounts)
    cases = store.hold(tx, accounts)
    decided: dict[tuple[str, int], dict[str, Decision]] = {}
    for each in decisions.of_accounts(tx.conn, tx.box, cases):
        decided.setdefault((each.account, each.revision), {})[each.stage] = each.decision
    replica = SeasonReplica(tx.db, public_key="")
    seasons = {code: _season(replica, code) for code in {each.season for each in dossiers}}
    taken = []
    for dossier in dossiers:
        season = seasons[dossier.season]
        chain = chain_of(season, dossier.category, dossier.source_college)
        said = decided.get((dossier.account, dossier.revision), {})
        tier = claimed_tier(season, dossier.category, dossier.claim)
        case = replace(_renewed(cases.get(dossier.account), dossier, chain, said), tier=tier)
        taken.append(settle(tx, case, known[dossier.account], at=dossier.submitted_at))
    store.put(tx, taken)


def take_confirmations(tx: Tx, confirmations: Sequence[RegistrationConfirmed]) -> None:
    """Keep what the colleges said, and settle the cases that waited for it."""
    known = registration.hold(tx, [each.account for each in confirmations])
    registration.put(tx, {
        each.account: replace(known[each.account], confirmed=each.confirmed) for each in confirmations
    })
    settle_again(tx, known, at={each.account: each.settled_at for each in confirmations})


def take_withdrawals(tx: Tx, voided: Sequence[RegistrationVoided]) -> None:
    """Keep that registrations count no more, each with its newest withdrawal, and close their cases."""
    known = registration.hold(tx, [each.account for each in voided])
    for each in voided:
        known[each.account] = _voided(known[each.account], each)
    registration.put(tx, known)
    settle_again(tx, known, at={each.account: each.voided_at for each in voided})


def _renewed(before: Case | None, dossier: DossierRecorded, chain: Sequence[Stage], said: dict[str, Decision]) -> Case:
    if before is None or before.dossier.revision != dossier.revision:
        begun = Case(dossier=dossier) if before is None else Case(
            dossier=dossier, told=before.told, revocation=before.revocation, standing=before.standing,
            version=before.version,
        )
    else:
        begun = replace(before, dossier=dossier)
    due = next_stage(chain, said)
    return replace(begun, stage=due.id if due else None, verdict=verdict_of(chain, said))


def _voided(known: Registered, event: RegistrationVoided) -> Registered:
    if known.voided_at is None or known.voided_at < event.voided_at:
        return replace(known, voided_at=event.voided_at)
    return known


def _season(replica: SeasonReplica, code: str) -> Season:
    try:
        return replica.season(code)
    except NotFound as error:
        raise NotYet(f"admission/season/{code}") from error
