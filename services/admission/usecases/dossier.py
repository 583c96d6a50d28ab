"""Replicas of dossiers and confirmations: what is dispatched with a file, and who is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from sqlalchemy import Connection

from services.admission.store import dossier as store
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed
from shared.db import Seal, Tx
from shared.season import Season


def take(tx: Tx, told: Sequence[DossierRecorded]) -> None:
    """Keep dossiers as registration told them. A file that went down with another one keeps that: a college decides
    by what it was sent, and officers see that there is a newer one."""
    _keep_sent(tx, {each.account: each for each in told})
    store.put(tx, told)


def _keep_sent(tx: Tx, told: Mapping[str, DossierRecorded]) -> None:
    out = store.out_of(tx.conn, list(told))
    before = store.of_accounts(tx.conn, tx.box, [file.account for file in out])
    for file in out:
        was, now = before.get(file.account), told[file.account]
        if was is None or was == now:
            continue
        store.keep_sent(tx, file.id, was)
        changed = [each.name for each in fields(was) if getattr(was, each.name) != getattr(now, each.name)]
        tx.audit("dossier.changed_after_dispatch", f"file/{file.id}", season=file.season, fields=changed)


def confirm(tx: Tx, told: Sequence[RegistrationConfirmed]) -> None:
    """Keep which registrations their source colleges confirmed."""
    store.put_confirmations(tx, told)


def account_of(conn: Connection, season: Season, candidate_number: str) -> str | None:
    """Whose candidate number this is in a season."""
    return store.account_of(conn, season.code, candidate_number)


def said_of(conn: Connection, box: Seal, account: str) -> str | None:
    """A candidate by number and name, as officers read it."""
    found = store.of_accounts(conn, box, [account]).get(account)
    return f"{found.candidate_number} {found.name}" if found else None
