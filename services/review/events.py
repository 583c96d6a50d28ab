"""The bus door: one function per event heard, the table at the foot. The chassis hears the rest."""

from collections.abc import Mapping, Sequence

from services.review.usecases.dossier import take_confirmations, take_dossiers, take_withdrawals
from shared.contracts import Event
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed, RegistrationVoided
from shared.db import Tx
from shared.inbox import Handler, Heard


def on_dossier_recorded(tx: Tx, heard: Sequence[Heard[DossierRecorded]]) -> None:
    take_dossiers(tx, [each.event for each in heard])


def on_registration_confirmed(tx: Tx, heard: Sequence[Heard[RegistrationConfirmed]]) -> None:
    take_confirmations(tx, [each.event for each in heard])


def on_registration_voided(tx: Tx, heard: Sequence[Heard[RegistrationVoided]]) -> None:
    take_withdrawals(tx, [each.event for each in heard])


SUBSCRIPTIONS: Mapping[type[Event], Handler] = {
    DossierRecorded: on_dossier_recorded,
    RegistrationConfirmed: on_registration_confirmed,
    RegistrationVoided: on_registration_voided,
}
