"""Replicas of dossiers and confirmations: what is dispatched with a file, and who is confirmed."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.admission.store import dossier as store
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed
from shared.db import Seal, Tx
from shared.season import Season


def take(tx: Tx, told: Sequence[DossierRecorded]) -> None:
    """Keep dossiers as registration told them."""
    store.put(tx, told)


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
