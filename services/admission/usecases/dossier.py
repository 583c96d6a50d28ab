"""Replicas of dossiers and confirmations: what is dispatched with a file, and who is confirmed."""

from collections.abc import Sequence

from services.admission.store import dossier as store
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed
from shared.db import Tx


def take(tx: Tx, told: Sequence[DossierRecorded]) -> None:
    """Keep dossiers as registration told them."""
    store.put(tx, told)


def confirm(tx: Tx, told: Sequence[RegistrationConfirmed]) -> None:
    """Keep which registrations their source colleges confirmed."""
    store.put_confirmations(tx, told)
