"""Taking an eligibility back by an officer's order that has a number, and giving it back by another."""

from dataclasses import replace

from sqlalchemy import Connection

from services.review.domain.case import Registered
from services.review.domain.revocation import check_reinstatement, check_revocation
from services.review.store import case as store
from services.review.store import registration
from services.review.store.case import Case, Revocation
from services.review.usecases.eligibility import settle
from shared.db import Seal, Tx
from shared.kernel import NotFound


def intake_of(conn: Connection, box: Seal, account: str) -> str:
    """By whose clock a case is decided. Raises NotFound."""
    case = store.of_account(conn, box, account)
    if case is None:
        raise NotFound
    return case.dossier.intake


def revoke(tx: Tx, account: str, *, order: str, reason: str) -> Case:
    """Revoke what is in force, and tell it; returns the case as it is kept. Raises NotFound, NothingToRevoke."""
    case = _held(tx, account)
    check_revocation(case.standing)
    revoked = replace(case, revocation=Revocation(order=order, reason=reason, at=tx.now))
    tx.audit("case.revoke", f"case/{account}", order=order, revision=case.dossier.revision)
    return _settled(tx, revoked)


def reinstate(tx: Tx, account: str, *, order: str) -> Case:
    """Undo a revocation: the case stands again as stages and confirmation have it. Raises NotFound,
    NothingToReinstate."""
    case = _held(tx, account)
    check_reinstatement(case.standing)
    tx.audit("case.reinstate", f"case/{account}", order=order, revision=case.dossier.revision)
    return _settled(tx, replace(case, revocation=None))


def _held(tx: Tx, account: str) -> Case:
    case = store.hold(tx, [account]).get(account)
    if case is None:
        raise NotFound
    return case


def _settled(tx: Tx, case: Case) -> Case:
    known = registration.of_accounts(tx.conn, [case.account]).get(case.account, Registered())
    return store.put(tx, [settle(tx, case, known, at=tx.now)])[0]
